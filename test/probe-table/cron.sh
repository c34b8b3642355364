# SPDX-License-Identifier: GPL-2.0-or-later
# packages: cron
# A job of root's and one of another user's, in the next minute.
set -e
rm -rf /run/jobs
mkdir /run/jobs
mkfifo /run/jobs/root /run/jobs/nobody
chmod 666 /run/jobs/*
printf '* * * * * root id -un >/run/jobs/root\n* * * * * nobody id -un >/run/jobs/nobody\n' >/etc/cron.d/exercise
[ "$(timeout 130 cat /run/jobs/root)" = root ]
[ "$(timeout 130 cat /run/jobs/nobody)" = nobody ]
rm -r /etc/cron.d/exercise /run/jobs
