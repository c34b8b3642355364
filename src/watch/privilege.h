/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "bpf/wire.h"
#include "model/need.h"

/* The capability (CAP_*) without which the kernel refuses that call anyway, filter or not, to whoever is not root.
 * need: what was refused. Negative: there is none, or it depends on more than what is known. */
int privilege_of(const Need *need, const char *call, const struct wire_event *event);
