#!/usr/bin/env python3
"""Writes the man page and the shells' completions from what `cems --help` says.

    packaging/pages.py --cems build/release/cems --out build/release/pages

One source: whoever changes an option changes all of them. Needs nothing but the program.
"""
import argparse
import pathlib
import re
import subprocess

COLUMN = 30  # Where CLI11 begins the second column.


class Command:
    """One subcommand as its help describes it."""

    def __init__(self, cems, words=()):
        self.words = list(words)
        text = subprocess.run([cems, *words, "--help"], capture_output=True, text=True, check=True,
                              env={"PATH": "/usr/bin:/bin", "COLUMNS": "80"}).stdout
        head, _, rest = text.partition("Usage:")
        self.about = " ".join(head.split())
        self.usage, _, rest = rest.strip().partition("\n")
        self.sections = {}
        self.footer = self._read(rest)
        self.below = [Command(cems, [*words, name.split()[0]])
                      for name, _ in self.sections.get("Subcommands", [])]

    def _read(self, text):
        """Fills sections with (name, meaning); returns what follows them."""
        section = None
        lines = text.split("\n")
        for at, line in enumerate(lines):
            if re.fullmatch(r"[A-Z][A-Za-z ]*:", line):
                section = self.sections.setdefault(line[:-1], [])
            elif section is None or not line.strip():
                continue
            elif line.startswith(" " * COLUMN):
                name, meaning = section[-1]
                section[-1] = (name, f"{meaning} {line.strip()}".strip())
            elif line.startswith("  "):
                name, meaning = line[:COLUMN].strip(), line[COLUMN:].strip()
                if len(line) > COLUMN and line[COLUMN - 1] != " ":
                    name, meaning = line.strip(), ""
                section.append((name, meaning))
            else:
                return "\n".join(lines[at:]).strip()
        return ""

    @property
    def name(self):
        return " ".join(["cems", *self.words])

    def options(self):
        """(flag, meaning, takes a value) of every long option."""
        for text, meaning in self.sections.get("Options", []):
            flag = re.search(r"--[a-z0-9-]+", text)
            if flag:
                takes = re.search(r"[A-Z]{2}", text.replace("REQUIRED", "").split("(Env")[0])
                yield flag[0], meaning, takes is not None

    def all(self):
        yield self
        for command in self.below:
            yield from command.all()


# --- man ------------------------------------------------------------------------------------------


def escaped(text):
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\n".join(f"\\&{line}" if line[:1] in (".", "'") else line for line in text.split("\n"))


def man(root, version):
    out = [f'.TH CEMS 1 "" "cems {version}" "User Commands"', ".SH NAME",
           escaped("cems - application-side interface of a customer energy management system"),
           ".SH SYNOPSIS", ".B cems", escaped("[OPTIONS] SUBCOMMAND ..."),
           ".SH DESCRIPTION", escaped(root.about + ".")]
    for command in root.all():
        if command.words:
            out += [f'.SH "{escaped(command.name.upper())}"', escaped(command.about + "."),
                    ".PP", f".B {escaped(command.usage.strip())}"]
        for section, rows in command.sections.items():
            out += [f".SS {escaped(section)}"] if command.words else []
            for name, meaning in rows:
                out += [".TP", f".B {escaped(name)}", escaped(meaning) or "\\&"]
        if command.footer:
            out += [".PP", ".nf", escaped(command.footer), ".fi"]
    out += [".SH FILES", ".TP", ".I /etc/cems/cems.toml",
            "What the service is started with; its options are those of",
            escaped("cems serve without the dashes."), ".TP", ".I /var/lib/cems",
            "Archives, readings, tokens and certificates of the service.",
            ".SH EXIT STATUS", "0 on success, 1 on a failure that standard error explains, 2 on "
            "wrong usage."]
    return "\n".join(out) + "\n"


# --- completions ----------------------------------------------------------------------------------


def names_below(command):
    return [below.words[-1] for below in command.below]


def bash(root):
    cases = "".join(
        f'    "{" ".join(command.words)}") words="'
        f'{" ".join([*names_below(command), *(flag for flag, _, _ in command.options())])}" ;;\n'
        for command in root.all())
    return f"""# bash completion of cems, made from its help.
_cems() {{
  local word path="" words="" current=${{COMP_WORDS[COMP_CWORD]}}
  for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
    [[ $word == -* ]] && break
    path+="${{path:+ }}$word"
  done
  case $path in
    get | "get "*) path=get ;;
    load | "load "*) path=load ;;
  esac
  case $path in
{cases}  esac
  if [[ $path == get && $current != -* ]]; then
    words=$(cems spec list 2>/dev/null | cut -d' ' -f1)
  fi
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
  ((${{#COMPREPLY[@]}})) || compopt -o default
}}
complete -F _cems cems
"""


def zsh_quoted(text):
    return text.replace("'", "'\\''").replace("[", "(").replace("]", ")").replace(":", "\\:")


def zsh(root):
    cases = []
    for command in root.all():
        words = [f"'{name}:{zsh_quoted(below.about)}'"
                 for name, below in zip(names_below(command), command.below)]
        options = [f"'{flag}[{zsh_quoted(meaning)}]{':value:_files' if takes else ''}'"
                   for flag, meaning, takes in command.options()]
        path = " ".join(command.words)
        if words:
            cases.append(f'    "{path}") local -a below=({" ".join(words)}); '
                         f"_describe command below; _arguments {' '.join(options)} ;;")
        else:
            cases.append(f'    "{path}") _arguments {" ".join(options)} "*:file:_files" ;;')
    return "\n".join(["#compdef cems", "# zsh completion of cems, made from its help.", "",
                      "_cems() {", '  local word path=""',
                      "  for word in ${words[2,CURRENT-1]}; do",
                      "    [[ $word == -* ]] && break",
                      '    path+="${path:+ }$word"', "  done",
                      '  [[ $path == (get|load)\\ * ]] && path=${path%% *}',
                      "  case $path in", *cases, "  esac", "}", "", '_cems "$@"', ""])


def fish(root):
    out = ["# fish completion of cems, made from its help."]
    top = " ".join(names_below(root))
    for command in root.all():
        seen = " and ".join(f"__fish_seen_subcommand_from {word}" for word in command.words)
        here = (f"{seen}" if seen else f"not __fish_seen_subcommand_from {top}").replace(
            " and ", "; and ")
        for below in command.below:
            more = "" if not command.words else \
                f"; and not __fish_seen_subcommand_from {' '.join(names_below(command))}"
            out.append(f"complete -c cems -f -n '{here}{more}' -a {below.words[-1]} "
                       f"-d '{fish_quoted(below.about)}'")
        for flag, meaning, takes in command.options():
            out.append(f"complete -c cems -n '{here}' -l {flag[2:]}{' -r' if takes else ''} "
                       f"-d '{fish_quoted(meaning)}'")
    return "\n".join(out) + "\n"


def fish_quoted(text):
    return text.replace("\\", "\\\\").replace("'", "\\'")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cems", required=True, help="the program")
    parser.add_argument("--out", required=True, type=pathlib.Path, help="folder to write to")
    options = parser.parse_args()
    cems = str(pathlib.Path(options.cems).resolve())
    version = subprocess.run([cems, "--version"], capture_output=True, text=True,
                             check=True).stdout.split()[-1]
    root = Command(cems)
    options.out.mkdir(parents=True, exist_ok=True)
    for name, text in (("cems.1", man(root, version)), ("cems.bash", bash(root)),
                       ("_cems", zsh(root)), ("cems.fish", fish(root))):
        (options.out / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
