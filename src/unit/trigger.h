/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "unit/unit-map.h"
#include "unit/unit.h"

/* What starts a service beside people and dependencies. Such services do not stand in "systemctl" while they wait. */
typedef enum TriggerKind {
        TRIGGER_TIMER,
        TRIGGER_PATH,
        TRIGGER_SOCKET,
        TRIGGER_DBUS,
        TRIGGER_AUTOMOUNT, /* by way of the mount unit that the automount unit starts */
        _TRIGGER_MAX,
} TriggerKind;
extern const char *const trigger_names[_TRIGGER_MAX + 1];

typedef struct Triggers {
        GHashTable *kinds; /* name of a unit -> bits 1 << TriggerKind */
} Triggers;

Triggers *triggers_new(void);
void triggers_free(Triggers *triggers);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Triggers, triggers_free)

/* What this unit (a timer, socket ...; others say nothing) starts. */
void triggers_add(Triggers *triggers, const UnitView *view);
/* What all units of a search path start, and the D-Bus activation files of that tree. */
void triggers_add_all(Triggers *triggers, const UnitMap *map);
/* Bits 1 << TriggerKind, for a unit by any of its names, an instance also by its template's. */
unsigned triggers_of(const Triggers *triggers, const UnitView *view);
