/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "model/need.h"

/* What a service does without that went on after a refusal: a sentence without its full stop, static. call: the system
 * call that was refused; NULL or "" where it is not known. need: may have no subject where none is known; then and
 * where neither tells, it only "does without". */
const char *refusal_consequence(const Need *need, const char *call);
