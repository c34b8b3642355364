#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Random units, scored by us and by the "systemd-analyze security --offline=yes" of a real systemd: every row must agree.

usage: score-random.py make FOLDER COUNT [SEED]                   writes the units
       score-random.py compare VERSION FOLDER SCORE-TOOL ANSWERS  ANSWERS: "= unit NAME" and JSON for each, see score.sh
Prints each difference with the unit that shows it."""
import json
import os
import random
import subprocess
import sys

BOOLEANS = """PrivateDevices PrivateMounts PrivateNetwork PrivateTmp PrivateUsers ProtectControlGroups
    ProtectKernelModules ProtectKernelTunables ProtectKernelLogs ProtectClock ProtectHostname LockPersonality
    MemoryDenyWriteExecute NoNewPrivileges RemoveIPC RestrictRealtime RestrictSUIDSGID DynamicUser Delegate""".split()
WORDS = ["yes", "no", "true", "0", "on", "nonsense", ""]
CHOICES = {
    "ProtectHome": WORDS + ["tmpfs", "read-only"],
    "ProtectSystem": WORDS + ["full", "strict"],
    "User": ["root", "0", "daemon", "nobody", "1", ""],
    "SupplementaryGroups": ["adm", "adm disk", ""],
    "RootDirectory": ["/", "/srv", "//", ""],
    "UMask": ["0022", "0077", "0", "0007", "0027", "002", ""],
    "KeyringMode": ["inherit", "private", "shared"],
    "ProtectProc": ["noaccess", "invisible", "ptraceable", "default"],
    "ProcSubset": ["all", "pid"],
    "NotifyAccess": ["all", "main", "exec", "none"],
    "DevicePolicy": ["auto", "closed", "strict"],
    "DeviceAllow": ["/dev/null rw", "char-pts rw", ""],
    "SystemCallArchitectures": ["native", "native x86", "x86-64", ""],
    "IPAddressDeny": ["any", "0.0.0.0/0", "::/0", "10.0.0.0/8", "localhost", ""],
    "IPAddressAllow": ["localhost", "127.0.0.1", "::1", "10.1.2.3", "any", "link-local", "127.0.0.0/8", "127.0.0.0/4",
                       "nonsense", ""],
}
LISTS = {
    "CapabilityBoundingSet": ["CAP_" + name for name in """SYS_ADMIN SETUID SETGID SETPCAP SYS_PTRACE SYS_TIME NET_ADMIN
        SYS_RAWIO SYS_MODULE AUDIT_WRITE AUDIT_READ SYSLOG SYS_NICE MKNOD CHOWN FSETID FOWNER KILL NET_RAW BPF LEASE
        NO_SUCH""".split()],
    "AmbientCapabilities": ["CAP_KILL", "CAP_CHOWN"],
    "RestrictAddressFamilies": ["AF_UNIX", "AF_INET", "AF_INET6", "AF_NETLINK", "AF_PACKET", "AF_ALG", "AF_VSOCK", "AF_NO"],
    "RestrictNamespaces": ["user", "mnt", "ipc", "pid", "cgroup", "net", "uts"],
    "SystemCallFilter": ["@" + name for name in """system-service privileged resources swap obsolete clock cpu-emulation debug
        mount module raw-io reboot file-system network-io known nosuch""".split()] +
                        ["setuid", "chown", "mount", "swapon", "reboot", "setrlimit", "nosuch", "adjtimex"],
}


WHOLE = {"RestrictAddressFamilies": ["none", ""], "RestrictNamespaces": ["yes", "no", ""],
         "CapabilityBoundingSet": ["", "~"], "AmbientCapabilities": [""], "SystemCallFilter": [""]}


def value_of(rng, name):
    if name in CHOICES:
        return rng.choice(CHOICES[name])
    if name in LISTS:
        if rng.random() < 0.15:
            return rng.choice(WHOLE[name])
        words = rng.sample(LISTS[name], rng.randint(1, min(4, len(LISTS[name]))))
        invert = rng.random() < 0.5
        if name == "SystemCallFilter" and rng.random() < 0.3:
            words = [word + ":EPERM" for word in words]
        return ("~" if invert else "") + " ".join(words)
    return rng.choice(WORDS)


def make_unit(rng):
    names = BOOLEANS + list(CHOICES) + 3 * list(LISTS)
    lines = [f"{name}={value_of(rng, name)}" for name in (rng.choice(names) for _ in range(rng.randint(0, 40)))]
    early = ["DefaultDependencies=no"] if rng.random() < 0.1 else []
    return "\n".join(["[Unit]"] + early + ["[Service]", "ExecStart=/bin/true"] + lines) + "\n"


def make(folder, count, seed=None):
    seed = seed or str(random.randrange(1 << 32))
    rng = random.Random(seed)
    for number in range(int(count)):
        with open(os.path.join(folder, f"unit{number}.service"), "w", encoding="utf-8") as out:
            out.write(f"# seed {seed}\n" + make_unit(rng))
    return 0


def read_answers(path):
    answers, name = {}, None
    for line in open(path, encoding="utf-8"):
        if line.startswith("= unit "):
            name = line.split()[2]
        else:
            answers[name] = answers.get(name, "") + line
    return answers


def compare(version, folder, tool, answers_path):
    wrong = compared = units = 0
    for name, text in read_answers(answers_path).items():
        units += 1
        path = os.path.join(folder, name)
        ours = dict(line.split()[1:] for line in
                    subprocess.run([tool, "plain", version, path], capture_output=True, text=True,
                                   check=True).stdout.splitlines())
        for row in json.loads(text):
            badness = str(row["badness"]) if row["badness"] < 1 << 32 else "-"
            compared += 1
            if ours.get(row["json_field"]) != badness:
                wrong += 1
                print(f"{name}, {row['json_field']}: systemd says {badness}, we {ours.get(row['json_field'])}")
                print(open(path, encoding="utf-8").read())
    # Units with settings that exclude each other have no score; most must have one.
    print(f"systemd {version}: {compared} rows of {units} random units compared, {wrong} differences")
    return 1 if wrong or units < len(os.listdir(folder)) // 2 else 0


sys.exit({"make": make, "compare": compare}[sys.argv[1]](*sys.argv[2:]))
