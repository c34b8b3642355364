/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/* The journal entries of the watcher: who reads them is `unitlock why`, and catalog/unitlock.catalog. */
/* Each on a line of its own: the catalog is made by reading them here. */
/* the first sighting of a refusal */
#define WATCH_MESSAGE_REFUSED "7a1b7c5f6a5e4d0c9d3f2b8e61c04f11"
/* what may have been why a process ended: an answer that is another one in the sandbox */
#define WATCH_MESSAGE_DOUBTED "6e0c9b52d1f84a7b8e3355a9c07f21d8"
/* how often a known one came again */
#define WATCH_MESSAGE_REPEATED "c2f6d1a09e734b5f8a60d47be3915a22"
/* complain mode: would have been refused */
#define WATCH_MESSAGE_WOULD "4be8f0d2c7194e63a5b1908f3d72e633"
/* systemd could not run a program, and no setting is to blame */
#define WATCH_MESSAGE_UNSTARTED "0f6f2b7c5d3a4e8b9a417d52c8e6b390"
/* systemd could not do what a setting asks for */
#define WATCH_MESSAGE_SETUP "5b1d8c07f2ae4d7693e08a64c19b7f35"
/* calls are looked at for a part of the time only */
#define WATCH_MESSAGE_RESTS "93c1f4b27d5e4a68b0e2751fa6cd8834"
/* events were lost */
#define WATCH_MESSAGE_LOST "d90e3a7748bf4c21b6f58c1ae0247b44"

/* Who writes them. Others can write what looks the same, but not as this unit: the journal's field _SYSTEMD_UNIT. */
#define WATCH_UNIT "unitlock-watch.service"

/* its time of modification is when the watcher last rested (watch/pace.h): it did not see all that was before */
#define WATCH_RESTED_FILE "/run/unitlock-watch/rested"

/* SIGUSR1 asks the watcher to tell all that it has been told of up to then; when it has, it opens this one and closes
 * it. One that is of an older kind is not to be asked: it does not block that signal, and would end by it. */
#define WATCH_DIRECTORY "/run/unitlock-watch"
#define WATCH_CAUGHT_UP "caught-up"

#define WATCH_FIELD_NEED "UNITLOCK_NEED"
#define WATCH_FIELD_WHAT "UNITLOCK_WHAT"
#define WATCH_FIELD_CAUSE "UNITLOCK_CAUSE"
#define WATCH_FIELD_OTHERS "UNITLOCK_OTHERS"
#define WATCH_FIELD_DIRECTIVE "UNITLOCK_DIRECTIVE"
#define WATCH_FIELD_FILE "UNITLOCK_FILE"
#define WATCH_FIELD_LINE "UNITLOCK_LINE"
#define WATCH_FIELD_CHANGE "UNITLOCK_CHANGE"
#define WATCH_FIELD_COST "UNITLOCK_COST"
#define WATCH_FIELD_WITHOUT "UNITLOCK_WITHOUT"
#define WATCH_FIELD_COUNT "UNITLOCK_COUNT"
#define WATCH_FIELD_ERRNO "UNITLOCK_ERRNO"
#define WATCH_FIELD_SYSCALL "UNITLOCK_SYSCALL"
#define WATCH_FIELD_PROGRAM "UNITLOCK_PROGRAM"
#define WATCH_FIELD_PID "UNITLOCK_PID"
