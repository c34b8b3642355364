/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "source/observe/observe.h"
#include "trial/verify.h"

/* The recorder as the observer of cycles: it is told the phases and the exercises, and its events are taken in during
 * every wait. Its refusals become those of the cycle. */
typedef struct RecorderObserver {
        CycleObserver base; /* for CycleOptions.observer */
        Recorder *recorder; /* not owned; NULL: could not be had, nothing is observed */
        Waiter *waiter;
        GError *error; /* the first that came while taking events in; NULL: none */
} RecorderObserver;

/* Neither is owned; both must outlive it. */
void recorder_observer_init(RecorderObserver *observer, Recorder *recorder, Waiter *waiter);
void recorder_observer_clear(RecorderObserver *observer);
