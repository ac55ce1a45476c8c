#!/usr/bin/env python3
"""A language for tests: the English texts with accents, in brackets, 40 % longer.

usage: po/pseudo.py cdclab.pot >xx.po

What a text takes (%s, {slot}, [a part that may be left out]) stays as it is."""
import re
import sys

ACCENTS = str.maketrans("AEIOUYCNSZaeiouycnsz", "ÀÉÎÖÛÝÇÑŠŽàéîöûýçñšž")
TAKEN = re.compile(r"%[-0-9$.*]*[hlLzjt]*[a-zA-Z%]|\{[a-z]+\}|\\.|\x04")
STRING = re.compile(r'^(msgctxt|msgid|msgid_plural|msgstr|msgstr\[0\])? *"(.*)"$')
HEADER = ('msgid ""\nmsgstr ""\n"Project-Id-Version: cdclab\\n"\n"PO-Revision-Date: 2026-01-01 00:00+0000\\n"\n'
          '"Last-Translator: po/pseudo.py\\n"\n"Language-Team: tests\\n"\n"Language: xx\\n"\n"MIME-Version: 1.0\\n"\n'
          '"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
          '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n')


def accented(text):
    """Accents on what is a text's own."""
    out, at = [], 0
    for taken in TAKEN.finditer(text):
        out += [text[at:taken.start()].translate(ACCENTS), taken.group()]
        at = taken.end()
    return "".join(out) + text[at:].translate(ACCENTS)


def pseudo(text):
    """The text in the pseudo-language; newlines at its ends stay there."""
    head, body, tail = re.match(r"((?:\\n)*)(.*?)((?:\\n)*)$", text, re.S).groups()
    longer = max(1, round(0.4 * len(body)) - 2)
    more = ("~ ".join("~" * 6 for _ in range(longer // 8 + 1)))[:longer].strip()
    return f"{head}⟦{accented(body)} {more}⟧{tail}" if body else text


def entries(lines):
    """Each entry of a .pot as a dictionary of its strings."""
    entry, key, flags = {}, None, []
    for line in [*lines, ""]:
        if line.startswith("#,"):
            flags.append(line)
        found = STRING.match(line)
        if found:
            key = found.group(1) or key
            entry[key] = entry.get(key, "") + found.group(2)
        elif not line and entry:
            yield flags, entry
            entry, key, flags = {}, None, []


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        lines = file.read().split("\n")
    print(HEADER)
    for flags, entry in entries(lines):
        if not entry["msgid"]:
            continue
        print(*flags, sep="\n", end="\n" if flags else "")
        for key in ("msgctxt", "msgid", "msgid_plural"):
            if key in entry:
                print(f'{key} "{entry[key]}"')
        if "msgid_plural" in entry:
            print(f'msgstr[0] "{pseudo(entry["msgid"])}"\nmsgstr[1] "{pseudo(entry["msgid_plural"])}"\n')
        else:
            print(f'msgstr "{pseudo(entry["msgid"])}"\n')


main()
