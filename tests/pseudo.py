"""Screens as tests/unit/test_tui_screen prints them: what must hold of each.

usage: pseudo.py FILE"""
import re
import sys
import unicodedata

HEAD = re.compile(r"=== (\d+)x(\d+) (.*)")


def columns(text):
    """What a terminal takes for it."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def screens(lines):
    """(columns, rows, name, lines) of each."""
    head, rows = None, []
    for line in lines:
        found = HEAD.match(line)
        if (found or not line.startswith("|")) and head:
            yield (*head, rows)
            head, rows = None, []
        if found:
            head = int(found[1]), int(found[2]), found[3]
        elif head and line.startswith("|"):
            rows.append(line[1:])
    if head:
        yield (*head, rows)


def wrong(cols, count, rows):
    """What is broken, or nothing."""
    if len(rows) > count:
        return f"{len(rows)} rows"
    wide = [row for row in rows if columns(row) > cols]
    if wide:
        return f"{columns(wide[0])} columns: {wide[0]}"
    text = "\n".join(rows)
    corners = [text.count(c) for c in "╭╮╰╯"]
    if len(set(corners)) > 1 and "? ⟦" not in text:  # a question lies over what is open
        return f"corners {corners}"
    return None


def main():
    bad = seen = 0
    with open(sys.argv[1], encoding="utf-8") as file:
        for cols, count, name, rows in screens(file.read().split("\n")):
            seen += 1
            what = wrong(cols, count, rows)
            if what:
                bad += 1
                print(f"{cols}x{count} {name}: {what}", *rows, sep="\n  |")
    print(seen, "screens,", bad, "broken")
    sys.exit(bad > 0 or seen < 100)


main()
