# SPDX-License-Identifier: GPL-2.0-or-later
# where: outside
# The lab itself: what a command in it sees, what comes back from it, and that nothing stays behind, however it ends.
. "$(dirname "$0")/lib.sh"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
keep=kept-$$

run() {
        "$UNITLOCK" lab run --quiet --suite="$SUITE" "$@"
}

wait_for() { # FILE TEXT: until TEXT is in FILE, which a background command writes; ends when the command does
        while ! grep -q "$2" "$1" 2>/dev/null; do
                kill -0 "$pid" 2>/dev/null || return 1
                sleep 0.05
        done
}

# Fill the cache first, so that what follows is about running.
check "a lab of $SUITE boots" run -- true

# What the command sees.
out=$(run -- sh -c 'echo "$PWD $HOME"; cat /proc/1/comm; unitlock --version; cat /proc/self/cgroup | tail -n 1
        test -d /sys/fs/cgroup/system.slice && echo slices; test -r /sys/kernel/btf/vmlinux && echo btf
        ip -brief address show lo | tr -s " "; ls /proc/self/fd | wc -l; echo "secret:$UNITLOCK_TEST_SECRET"' </dev/null)
same "cwd and HOME" "/ /root" "$(echo "$out" | sed -n 1p)"
same "PID 1 is systemd" systemd "$(echo "$out" | sed -n 2p)"
same "this unitlock is on the PATH" "$("$UNITLOCK" --version)" "$(echo "$out" | sed -n 3p)"
same "the command has a group of its own" "0::/unitlock.command" "$(echo "$out" | sed -n 4p)"
contains "the units' control groups are there" slices "$out"
contains "BTF is there" btf "$out"
contains "loopback is up" "127.0.0.1/8" "$out"
same "no descriptor of ours leaks" 4 "$(echo "$out" | sed -n 8p)"
UNITLOCK_TEST_SECRET=x
export UNITLOCK_TEST_SECRET
same "the environment is clean" "secret:" "$(run -- sh -c 'echo "secret:$UNITLOCK_TEST_SECRET"')"
same "the system came up whole" "running" "$(run -- systemctl is-system-running)"

# From a chroot: the lab's root is the top of its mount namespace, so that observers tell the lab's names of files. nsenter goes to the top.
# Where / is no mount point this test is in a chroot itself, and there the lab of every test says so.
if mountpoint -q /; then
        mkdir "$work/root"
        top=$(unshare -m sh -c 'mount --rbind / "$1" && exec chroot "$1" "$2" lab run --quiet --suite="$3" -- nsenter -t 1 -m cat /etc/hostname' \
                sh "$work/root" "$(realpath "$UNITLOCK")" "$SUITE")
else
        top=$(run -- nsenter -t 1 -m cat /etc/hostname)
fi
same "a lab from within a chroot has its own root on top" "$(run -- cat /etc/hostname)" "$top"

# What comes back.
run -- sh -c 'exit 7'
same "exit status" 7 $?
run -- sh -c 'kill -USR2 $$'
same "death by signal" 140 $?
same "standard input" "through" "$(echo through | run -- cat)"
same "standard error is apart" "err" "$(run -- sh -c 'echo out; echo err >&2' 2>&1 >/dev/null)"
run -- /no/such/program 2>"$work/err"
same "a command that is not there: status" 3 $?
contains "a command that is not there: message" "/no/such/program" "$(cat "$work/err")"

# Bad input leaves the machine as it was.
run --bind-ro=/no/such:/x -- true 2>/dev/null
same "--bind-ro without a source" 3 $?
run --bind-ro=/etc:relative -- true 2>/dev/null
same "--bind-ro without a place" 2 $?
run --package=no-such-package-at-all -- true 2>"$work/err"
same "a package that is not there: status" 3 $?
contains "a package that is not there: message" "no-such-package-at-all" "$(cat "$work/err")"

# Files.
echo content >"$work/file"
same "--bind-ro of a file" "content" "$(run --bind-ro="$work/file:/opt/x" -- cat /opt/x)"
same "--bind-ro is read-only" "no" "$(run --bind-ro="$work:/opt/y" -- sh -c 'touch /opt/y/new 2>/dev/null && echo yes || echo no')"
run -- touch /etc/changed
same "changes are thrown away" "no" "$(run -- sh -c 'test -e /etc/changed && echo yes || echo no')"
run --keep="$keep" -- sh -c 'echo kept >/etc/changed'
same "--keep keeps them" "kept" "$(run --keep="$keep" -- cat /etc/changed)"
contains "a kept lab is listed" "$keep" "$("$UNITLOCK" lab list)"
check "a kept lab can be removed" "$UNITLOCK" lab rm -q "$keep"
"$UNITLOCK" lab rm "$keep" 2>/dev/null
same "but not twice" 3 $?

# Two at once do not disturb each other.
run -- sh -c 'echo one >/run/mark; systemctl is-system-running; cat /run/mark' >"$work/one" &
first=$!
run -- sh -c 'echo two >/run/mark; systemctl is-system-running; cat /run/mark' >"$work/two"
wait $first
same "two labs at once" "running one running two" "$(cat "$work/one" "$work/two" | tr '\n' ' ' | sed 's/ $//')"

# Ends of all kinds. The command would go on for ever; its first words tell that it runs.
loop='trap "echo caught; exit 9" TERM INT; echo begun; while :; do sleep 1000 & wait $!; done'
for signal in TERM INT; do
        rm -f "$work/out" # it is made anew by the shell behind the "&", some time
        # Not by run(): the signal must go to the tool itself.
        "$UNITLOCK" lab run --quiet --suite="$SUITE" -- sh -c "$loop" >"$work/out" 2>&1 &
        pid=$!
        wait_for "$work/out" begun
        kill -$signal $pid
        wait $pid
        same "SIG$signal reaches the command" 9 $?
done

# The lab's processes end before its systemd does. One of them is held at its end, by ptrace(2), and that looked at: stopped is "T".
# A signal to stop is on its way until the process leaves the kernel; a systemd that ends first waits for this very process ("S").
cat >"$work/hold.py" <<'END'
import ctypes, os, sys, time
ptrace = ctypes.CDLL(None, use_errno=True).ptrace
SEIZE, DETACH, TRACE_EXIT = 0x4206, 17, 0x40
pid = int(sys.argv[1])
with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
    leader = stat.read().rsplit(")", 1)[1].split()[1]
if ptrace(SEIZE, pid, None, ctypes.c_void_p(TRACE_EXIT)) < 0:
    sys.exit(f"cannot hold {pid}: {os.strerror(ctypes.get_errno())}")
print("held", flush=True)
os.waitpid(pid, 0)
state, end = "", time.monotonic() + 10
while state not in ("T", "gone") and time.monotonic() < end:
    try:
        with open(f"/proc/{leader}/stat", encoding="utf-8") as stat:
            state = stat.read().rsplit(")", 1)[1].split()[0]
    except OSError:
        state = "gone"
print(state)
ptrace(DETACH, pid, None, None)
END
rm -f "$work/out"
mkfifo "$work/go"
"$UNITLOCK" lab run --quiet --suite="$SUITE" -- sh -c "(setsid sleep 1234$$ >/dev/null 2>&1 &); echo begun; read -r word" <"$work/go" >"$work/out" &
pid=$!
exec 9>"$work/go"
wait_for "$work/out" begun
until [ -n "$(pgrep -xf "sleep 1234$$")" ]; do :; done
python3 "$work/hold.py" "$(pgrep -xf "sleep 1234$$")" >"$work/held" 9>&- &
lab=$pid
pid=$!
wait_for "$work/held" held
exec 9>&-
wait $pid
wait $lab
same "its processes end before its systemd" T "$(tail -n 1 "$work/held")"

rm -f "$work/out"
"$UNITLOCK" lab run --quiet --suite="$SUITE" -- sh -c 'echo begun; exec sleep 1000' >"$work/out" 2>&1 &
pid=$!
wait_for "$work/out" begun
watcher=$(pgrep -P $pid unitlock-lab)
name=$(sed -n 's|^0::/unitlock-\(lab\.[^/]*\)/.*|\1|p' "/proc/$watcher/cgroup")
contains "a running lab is listed" "$(echo "$name" | tr . -)" "$("$UNITLOCK" lab list)"
kill -KILL $pid
wait $pid 2>/dev/null
# The kernel ends the watcher and with it the lab; tail waits for just that.
timeout 30 tail --pid="$watcher" -f /dev/null
check "SIGKILL of the tool ends the lab" sh -c "! kill -0 $watcher 2>/dev/null || grep -q 'State:.Z' /proc/$watcher/status"
check "the next use cleans up" "$UNITLOCK" lab list
propagation=$(mountpoint -q / && echo private || echo unchanged)
same "its control group is gone" "looked" "$(unshare -m --propagation "$propagation" \
        sh -c 'mount -t cgroup2 cgroup2 /mnt && { ls -d "/mnt/unitlock-$1" 2>/dev/null; umount /mnt; } && echo looked' sh "$name")"
same "no mount is left" 0 "$(grep -c unitlock /proc/self/mountinfo)"

begin=$(date +%s%N)
run -- true
end=$(date +%s%N)
note "a cached lab: $(((end - begin) / 1000000)) ms from the call to the end"

finish
