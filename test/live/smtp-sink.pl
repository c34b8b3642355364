#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
# smtp-sink.pl PORT FILE: a mail server that takes every letter and adds it to FILE. Nothing but what is in perl-base.
use strict;
use warnings;
use IO::Socket::INET;

my ($port, $file) = @ARGV;
my $server = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => $port, Listen => 16, ReuseAddr => 1) or die "port $port: $!";
$SIG{CHLD} = 'IGNORE';
while (my $client = $server->accept or $!{EINTR}) {
        next unless $client;
        next if fork;
        $client->autoflush(1);
        print $client "220 sink ESMTP\r\n";
        while (my $line = <$client>) {
                if ($line =~ /^DATA/i) {
                        print $client "354 go on\r\n";
                        my $letter = '';
                        while ($line = <$client>) {
                                last if $line =~ /^\.\r?\n$/;
                                $letter .= $line;
                        }
                        open(my $out, '>>', $file) or die "$file: $!";
                        print $out $letter;
                        close $out;
                        print $client "250 taken\r\n";
                } elsif ($line =~ /^(EHLO|HELO)/i) {
                        print $client "250 sink\r\n";
                } elsif ($line =~ /^QUIT/i) {
                        print $client "221 bye\r\n";
                        last;
                } else {
                        print $client "250 ok\r\n";
                }
        }
        exit 0;
}
