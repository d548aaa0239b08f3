#!/usr/bin/env python3
"""The one layout of the files under spec/: what fits on a line of 100 columns stands on one, and
longer objects fill lines, so that a difference shows the item that changed and little else.

Run as a program it rewrites the files given: `tools/spec_format.py spec/*.json spec/models/*`.
"""
import json
import pathlib
import sys
import unicodedata

COLUMNS = 100


def _flat(value):
    return json.dumps(value, ensure_ascii=False)


def _width(text):
    """Columns on a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def pretty(value):
    return _layout(value, 0, 0) + "\n"


def _layout(value, indent, taken):
    """`value` as text whose later lines are indented by `indent`; `taken` columns precede it."""
    flat = _flat(value)
    if not isinstance(value, (dict, list)) or _width(flat) + taken + indent < COLUMNS:
        return flat
    inner = indent + 2
    if isinstance(value, list):
        return _block("[", [_layout(item, inner, 1) for item in value], "]", indent)
    if not any(isinstance(item, (dict, list)) for item in value.values()):
        cells = [f"{_flat(key)}: {_flat(item)}" for key, item in value.items()]
        return "{" + _fill(cells, indent + 1) + "}"
    return _block("{", _members(value, inner), "}", indent)


def _members(value, inner):
    """Members of an object with containers: short ones share lines, long ones have their own."""
    lines, run = [], []
    for key, item in value.items():
        head = f"{_flat(key)}: "
        if isinstance(item, (dict, list)) and _width(_flat(item)) + len(head) + inner >= COLUMNS:
            lines += [_fill(run, inner)] if run else []
            run = []
            lines.append(head + _layout(item, inner, len(head)))
        else:
            run.append(head + _flat(item))
    return lines + ([_fill(run, inner)] if run else [])


def _block(opening, lines, closing, indent):
    pad = "\n" + " " * (indent + 2)
    return opening + pad + ("," + pad).join(lines) + "\n" + " " * indent + closing


def _fill(cells, indent):
    """Cells with commas between them, as many a line as fit."""
    done, line = "", ""
    for number, cell in enumerate(cells, 1):
        cell += "," if number < len(cells) else ""
        if line and indent + _width(line) + 1 + _width(cell) > COLUMNS - 2:
            done += line + "\n" + " " * indent
            line = cell
        else:
            line += (" " if line else "") + cell
    return done + line


def main():
    for name in sys.argv[1:]:
        path = pathlib.Path(name)
        path.write_text(pretty(json.loads(path.read_text("utf-8"))), "utf-8")


if __name__ == "__main__":
    main()
