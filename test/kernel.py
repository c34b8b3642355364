#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs a command on this machine's own root, but under a kernel of Debian's, in a virtual machine.

    kernel.py RELEASE COMMAND [ARGUMENT...]     RELEASE: bookworm, bookworm-backports, trixie, forky

The root is shared as it is (9p), below a layer in memory: what the command writes is gone afterwards. So labs and live tests run there
as they do here, with the roots that are cached (a test has to have been run here once, for the virtual machine has no network). The
kernel is downloaded once, to the cache of labs.
Without /dev/kvm it works, too, some ten times slower: then waits of tests are ten times as long, if UNITLOCK_PATIENCE does not say otherwise."""
import os
import re
import shlex
import subprocess
import sys
import tempfile

CACHE = os.environ.get("UNITLOCK_LAB_DIR") or "/var/cache/unitlock"
# for the machine itself, then what services and systemd ask for; what is built in or was never there is skipped
MODULES = """virtio_pci 9pnet_virtio 9p overlay
    autofs4 binfmt_misc loop fuse dummy veth tun af_packet inet_diag tcp_diag udp_diag unix_diag netlink_diag squashfs""".split()


def fail(text):
    sys.exit(f"kernel.py: {text}")


def mirror():
    """The Debian archive that apt uses here."""
    if os.environ.get("UNITLOCK_MIRROR"):
        return os.environ["UNITLOCK_MIRROR"]
    targets = subprocess.run(["apt-get", "indextargets", "--format", "$(LABEL) $(REPO_URI)", "Created-By: Packages"],
                             capture_output=True, text=True, check=False).stdout
    for line in targets.splitlines():
        label, uri = line.split(" ", 1)
        if label == "Debian":
            return uri
    return fail("apt has no Debian archive here; UNITLOCK_MIRROR names one")


def download(release, place):
    """Unpacks the newest kernel of the release in `place`."""
    with tempfile.TemporaryDirectory(dir=os.path.dirname(place)) as work:
        for directory in ("lists/partial", "cache/archives/partial", "root"):
            os.makedirs(f"{work}/{directory}")
        with open(f"{work}/sources.list", "w", encoding="utf-8") as sources:
            sources.write(f"deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] {mirror()} {release} main\n")
        with open(f"{work}/status", "w", encoding="utf-8"):
            pass
        options = ["-qq", "-o", f"Dir::Etc::SourceList={work}/sources.list", "-o", "Dir::Etc::SourceParts=/dev/null",
                   "-o", f"Dir::State::Lists={work}/lists", "-o", f"Dir::State::Status={work}/status",
                   "-o", f"Dir::Cache={work}/cache", "-o", "APT::Sandbox::User=root"]
        subprocess.run(["apt-get", *options, "update"], check=True)
        depends = subprocess.run(["apt-cache", *options, "depends", "--recurse", "--important", "linux-image-amd64"],
                                 capture_output=True, text=True, check=True).stdout
        packages = sorted(set(re.findall(r"^linux-(?:image|binary|modules)-[0-9]\S*$", depends, re.M)))
        if not packages:
            fail(f"{release} has no linux-image-amd64 at {mirror()}")
        print(f"Downloading {' '.join(packages)}", file=sys.stderr)
        subprocess.run(["apt-get", *options, "download", *packages], cwd=work, check=True)
        for name in os.listdir(work):
            if name.endswith(".deb"):
                subprocess.run(["dpkg-deb", "-x", f"{work}/{name}", f"{work}/root"], check=True)
        os.rename(f"{work}/root", place)


def find(place, pattern):
    """Path of what is named so in the kernel's packages, which have their files in /lib or in /usr/lib."""
    for directory, _, names in os.walk(place):
        for name in names:
            if re.fullmatch(pattern, name):
                yield f"{directory}/{name}"


def modules(place):
    """(path in the initramfs, content) of each, those first that others depend on."""
    known = {os.path.basename(path).split(".ko")[0].replace("-", "_"): path for path in find(place, r".*\.ko(\.xz|\.zst)?")}
    taken = {}

    def take(name):
        path = known.get(name.replace("-", "_"))
        if not path or name in taken:
            return
        unpack = {"xz": ["xz", "-dc"], "st": ["zstd", "-dcq"]}.get(path[-2:], ["cat"])
        content = subprocess.run([*unpack, path], capture_output=True, check=True).stdout
        for other in re.search(rb"\0depends=([^\0]*)\0", content)[1].decode().split(","):
            take(other)
        taken[name] = content

    for name in MODULES:
        take(name)
    return [(f"modules/{name}.ko", content) for name, content in taken.items()]


def initramfs(files):
    """A cpio archive ("newc") of (path, mode, content)."""
    out = bytearray()
    for number, (path, mode, content) in enumerate([*files, ("TRAILER!!!", 0, b"")], 1):
        fields = [number, mode, 0, 0, 1, 0, len(content), 0, 0, 0, 0, len(path) + 1, 0]
        out += b"070701" + b"".join(b"%08x" % field for field in fields) + path.encode() + b"\0"
        out += bytes(-len(out) % 4) + content
        out += bytes(-len(out) % 4)
    return bytes(out)


def says_something(qemu, console):
    """Does the kernel begin to speak within ten seconds?"""
    for _ in range(100):
        try:
            qemu.wait(0.1)
            return False
        except subprocess.TimeoutExpired:
            pass
        with open(console, "rb") as text:
            if b"Linux version" in text.read():
                return True
    return False


def run(place, command):
    """Returns the exit status of the command."""
    with tempfile.TemporaryDirectory(prefix="kernel-") as work:
        init = f"{work}/init"
        subprocess.run([os.environ.get("CC", "cc").split()[-1], "-static", "-O1", "-o", init,
                        os.path.join(os.path.dirname(os.path.abspath(__file__)), "kernel-init.c")], check=True)
        loaded = modules(place)
        files = [("dev", 0o40755, b""), ("modules", 0o40755, b"")]
        files += [(path, 0o100644, content) for path, content in loaded]
        files.append(("modules/list", 0o100644, "".join(f"/{path}\n" for path, _ in loaded).encode()))
        with open(init, "rb") as program:
            files.append(("init", 0o100755, program.read()))
        with open(f"{work}/initramfs", "wb") as archive:
            archive.write(initramfs(files))
        share = f"{work}/share"
        os.mkdir(share)
        machine = ["qemu-system-x86_64", "-nodefaults", "-no-user-config", "-no-reboot", "-display", "none", "-nic", "none",
                   "-smp", os.environ.get("UNITLOCK_KERNEL_CPUS") or str(os.cpu_count()), "-m", os.environ.get("UNITLOCK_KERNEL_MEMORY", "6G"),
                   "-kernel", next(find(place, r"vmlinuz.*")), "-initrd", f"{work}/initramfs",
                   "-append", f"console=ttyS0 panic=-1 no_timer_check unitlock_cache={CACHE}",
                   "-virtfs", "local,path=/,mount_tag=host,security_model=none,multidevs=remap,readonly=on",
                   "-virtfs", f"local,path={share},mount_tag=share,security_model=none",
                   "-serial", f"file:{work}/console", "-serial", "stdio"]
        ways = (os.environ.get("UNITLOCK_KERNEL_ACCEL") or "kvm tcg,thread=multi").split()
        for way in ways:
            with open(f"{work}/console", "wb"):
                pass
            with open(f"{share}/command", "w", encoding="utf-8") as script:
                patience = os.environ.get("UNITLOCK_PATIENCE") or ("10" if way.startswith("tcg") else "1")
                script.write(f"stty raw <{'/dev/ttyS1'}\ncd {shlex.quote(os.getcwd())}\n"
                             f"export UNITLOCK_PATIENCE={shlex.quote(patience)}\nexec {shlex.join(command)}\n")
            # arch-capabilities: a virtual machine cannot always pass them on to another one in it
            with subprocess.Popen([*machine, "-accel", way, "-cpu", "max,arch-capabilities=off"], stdin=subprocess.DEVNULL) as qemu:
                # Some have a /dev/kvm that runs no such kernel: then nothing is ever said.
                if way != ways[-1] and not says_something(qemu, f"{work}/console"):
                    qemu.kill()
                    continue
                qemu.wait()
            break
        try:
            with open(f"{share}/status", encoding="utf-8") as status:
                return int(status.read())
        except (OSError, ValueError):
            with open(f"{work}/console", encoding="utf-8", errors="replace") as console:
                return fail(f"the machine ended ({qemu.returncode}) before the command did; its kernel said:\n" +
                            "".join(console.readlines()[-40:]))


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    missing = [program for program in ("qemu-system-x86_64", "xz", "zstd", "dpkg-deb") if not any(
        os.access(f"{directory}/{program}", os.X_OK) for directory in os.environ["PATH"].split(":"))]
    if missing:
        fail(f"not installed: {' '.join(missing)}; apt install qemu-system-x86 xz-utils zstd")
    place = f"{CACHE}/kernel/{sys.argv[1]}"
    if not os.path.isdir(place):
        os.makedirs(os.path.dirname(place), exist_ok=True)
        download(sys.argv[1], place)
    sys.exit(run(place, sys.argv[2:]))


main()
