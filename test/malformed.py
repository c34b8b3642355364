#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""`unitlock score` and `unitlock lint` on what is malformed, or made to do harm: each case ends soon, with a documented status and a
message that names the file; never by a signal, and never with much memory.

Prints TAP. Usage: malformed.py PROGRAM
"""
import gzip
import io
import lzma
import os
import pathlib
import random
import resource
import shutil
import socket
import subprocess
import sys
import tarfile
import tempfile

import tap

SECONDS = int(os.environ.get('MALFORMED_SECONDS', 20))  # sanitizers make it ten times as slow
MEMORY = 1 << 30
NOBODY = 65534
SERVICE = '[Service]\nExecStart=/bin/true\n'
VERBS = ('score', 'lint')
SANITIZED = bool(os.environ.get('ASAN_OPTIONS'))  # takes terabytes of addresses

results = []


def check(what, ok, details=''):
    results.append((bool(ok), what, details))


def limit(user):
    def apply():
        if not SANITIZED:
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        if user is not None:
            os.setgroups([])
            os.setgid(user)
            os.setuid(user)
    return apply


class Bench:
    def __init__(self, program, directory):
        self.program, self.directory = program, pathlib.Path(directory)

    def put(self, name, data):
        path = self.directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return f'./{name}'

    def link(self, target, name):
        path = self.directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        os.symlink(target, path)
        return f'./{name}'

    def run(self, what, words, *, says=None, statuses=(9,), stdin=subprocess.DEVNULL, user=None, verbs=VERBS):
        for verb in verbs:
            try:
                done = subprocess.run([self.program, verb, '--json=short', *words], cwd=self.directory, stdin=stdin, capture_output=True,
                                      timeout=SECONDS, preexec_fn=limit(user))
            except subprocess.TimeoutExpired:
                check(f'{verb}: {what}', False, f'still running after {SECONDS} s')
                continue
            out = done.stdout.decode(errors='replace') + done.stderr.decode(errors='replace')
            # Lint gives what is wrong in a unit as findings, which name the file elsewhere.
            text = says.split(':')[0] if says and verb == 'lint' and done.returncode != 9 else says
            said = text is None or text in out
            check(f'{verb}: {what}', done.returncode in statuses and said and len(out) < 1 << 20,
                  f'status {done.returncode}, of {statuses}; {text!r} is {"" if said else "not "}said:\n{out[:2000]}')


def deb(name, members):
    """An ar archive. Members: (name, bytes)."""
    out = b'!<arch>\n'
    for member, data in members:
        out += f'{member:<16}{0:<12}{0:<6}{0:<6}{"100644":<8}{len(data):<10}`\n'.encode() + data + b'\n' * (len(data) % 2)
    return out


def tar(entries):
    """Entries: (name, bytes or the target of a link)."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode='w', format=tarfile.GNU_FORMAT) as archive:
        for name, data in entries:
            info = tarfile.TarInfo(name)
            if isinstance(data, str):
                info.type, info.linkname = tarfile.SYMTYPE, data
                archive.addfile(info)
            else:
                info.size = len(data)
                archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def package(data, suffix='.gz', compress=gzip.compress):
    control = gzip.compress(tar([('./control', b'Package: p\nVersion: 1\n')]))
    return deb('p', [('debian-binary', b'2.0\n'), ('control.tar.gz', control), (f'data.tar{suffix}', compress(data))])


def mutate(rng, text):
    data = bytearray(text)
    for _ in range(rng.randint(1, 12)):
        at = rng.randrange(len(data))
        way = rng.randrange(5)
        if way == 0:
            data[at] = rng.randrange(256)
        elif way == 1:
            data[at:at] = bytes(rng.randrange(256) for _ in range(rng.randint(1, 20)))
        elif way == 2:
            del data[at:at + rng.randint(1, 30)]
            data = data or bytearray(b'x')
        elif way == 3:
            data[at:at] = rng.choice([b'\0', b'\\\n', b'%', b'%%', b'%i', b'"', b"'", b'[', b']\n', b'=', b'\r', b'\xef\xbb\xbf', b'~', b'\\x', b'${', b':!'])
        else:
            end = rng.randrange(len(data))
            data[at:at] = data[min(at, end):max(at, end)][:200]
    return bytes(data)


def fuzzed(bench):
    rng = random.Random(1)
    seeds = [path.read_bytes() for path in sorted((pathlib.Path(__file__).parent / 'fuzz/score').iterdir())]
    seeds.append((SERVICE + 'SystemCallFilter=@system-service\nCapabilityBoundingSet=~CAP_SYS_ADMIN\nIPAddressAllow=localhost 10.0.0.0/8\n'
                  'RestrictAddressFamilies=AF_UNIX\nReadWritePaths=-/srv "/a b"\nExecStart=-/bin/sh -c "echo ${A} \\x41"\n').encode())
    for number in range(200):
        bench.put(f'fuzzed/f{number}.service', mutate(rng, rng.choice(seeds)))
    bench.run('200 fuzzed unit files at once', ['fuzzed'], statuses=(0, 1, 9))
    for number in range(0, 200, 8):
        bench.run(f'fuzzed unit file {number}', [f'./fuzzed/f{number}.service'], statuses=(0, 1, 9))


def files(bench):
    bench.run('a line of 10 MB', [bench.put('line.service', SERVICE + 'Environment=' + 'x' * 10_000_000)], says='line.service:3:1: error: this line is longer',
              statuses=(0, 1, 9))
    bench.run('10 MB of lines', [bench.put('lines.service', SERVICE + 'nonsense\n' * 1_100_000)], says='lines.service:3:1', statuses=(0, 1, 9))
    bench.run('17 MB', [bench.put('long.service', SERVICE + '#\n' * 8_500_000)], says='longer than')
    with open(bench.directory / 'sparse.service', 'wb') as sparse:
        sparse.truncate(1 << 40)
    bench.run('a sparse file of a terabyte', ['./sparse.service'], says='longer than')
    bench.run('NULs', [bench.put('nul.service', b'[Service]\nExec\0Start=/bin/true\n\0\0\0')], says='nul.service:2:5: warning: there is a NUL byte',
              statuses=(0, 1, 9))
    bench.run('nothing but NULs', [bench.put('nuls.service', b'\0' * 100_000)], says='nuls.service:1:1', statuses=(0, 1, 9))
    bench.run('bytes that are no text', [bench.put('binary.service', bytes(range(256)) * 64)], says='binary.service:', statuses=(0, 1, 9))
    bench.run('placeholders', [bench.put('vars.service.in', '[Service]\nExecStart=@bindir@/x @@ @\nUser=@USER@\n@MORE@\n')],
              says='vars.service.in:2:11: note: @bindir@ is not known', statuses=(0, 1, 9))
    bench.put('dir.service.d/is.conf/x', '')
    bench.run('a drop-in that is a directory', [bench.put('dir.service', SERVICE)], says='dir.service.d/is.conf: warning: this drop-in is ignored',
              statuses=(0, 1, 9))
    (bench.directory / 'isdir.service').mkdir()
    bench.run('a directory called like a unit', ['./isdir.service'], says='isdir.service', statuses=(0, 1, 9))
    bench.run('a timer alone', [bench.put('only.timer', '[Timer]\nOnCalendar=daily\n')], says='only.timer: note: this is no service', statuses=(0,),
              verbs=('score',))
    bench.run('a file that is not there', ['./none.service'], says='none.service', statuses=(3, 9))
    bench.run('a word that is nothing', [''], says='error', statuses=(3, 9))
    bench.run('what can be no name', ['a b\n'], says='no unit can be called so', statuses=(3, 9))
    bench.run('a name that is too long', ['x' * 300 + '.service'], says='error', statuses=(3, 9))
    odd = os.fsdecode(b'./odd\xff\n%n.service')
    (bench.directory / odd).write_text(SERVICE + 'nonsense\n')
    bench.run('a file whose name is no text', [odd], statuses=(0, 1, 9))


def links(bench):
    bench.run('a link to itself', [bench.link('loop.service', 'loop.service')], says='loop.service')
    bench.link('b.service', 'a.service')
    bench.run('two links in a ring', [bench.link('a.service', 'b.service')], says='b.service')
    bench.run('a link to nothing', [bench.link('nowhere', 'dangling.service')], says='dangling.service')
    bench.link('ring.service.d', 'ring.service.d')
    bench.run('a directory of drop-ins that is a link to itself', [bench.put('ring.service', SERVICE)], statuses=(0, 1))
    bench.put('in.service.d/a.conf', '')
    os.remove(bench.directory / 'in.service.d/a.conf')
    bench.link('a.conf', 'in.service.d/a.conf')
    bench.run('a drop-in that is a link to itself', [bench.put('in.service', SERVICE)], says='in.service.d/a.conf', statuses=(0, 1))
    bench.put('tree/x.service', SERVICE)
    bench.link('..', 'tree/up')
    bench.link('.', 'tree/here')
    bench.link('/', 'tree/root')
    bench.run('directories in a ring', ['tree'], says='x.service', statuses=(0, 1), verbs=('score',))
    bench.run('directories in a ring', ['tree'], statuses=(0, 1), verbs=('lint',))
    bench.link('/etc/passwd', 'passwd.service')
    bench.run('a link to what is no unit', ['./passwd.service'], says='passwd.service:1:1', statuses=(0, 1, 9))
    deep = bench.directory / 'deep'
    deep.mkdir()
    here = os.open(deep, os.O_RDONLY)
    for _ in range(600):
        os.mkdir('d' * 20, dir_fd=here)
        inner = os.open('d' * 20, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(here)
    bench.run('600 directories in each other', ['deep'], statuses=(0, 1, 9))
    subprocess.run(['rm', '-rf', str(deep)], check=True)
    bench.link('system', 'chroot/usr/lib/systemd/system')
    bench.link('../usr', 'chroot/usr/up')
    bench.run('a tree whose units are a link to itself', ['--root=chroot'], statuses=(0, 1, 9))


def names(bench):
    """The table shows each name as systemctl takes it, and its columns stand below their headings."""
    tree = bench.directory / 'names/etc/systemd/system'
    bench.put('names/etc/systemd/system/dev-a\\x2db.service', SERVICE)
    bench.put('names/etc/systemd/system/plain.service', SERVICE + 'User=a\x1b[2Jb\n')
    done = subprocess.run([bench.program, 'score', '--no-pager', f'--root={tree.parent.parent.parent}'], capture_output=True, text=True, check=False)
    lines = done.stdout.splitlines()
    check('score: names with a backslash', any(line.startswith('dev-a\\x2db.service ') for line in lines), done.stdout)
    check('score: ... are as wide as they look', len({line.find('UNSAFE') for line in lines[1:3]} | {lines[0].find('PREDICATE')}) == 1, done.stdout)
    check('score: a user that would clear the screen', '\x1b' not in done.stdout and 'a\\x1b[2Jb' in done.stdout, done.stdout)


def special(bench):
    os.mkfifo(bench.directory / 'fifo.service')
    bench.run('a FIFO', ['./fifo.service'], says='device, socket or pipe')
    os.mkdir(bench.directory / 'piped.service.d')
    os.mkfifo(bench.directory / 'piped.service.d/x.conf')
    bench.run('a FIFO as a drop-in', [bench.put('piped.service', SERVICE)], says='piped.service.d/x.conf', statuses=(0, 1))
    os.mkdir(bench.directory / 'fifos')
    os.mkfifo(bench.directory / 'fifos/a.service')
    os.mkfifo(bench.directory / 'fifos/a.deb')
    bench.run('a FIFO in a directory', ['fifos'], statuses=(0, 1, 9))
    bench.run('a FIFO called a package', ['./fifos/a.deb'], says='a.deb')
    with socket.socket(socket.AF_UNIX) as listening:
        before = os.getcwd()
        os.chdir(bench.directory)
        listening.bind('socket.service')
        os.chdir(before)
        bench.run('a socket', ['./socket.service'], says='socket.service')
    bench.run('a device without an end', ['/dev/zero'], says='device, socket or pipe')
    if os.geteuid() == 0:
        os.chmod(bench.directory, 0o755)
    secret = bench.directory / 'secret.service'
    secret.write_text(SERVICE)
    bench.put('half.service.d/secret.conf', '[Service]\n')
    bench.put('closed/x.service', SERVICE)
    for path in (secret, bench.directory / 'half.service.d/secret.conf', bench.directory / 'closed'):
        os.chmod(path, 0)
    user = NOBODY if os.geteuid() == 0 else None
    bench.run('an unreadable file', ['./secret.service'], says='Permission denied', user=user)
    bench.run('an unreadable drop-in', [bench.put('half.service', SERVICE)], says='half.service.d/secret.conf', user=user, statuses=(0, 1))
    bench.run('an unreadable directory', ['closed'], says='closed', user=user)
    os.chmod(bench.directory / 'closed', 0o755)


def packages(bench):
    unit = ('./usr/lib/systemd/system/a.service', SERVICE.encode())
    bomb = tar([unit, ('./bomb', bytes(96 << 20))])
    bench.run('a bomb by gzip', [bench.put('bomb.deb', package(bomb))], says='unpacks to far too much')
    bench.run('a bomb by xz', [bench.put('bombx.deb', package(bomb, '.xz', lambda data: lzma.compress(data, preset=0)))],
              says='unpacks to far too much')
    bench.run('a bomb of bombs', [bench.put('twice.deb', package(gzip.compress(bomb)))], says='twice.deb')
    bench.run('a unit of 17 MB in it', [bench.put('huge.deb', package(tar([(unit[0], bytes(17 << 20))])))], says='longer than 16 MiB')
    bench.run('20,000 units', [bench.put('many.deb', package(tar([(f'./usr/lib/systemd/system/u{i}.service', b'') for i in range(20_000)])))],
              says='many.deb')
    bench.run('paths that lead out of it', [bench.put('out.deb', package(tar([('../../../etc/systemd/system/e.service', SERVICE.encode()),
              ('./usr/lib/systemd/system/l.service', '../../../../../../etc/passwd'), unit])))], statuses=(0, 1, 9))
    bench.run('links in a ring', [bench.put('ring.deb', package(tar([('./usr/lib/systemd/system/a.service', 'b.service'),
              ('./usr/lib/systemd/system/b.service', 'a.service')])))], statuses=(0, 1, 9))
    whole = package(tar([unit]))
    for length in (0, 8, 60, 68, 100, len(whole) // 2, len(whole) - 200):
        bench.run(f'a package cut off after {length} bytes', [bench.put('cut.deb', whole[:length])], says='cut.deb')
    bench.run('a package that is text', [bench.put('text.deb', 'no archive\n')], says='text.deb')
    rng = random.Random(2)
    for number in range(20):
        broken = bytearray(whole)
        for _ in range(8):
            broken[rng.randrange(len(broken))] = rng.randrange(256)
        bench.run(f'fuzzed package {number}', [bench.put('fuzzed.deb', bytes(broken))], statuses=(0, 1, 9))


def terminal(bench):
    """What is printed for people holds nothing that a terminal would obey, whatever the input says."""
    evil = '\033[31mred\007\x9b5m\u202e'.encode() + b'\xff'
    names = [os.fsdecode(b'./e' + evil + b'.service'), os.fsdecode(b'./two\nlines.service'), './plain.service']
    for name in names:
        with open(bench.directory / name, 'wb') as unit:
            # what is no UTF-8 ends the reading of a file, so it comes last
            for line in (b'ProtectHome=%s', b'%s=1', b'User=%s', b'Description=%s', b'SyslogIdentifier=%s', b'ReadWritePaths=%s /%s', b'ExecStart=/bin/%s'):
                unit.write((line.replace(b'%s', evil[:-1]) if unit.tell() else b'[Service]\n' + line.replace(b'%s', evil[:-1])) + b'\n')
            unit.write(b'PIDFile=' + evil + b'\n' if name != './plain.service' else b'')
    words = [*names, os.fsdecode(evil), os.fsdecode(b'./none' + evil), '', ' ']
    for verb in ('score', 'score --details', 'lint', 'lint --lintian'):
        done = subprocess.run([bench.program, *verb.split(), *words], cwd=bench.directory, stdin=subprocess.DEVNULL, capture_output=True, check=False)
        try:
            out = (done.stdout + done.stderr).decode()
            bad = [c for c in out if c != '\n' and (ord(c) < 32 or 127 <= ord(c) < 160 or c == '\u202e')]
        except UnicodeDecodeError as error:
            bad, out = [error], repr(done.stdout + done.stderr)
        check(f'{verb}: nothing for the terminal to obey', not bad and done.returncode in (1, 9), f'status {done.returncode}, {bad}:\n{out}')
        check(f'{verb}: no message without a name', not any(line.lstrip().startswith(':') for line in out.splitlines()) and '"":' in out, out)


def heavy(bench):
    """Little that could come to much work."""
    name = 'n' * 200
    half = (1 << 20) - 100
    values = {
        'specifiers that grow': 'ExecStart=/bin/true ' + '%n' * (half // 2),
        'words of a command': 'ExecStart=/bin/true ' + 'a ' * (half // 2),
        'quotes': 'ExecStart=/bin/true ' + '"' * half,
        'system calls': 'SystemCallFilter=' + 'read ' * (half // 5),
        'groups of calls': 'SystemCallFilter=' + '@system-service ' * (half // 16),
        'capabilities': 'CapabilityBoundingSet=' + 'CAP_CHOWN ' * (half // 10),
        'addresses': 'IPAddressAllow=' + '10.0.0.0/8 ' * (half // 11),
        'paths': 'ReadWritePaths=' + '/a ' * (half // 3),
        'different paths': 'ReadWritePaths=' + ' '.join(f'/p{i}/q' for i in range(80_000)),
        'bind paths': 'BindPaths=' + '/a:/b ' * (half // 6),
        'variables': 'Environment=' + ' '.join(f'V{i}=x' for i in range(90_000)),
        'variables in a command': 'ExecStart=/bin/true ' + '${A} ' * (half // 5),
        'backslashes': 'ExecStart=/bin/true ' + '\\' * half,
        'dependencies': '[Unit]\nAfter=' + ' '.join(f'u{i}.service' for i in range(60_000)),
    }
    for what, line in values.items():
        bench.run(f'much of one thing: {what}', [bench.put(f'{name}.service', f'[Service]\nExecStart=/bin/true\n{line}\n')], statuses=(0, 1, 9))
    for what, line in (('commands', 'ExecStartPre=/bin/sh -c "echo a"'), ('paths', 'ReadWritePaths=/srv/a{}'), ('filters', 'SystemCallFilter=@mount'),
                       ('variables', 'Environment=A{}=b'), ('dependencies', 'After=a{}.service'), ('unknown settings', 'Nonsense{}=1'),
                       ('sections', '[X{}]'), ('credentials', 'SetCredential=a{}:b')):
        text = '[Service]\nExecStart=/bin/true\n' + ''.join(line.format(i) + '\n' for i in range(20_000))
        bench.run(f'20,000 lines: {what}', [bench.put('many.service', text)], statuses=(0, 1, 9))
    for i in range(2000):
        bench.put(f'dropped.service.d/{i:04}.conf', '[Service]\nReadWritePaths=/srv\n')
    bench.run('2,000 drop-ins', [bench.put('dropped.service', SERVICE)], statuses=(0, 1))


def streams(bench):
    path = bench.directory / 'stream'
    path.write_text(SERVICE)
    for verb in VERBS:
        with open(path, 'rb') as stdin:
            bench.run('standard input twice', ['-', '-'], says='<stdin>: error: standard input is named twice', stdin=stdin, verbs=(verb,))
    for what, data, says in (('binary', random.Random(3).randbytes(1_000_000), '<stdin>:'), ('17 MB', b'#\n' * 8_500_000, '16 MiB'), ('nothing', b'', None)):
        path.write_bytes(data)
        for verb in VERBS:
            with open(path, 'rb') as stdin:
                bench.run(f'standard input: {what}', ['-'], says=says, statuses=(0, 1, 3, 9), stdin=stdin, verbs=(verb,))


def main():
    program = os.path.realpath(sys.argv[1])
    os.environ.pop('SYSTEMD_UNIT_PATH', None)
    with tempfile.TemporaryDirectory(prefix='unitlock-') as directory, tempfile.TemporaryDirectory(prefix='unitlock-') as reachable:
        os.chmod(reachable, 0o755)  # the tree may lie in a home that others may not enter
        bench = Bench(shutil.copy(program, reachable), directory)
        for part in (fuzzed, files, links, names, special, terminal, packages, heavy, streams):
            part(bench)
    return tap.report(results)


sys.exit(main())
