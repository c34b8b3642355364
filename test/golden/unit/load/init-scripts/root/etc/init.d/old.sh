#!/bin/sh
# chkconfig: 2345 10 90
# pidfile: /run/old%1.pid
case "$1" in
*)
        echo "usage: \
          start|stop|reload|status"
        ;;
esac
