"""Rules for every text file, for documents, and for where things are: names and registration."""

import re

from tidy_rules.source import Finding

UNFINISHED = ("TO" + "DO", "FIX" + "ME", "X" * 3, "HA" + "CK")
VAGUE_NAMES = {"util", "utils", "misc", "manager", "helper", "helpers", "common"}
# Folders that exist on the machine of whoever wrote the line, and on no other.
DEVELOPER_FOLDERS = ("home", "Users", "root", "work", "farm")
OPENING_LETTERS_MIN = 10


def _opening(file):
    """(line, text) of the comment that the file opens with; text is None when it has none."""
    lines = file.lines or [""]
    first = 1 if lines[0].startswith("#!") else 0
    line = lines[first] if first < len(lines) else ""
    if file.suffix == ".h":
        marks = ("/// ",)
    elif file.suffix == ".cc":
        marks = ("// ", "/// ")
    elif file.is_python:
        marks = ('"""', "# ")
    elif file.is_web:
        marks = ({".vue": "<!-- ", ".css": "/* "}.get(file.suffix, "// "),)
    else:
        marks = ("# ",)
    for mark in marks:
        if line.startswith(mark):
            return first + 1, line[len(mark):]
    return first + 1, None


def opening_paragraph(tree):
    """A file of code says first what it is."""
    for file in tree.files:
        if not (file.is_code or file.suffix == ".supp") or not file.text.strip():
            continue
        line, text = _opening(file)
        if text is None:
            mark = {".h": "///", ".vue": "<!--", ".css": "/*"}.get(
                file.suffix, "//" if file.is_cxx or file.is_web else "#")
            message = f"the file does not open with a paragraph ('{mark}') that says what it is"
            yield Finding(file.path, line, message)
        elif len(text) < OPENING_LETTERS_MIN:
            yield Finding(file.path, line, "the opening paragraph says too little")


def whitespace(tree):
    """No tabs, no carriage returns, no blanks at the end of a line, one newline at the end."""
    for file in tree.files:
        for number, line in enumerate(file.lines, 1):
            if "\t" in line:
                yield Finding(file.path, number, "a tab; write blanks")
            if line.rstrip(" \r") != line:
                yield Finding(file.path, number, "blanks or a carriage return at the end of a line")
        if file.text and not file.text.endswith("\n"):
            yield Finding(file.path, len(file.lines), "no newline at the end")
        elif file.text.endswith("\n\n"):
            yield Finding(file.path, len(file.lines), "an empty line at the end")


def utf8(tree):
    """Every text is UTF-8 without a byte order mark."""
    for file in tree.files:
        try:
            file.data.decode("utf-8")
        except UnicodeDecodeError as error:
            line = file.data.count(b"\n", 0, error.start) + 1
            yield Finding(file.path, line, "not UTF-8")
        if file.data.startswith(b"\xef\xbb\xbf"):
            yield Finding(file.path, 1, "a byte order mark")


def unfinished(tree):
    """What is committed is finished; what is left over is an entry in the tracker."""
    pattern = re.compile(r"\b(" + "|".join(UNFINISHED) + r")\b")
    for file in tree.files:
        for number, line in enumerate(file.lines, 1):
            match = pattern.search(line)
            if match:
                yield Finding(file.path, number, f"'{match[1]}': finish it or leave it out")


def developer_paths(tree):
    """No path that exists only on the machine of whoever wrote it."""
    pattern = re.compile(r"(?<![\w.}])/(?:" + "|".join(DEVELOPER_FOLDERS) + r")/[\w.]+")
    for file in tree.files:
        for number, line in enumerate(file.lines, 1):
            match = pattern.search(line)
            if match:
                yield Finding(file.path, number, f"'{match[0]}' is a path of one machine")


def vague_names(tree):
    """A file's name says what is in it."""
    for file in tree.files:
        stem = file.name.split(".")[0]
        for part in re.split(r"[_-]", stem.lower()):
            if part in VAGUE_NAMES:
                yield Finding(file.path, 1, f"'{part}' in a file's name says nothing")


def one_title(tree):
    """A document has one title, `# Title`, on its first line."""
    for file in tree.files:
        if file.suffix != ".md":
            continue
        fenced = False
        titles = []
        for number, line in enumerate(file.lines, 1):
            if line.lstrip().startswith(("```", "~~~")):
                fenced = not fenced
            elif not fenced and re.match(r"# \S", line):
                titles.append(number)
        if titles[:1] != [1]:
            yield Finding(file.path, 1, "the first line is not '# Title'")
        for number in titles[1:]:
            yield Finding(file.path, number, "a second '# Title'")


def tests_registered(tree):
    """Every folder of tests with C++ in it is a line of tests/CMakeLists.txt."""
    register = tree.by_path.get("tests/CMakeLists.txt")
    text = register.text if register else ""
    folders = {f.path.split("/")[1]: f.path for f in tree.cxx()
               if f.under("tests") and f.path.count("/") >= 2}
    for folder, example in sorted(folders.items()):
        if not re.search(rf"^[^#\n]*\b{re.escape(folder)}\b", text, re.M):
            yield Finding(example, 1, f"tests/{folder} has no line in tests/CMakeLists.txt")


def fuzz_corpus(tree):
    """Every fuzz target has a folder of examples to start from, and every folder its target."""
    targets = {f.name[: -len(".cc")] for f in tree.cxx()
               if f.under("fuzz") and f.name.endswith("_fuzz.cc")}
    folders = {f.path.split("/")[2]: f.path for f in tree.files
               if f.under("fuzz/corpus") and f.path.count("/") >= 3}
    for target in sorted(targets - set(folders)):
        yield Finding(f"fuzz/{target}.cc", 1, f"no examples in fuzz/corpus/{target}/")
    for folder in sorted(set(folders) - targets):
        yield Finding(folders[folder], 1, f"examples of no target: fuzz/{folder}.cc is not there")


RULES = (opening_paragraph, whitespace, utf8, unfinished, developer_paths, vague_names, one_title,
         tests_registered, fuzz_corpus)
