#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Completes in a real bash, and compares with what `unitlock --help` says. zsh is only asked whether it can read its file.

Prints TAP. Usage: completion.py PROGRAM BASH-FILE ZSH-FILE
"""
import pathlib
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'tools'))
import verbtable


def complete(file, *words):
    script = '. "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _unitlock; printf "%s\\n" "${COMPREPLY[@]}"'
    out = subprocess.run(['bash', '--norc', '-c', script, file, 'unitlock', *words], check=True, capture_output=True, text=True)
    return {word for word in out.stdout.split('\n') if word}


def bash_cases(file, verbs):
    yield 'the first words', complete(file, ''), {verb.name.split()[0] for verb in verbs}
    for first in sorted({verb.name.split()[0] for verb in verbs if ' ' in verb.name}):
        yield f'the second words of {first}', complete(file, first, ''), {
            verb.name.split()[1] for verb in verbs if verb.name.startswith(f'{first} ')}
    for verb in verbs:
        words = verb.name.split()
        want = set()
        for option in verb.options:
            if not option.value or option.optional:
                want.add(f'--{option.name}')
            if option.value:
                want.add(f'--{option.name}=')
            if (option.value or '').startswith('FILE'):
                for name in ([f'--{option.name}', '='], [f'--{option.name}'], *([[f'-{option.letter}']] if option.letter else [])):
                    yield f'files of {verb.name} {name[0]}', complete(file, *words, *name, file[:-1]), {file}
        yield f'options of {verb.name}', complete(file, *words, '--'), want
        for option in verb.options:
            if option.choices():
                value = complete(file, *words, f'--{option.name}', '=', '')
                yield f'values of {verb.name} --{option.name}', value, set(option.choices())
                if option.letter and not option.optional:
                    value = complete(file, *words, f'-{option.letter}', '')
                    yield f'values of {verb.name} -{option.letter}', value, set(option.choices())
                start = option.choices()[-1][:2]
                yield (f'values of {verb.name} --{option.name}={start}', complete(file, *words, f'--{option.name}', '=', start),
                       {choice for choice in option.choices() if choice.startswith(start)})


def main():
    program, bash, zsh = sys.argv[1:]
    verbs, _ = verbtable.read(program)
    number, failed = 0, False
    for what, got, want in bash_cases(bash, verbs):
        number += 1
        if got != want:
            failed = True
            print(f'# got {" ".join(sorted(got))}\n# not {" ".join(sorted(want))}')
        print(f'{"ok" if got == want else "not ok"} {number} bash completes {what}')
    number += 1
    if not shutil.which('zsh'):
        print(f'ok {number} zsh can read its completion # SKIP no zsh here')
    else:
        readable = subprocess.run(['zsh', '-n', zsh]).returncode == 0
        failed = failed or not readable
        print(f'{"ok" if readable else "not ok"} {number} zsh can read its completion')
    print(f'1..{number}')
    return 1 if failed else 0


sys.exit(main())
