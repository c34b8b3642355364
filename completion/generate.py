#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes the completion for bash or zsh from the table of verbs, as `unitlock --help` tells it. Run by the build, so that a new
option is completed without anybody thinking of it. test/completion.py tries the result.

Usage: generate.py bash|zsh PROGRAM > FILE
"""
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'tools'))
import verbtable

# What a word or a value of that name is completed with, where it is not one of a few words: a function of each shell file below.
KINDS = {'UNIT': 'units', 'UNIT|FILE|DIRECTORY': 'units-and-files', 'UNIT|FILE': 'units-and-files', 'UNIT|FILE UNIT|FILE': 'units-and-files', 'NAME': 'labs', 'PKG': 'packages', 'FILE': 'files', 'FILE|-': 'files', 'SRC:DST': 'files',
         'DIRECTORY': 'directories', 'PATH': 'files'}


def kind_of(value):
    return KINDS.get(re.sub(r'^\[?([^\].]*?)(\.\.\.)?\]?$', r'\1', value or ''), '')


def takes_command(verb):
    return 'COMMAND' in verb.synopsis


def word_kind(verb):
    return 'command' if takes_command(verb) else kind_of(verb.synopsis)


BASH = r'''# bash completion for unitlock -*- shell-script -*-
# SPDX-License-Identifier: GPL-2.0-or-later
# Made by completion/generate.py from the table of verbs.

_unitlock_verbs()
{
        echo '@VERBS@'
}

_unitlock_options()
{
        case $1 in
@OPTIONS@
        *) echo '--help --version' ;;
        esac
}

# What the value of an option is: words, or "@kind"; before it "=" where there must be one, "?" where there may be. Nothing: a switch.
_unitlock_values()
{
        case "$1 $2" in
@VALUES@
        esac
}

# What stands where no option does.
_unitlock_words()
{
        case $1 in
@WORDS@
        esac
}

_unitlock_kind()
{
        case $1 in
        @units) systemctl list-unit-files --no-legend --no-pager --type=service 2>/dev/null | { while read -r a _; do echo "$a"; done; } ;;
        @units-and-files) _unitlock_kind @units; compgen -f -- "$2" ;;
        @labs) unitlock lab list --no-legend 2>/dev/null | { while read -r a _; do echo "$a"; done; } ;;
        @packages) apt-cache --no-generate pkgnames "$2" 2>/dev/null ;;
        @files) compgen -f -- "$2" ;;
        @directories) compgen -d -- "$2" ;;
        @*) ;;
        *) echo "$1" ;;
        esac
}

_unitlock()
{
        local cur=${COMP_WORDS[COMP_CWORD]} verb='' option='' word i what
        COMPREPLY=()
        [[ $cur == = ]] && cur=''
        for ((i = 1; i < COMP_CWORD; i++)); do
                word=${COMP_WORDS[i]}
                if [[ $word == = ]]; then
                        continue
                elif [[ $option ]]; then
                        option='' # that was its value
                elif [[ $word == -- || ( $word != -* && $(_unitlock_words "$verb") == @command ) ]]; then
                        [[ $word == -- ]] && ((i++))
                        if declare -F _command_offset >/dev/null; then
                                _command_offset "$i"
                        elif ((i == COMP_CWORD)); then
                                mapfile -t COMPREPLY < <(compgen -c -- "$cur")
                        else
                                mapfile -t COMPREPLY < <(compgen -f -- "$cur")
                        fi
                        return
                elif [[ $word == -* ]]; then
                        # "--suite=x" comes as three words
                        what=$(_unitlock_values "$verb" "$word")
                        [[ $what == =* || ( $what == \?* && ${COMP_WORDS[i + 1]} == = ) ]] && option=$word
                elif [[ " $(_unitlock_verbs | tr '\n' ' ') " == *" ${verb:+$verb }$word"* ]]; then
                        verb=${verb:+$verb }$word
                fi
        done

        if [[ $option ]]; then
                what=$(_unitlock_values "$verb" "$option")
                what=${what#[=?]}
                mapfile -t COMPREPLY < <(compgen -W "$(_unitlock_kind "$what" "$cur")" -- "$cur")
                [[ $what == @files || $what == @directories ]] && compopt -o filenames 2>/dev/null
                return
        fi
        if [[ $cur == -* ]]; then
                mapfile -t COMPREPLY < <(compgen -W "$(_unitlock_options "$verb")" -- "$cur")
                [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *= ]] && compopt -o nospace 2>/dev/null
                return
        fi
        # Verbs are one word or two: what comes after those that are there.
        while read -r word; do
                if [[ -z $verb ]]; then
                        COMPREPLY+=("${word%% *}")
                elif [[ $word == "$verb "* ]]; then
                        COMPREPLY+=("${word#"$verb "}")
                fi
        done < <(_unitlock_verbs)
        what=${COMPREPLY[*]}
        [[ $what ]] || what=$(_unitlock_kind "$(_unitlock_words "$verb")" "$cur")
        mapfile -t COMPREPLY < <(compgen -W "$what" -- "$cur" | sort -u)
}

complete -F _unitlock unitlock
'''


def bash_option(option):
    words = [f'--{option.name}' + ('=' if option.value and not option.optional else '')]
    if option.optional:
        words.append(f'--{option.name}=')
    if option.letter:
        words.append(f'-{option.letter}')
    return ' '.join(words)


def bash(verbs):
    options, values, words = [], [], []
    for verb in verbs:
        options.append(f"        '{verb.name}') echo '{' '.join(bash_option(o) for o in verb.options)}' ;;")
        for option in verb.options:
            what = ' '.join(option.choices()) or (f'@{kind_of(option.value)}' if kind_of(option.value) else '')
            if option.value:
                names = f"'{verb.name} --{option.name}'" + (f" | '{verb.name} -{option.letter}'" if option.letter else '')
                values.append(f"        {names}) echo '{'?' if option.optional else '='}{what}' ;;")
        words.append(f"        '{verb.name}') echo '@{word_kind(verb)}' ;;")
    return (BASH.replace('@VERBS@', '\n'.join(verb.name for verb in verbs)).replace('@OPTIONS@', '\n'.join(options))
            .replace('@VALUES@', '\n'.join(values)).replace('@WORDS@', '\n'.join(words)))


ZSH = r'''#compdef unitlock
# SPDX-License-Identifier: GPL-2.0-or-later
# Made by completion/generate.py from the table of verbs.

_unitlock_units() {
        local -a found
        found=(${${(f)"$(systemctl list-unit-files --no-legend --no-pager --type=service 2>/dev/null)"}%% *})
        _describe 'unit' found
}

_unitlock_units_and_files() {
        _alternative 'units:unit:_unitlock_units' 'files:file:_files'
}

_unitlock_labs() {
        local -a found
        found=(${${(f)"$(unitlock lab list --no-legend 2>/dev/null)"}%% *})
        _describe 'lab' found
}

_unitlock_packages() {
        local -a found
        found=(${(f)"$(apt-cache --no-generate pkgnames "$PREFIX" 2>/dev/null)"})
        compadd -a found
}

_unitlock() {
        local -a found
        if (( CURRENT == 2 )); then
                found=(
@FIRST@
                )
                _describe 'verb' found -- '(--help --version)'
                return
        fi
        case $words[2] in
@SECOND@
        esac
        local verb=${words[2]}
        shift words; (( CURRENT-- ))
        case $verb in
@TWO@
        esac
        case $verb in
@ARGUMENTS@
        esac
}

_unitlock "$@"
'''
ZSH_KINDS = {'units': '_unitlock_units', 'units-and-files': '_unitlock_units_and_files', 'labs': '_unitlock_labs', 'packages': '_unitlock_packages', 'files': '_files',
             'directories': '_files -/', '': ' '}


def zsh_quote(text):
    return text.replace("'", "'\\''")


def zsh_help(text):
    return zsh_quote(re.sub(r'([\[\]:\\])', r'\\\1', text))


def zsh_option(option):
    action = ''
    if option.value:
        what = f"({' '.join(option.choices())})" if option.choices() else ZSH_KINDS[kind_of(option.value)]
        action = f"{':' if option.optional else ''}:{re.sub('[^A-Za-z]+', ' ', option.value).strip().lower()}:{what}"
    many = '*' if option.value else ''
    lines = [f"'{many}--{option.name}{'=-' if option.optional else '=' if option.value else ''}[{zsh_help(option.help)}]{action}'"]
    if option.letter:
        lines.append(f"'{many}-{option.letter}{'+' if option.value else ''}[{zsh_help(option.help)}]{action}'")
    return lines


def zsh(verbs):
    first, second, two, arguments = [], [], [], []
    for word in dict.fromkeys(verb.name.split()[0] for verb in verbs):
        under = [verb for verb in verbs if verb.name.startswith(f'{word} ')]
        summary = under and ', '.join(verb.name.split()[1] for verb in under) or next(v.summary for v in verbs if v.name == word)
        first.append(f"                '{word}:{zsh_quote(summary)}'")
        if under:
            listed = '\n'.join(f"                        '{verb.name.split()[1]}:{zsh_quote(verb.summary)}'" for verb in under)
            second.append(f"        {word}) if (( CURRENT == 3 )); then\n                found=(\n{listed}\n                )\n"
                          f"                _describe 'verb' found\n                return\n        fi ;;")
            two.append(f'        {word}) verb="$verb $words[2]"; shift words; (( CURRENT-- )) ;;')
    for verb in verbs:
        specs = [line for option in verb.options for line in zsh_option(option)]
        kind = word_kind(verb)
        if kind == 'command':
            specs.append("'*:::command:_normal'")
        elif kind:
            specs.append(f"'{'*' if '...' in verb.synopsis else '1'}:{kind}:{ZSH_KINDS[kind]}'")
        lines = ' \\\n                '.join(specs)
        arguments.append(f"        '{verb.name}') _arguments -s -S \\\n                {lines} ;;")
    return (ZSH.replace('@FIRST@', '\n'.join(first)).replace('@SECOND@', '\n'.join(second)).replace('@TWO@', '\n'.join(two))
            .replace('@ARGUMENTS@', '\n'.join(arguments)))


def main():
    shell, program = sys.argv[1:]
    verbs, _ = verbtable.read(program)
    sys.stdout.write({'bash': bash, 'zsh': zsh}[shell](verbs))


main()
