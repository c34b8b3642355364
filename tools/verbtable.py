# SPDX-License-Identifier: GPL-2.0-or-later
"""The table of verbs, as the program itself prints it by --help.

The manual's check and the completions read it here, so that nobody keeps a second list of options.
"""
import re
import subprocess

OPTION = re.compile(r'^  (?:-(?P<letter>\w) |   )--(?P<name>[a-z0-9-]+)(?P<value>\[=[^\]]*\]|=\S+)?(?:\s+(?P<help>\S.*))?$')


def ask(program, *words):
    return subprocess.run([program, *words], check=True, capture_output=True, text=True).stdout


class Option:
    def __init__(self, match):
        value = match['value'] or ''
        self.name = match['name']
        self.letter = match['letter']
        self.optional = value.startswith('[')
        self.value = value.strip('[]').lstrip('=') or None
        self.help = match['help'] or ''

    def signature(self):
        """All that must agree: "-o --output=FILE|-", "--json[=pretty|short|off]"."""
        value = '' if not self.value else f'[={self.value}]' if self.optional else f'={self.value}'
        return (f'-{self.letter} ' if self.letter else '') + f'--{self.name}{value}'

    def choices(self):
        """The words that a value may be; [] where it is free."""
        words = (self.value or '').split('|')
        return words if len(words) > 1 and all(re.fullmatch('[a-z]+', word) for word in words) else []


def options_of(text):
    options = []
    for line in text.splitlines():
        match = OPTION.match(line)
        if match:
            options.append(Option(match))
        elif options and re.match(r'^ {30}\S', line):
            options[-1].help = f'{options[-1].help} {line.strip()}'.strip()
    return options


class Verb:
    def __init__(self, program, name, summary):
        self.name = name
        self.summary = summary
        text = ask(program, *name.split(), '--help')
        self.synopsis = text.splitlines()[0].split('[OPTION...]', 1)[1].strip()
        self.options = options_of(text)


def read(program):
    """All verbs, in the order of --help, and the options that need no verb."""
    text = ask(program, '--help')
    block = text.split('\nVerbs:\n', 1)[1].split('\n\n', 1)[0]
    verbs = []
    for line in block.splitlines():
        name, summary = re.match(r'^  (\S+(?: \S+)?)\s{2,}(.*)$', line).groups()
        verbs.append(Verb(program, name, summary))
    return verbs, options_of(text)
