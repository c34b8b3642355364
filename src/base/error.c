/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The error domain, and nothing else. */
#include "base/error.h"

G_DEFINE_QUARK(unitlock - error - quark, unitlock_error)
