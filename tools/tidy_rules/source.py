"""The files that tidy looks at: their text, the same text without comments and strings, findings.

A rule is a function from a Tree to findings. It never touches the disk, so a fixture (a text file
holding a small tree) is as good to it as the project.
"""

import dataclasses
import functools
import pathlib
import re

# Not ours, made by a program, or bytes whose form is their meaning.
SKIPPED_FOLDERS = {".git", "build", "dist", "node_modules", "__pycache__", "cems-data"}
SKIPPED_PLACES = ("tests/tools/fixtures", "web/src/api/schema.ts")
GOLDEN = "tests/golden/"  # Bytes as a program must write them; only what makes them is ours.
CORPUS = "fuzz/corpus/"  # Only the names count: the bytes are whatever broke something once.
TEXT_SUFFIXES = {".h", ".cc", ".py", ".sh", ".md", ".json", ".txt", ".cmake", ".supp", ".ts",
                 ".mjs", ".vue", ".css"}
CXX_SUFFIXES = {".h", ".cc"}
WEB_SUFFIXES = {".ts", ".mjs", ".vue", ".css"}


@dataclasses.dataclass(frozen=True, order=True)
class Finding:
    """Something to mend, or with `warning` something to think about, at a line (from 1)."""

    path: str
    line: int
    message: str
    warning: bool = False

    def __str__(self):
        word = "warning: " if self.warning else ""
        return f"{self.path}:{self.line}: {word}{self.message}"


def _blank(match):
    return re.sub(r"[^\n]", " ", match.group(0))


# One alternative a kind of thing that is not code. The look-behind keeps 1'000 whole.
_NOT_CODE = re.compile(
    r'R"(?P<mark>[^()\s"]*)\(.*?\)(?P=mark)"'
    r'|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])*'"
    r"|//[^\n]*"
    r"|/\*.*?\*/",
    re.DOTALL,
)


class File:
    """One file: its path inside the tree, with '/', and its bytes."""

    def __init__(self, path, data):
        self.path = path
        self.data = data
        self.name = path.rsplit("/", 1)[-1]
        self.suffix = pathlib.PurePosixPath(path).suffix

    @functools.cached_property
    def text(self):
        return self.data.decode("utf-8", errors="replace")

    @functools.cached_property
    def lines(self):
        return self.text.split("\n")[: -1 if self.text.endswith("\n") else None]

    @functools.cached_property
    def code(self):
        """C++ with comments and literals blanked; every line and column where it was."""
        return _NOT_CODE.sub(_blank, self.text)

    @property
    def is_cxx(self):
        return self.suffix in CXX_SUFFIXES

    @property
    def is_shell(self):
        first = self.text.split("\n", 1)[0]
        return self.suffix == ".sh" or bool(re.match(r"#!.*\b(ba)?sh$", first))

    @property
    def is_python(self):
        first = self.text.split("\n", 1)[0]
        return self.suffix == ".py" or bool(re.match(r"#!.*\bpython3$", first))

    @property
    def is_cmake(self):
        return self.suffix == ".cmake" or self.name == "CMakeLists.txt"

    @property
    def is_web(self):
        return self.suffix in WEB_SUFFIXES

    @property
    def is_code(self):
        return (self.is_cxx or self.is_python or self.is_shell or self.is_cmake
                or self.is_web)

    def under(self, *places):
        """True when the file is one of these, or inside one of these folders."""
        return any(self.path == p or self.path.startswith(p.rstrip("/") + "/") for p in places)

    def line_of(self, offset):
        return self.text.count("\n", 0, offset) + 1


class Tree:
    """The files of a project, sorted by path."""

    def __init__(self, files):
        self.files = sorted(files, key=lambda file: file.path)
        self.by_path = {file.path: file for file in self.files}

    def cxx(self):
        return [file for file in self.files if file.is_cxx]


def _is_text(path):
    if path.suffix:
        return path.suffix in TEXT_SUFFIXES
    with path.open("rb") as opened:
        return path.name.startswith(".clang-") or opened.read(2) == b"#!"


def read_tree(root):
    """Every text file of the project under `root` (a pathlib.Path)."""
    files = []
    pending = [root]
    while pending:
        for entry in sorted(pending.pop().iterdir()):
            path = entry.relative_to(root).as_posix()
            if entry.is_symlink() or path in SKIPPED_PLACES:
                continue
            if entry.is_dir():
                if entry.name not in SKIPPED_FOLDERS:
                    pending.append(entry)
            elif path.startswith(CORPUS):
                files.append(File(path, b""))
            elif path.startswith(GOLDEN) and entry.suffix != ".py":
                continue
            elif _is_text(entry):
                files.append(File(path, entry.read_bytes()))
    return Tree(files)
