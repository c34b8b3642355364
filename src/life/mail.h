/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "life/mode.h"

/* Lets a unit that mails see msmtp as its sendmail (facts/host.h), which costs it less than the sendmail of this host.
 */

/* May that be, and does it gain anything? False with an error that says what is missing, and what to do. */
bool life_mail_check(const Life *life, const LifeUnit *unit, GError **error);
/* Does a mail server of this host answer on port 25 of 127.0.0.1? */
bool life_mail_check_server(GError **error);
/* Sets it, or takes it back. The manager is not told. */
bool life_mail_set(const Life *life, const LifeUnit *unit, bool on, LifeSet *ret, GError **error);
