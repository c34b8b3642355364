#!/usr/bin/perl
open(my $m, "|-", "/usr/sbin/sendmail", "-t");
