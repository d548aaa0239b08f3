"""Rules for code: banned words with what to write instead, lengths, how headers and tests look."""

import ast
import dataclasses
import re

from tidy_rules.source import Finding

FILE_LINES_WARN = 400
FILE_LINES_MAX = 600
TEST_LINES_MAX = 900
FUNCTION_LINES_MAX = 70
COLUMNS_MAX = 100
TEST_PLACES = ("tests", "bench", "fuzz")


@dataclasses.dataclass(frozen=True)
class Ban:
    """A pattern that our C++ does not use `within` some places, but `outside` others."""

    pattern: str
    instead: str
    within: tuple = ("src", "app", "tests", "bench", "fuzz")
    outside: tuple = ()


OUTPUT_IS = "log (base/log.h) or give the text to the caller; only app/ and tools/ print"
PARSE_IS = "std::from_chars: no locale, no exception, says where it stopped"

BANNED = (
    Ban(r"std::endl\b", "'\\n'"),
    Ban(r"using\s+namespace\s+std\b", "qualified names"),
    Ban(r"system_clock::now\b", "base/clock.h", outside=("src/base/clock.h", "src/base/clock.cc")),
    Ban(r"\b(?:std::)?sto(?:i|l|ul|ll|ull|f|d|ld)\s*\(", PARSE_IS),
    Ban(r"\b(?:std::)?(?:ato(?:i|l|ll|f)|strto(?:l|ul|ll|ull|f|d|ld))\s*\(", PARSE_IS,
        within=("src", "app")),
    Ban(r"reinterpret_cast<const std::byte", "base/bytes.h as_bytes()",
        outside=("src/base/bytes.h", "src/base/bytes.cc")),
    Ban(r"\bstd::(?:cout|cerr|clog)\b|\b(?:printf|fprintf|puts|fputs)\s*\(|\bfmt::print\b",
        OUTPUT_IS, within=("src",), outside=("src/base/assert.cc", "src/base/log.cc")),
    Ban(r"(?<![\w.])assert\s*\(", "CEMS_ASSERT (base/assert.h), which is on in release too"),
    Ban(r"\bthrow\b", "a Result: return Error{...}", within=("src",)),
    Ban(r"(?<![\w.:>])s?rand\s*\(", "<random> with a printed seed"),
)


def banned_words(tree):
    """Some words are not used, because something better is there."""
    for file in tree.cxx():
        for ban in BANNED:
            if not file.under(*ban.within) or file.under(*ban.outside):
                continue
            for match in re.finditer(ban.pattern, file.code):
                word = " ".join(match[0].split()).rstrip("( ")
                message = f"'{word}' is banned; use {ban.instead}"
                yield Finding(file.path, file.line_of(match.start()), message)


def pragma_once(tree):
    """Every header has #pragma once."""
    for file in tree.files:
        if file.suffix == ".h" and not re.search(r"^#pragma once$", file.text, re.M):
            yield Finding(file.path, 1, "no '#pragma once'")


def own_header_first(tree):
    """A source of src/ includes its own header first, which proves that it compiles alone."""
    headers = {file.path for file in tree.files if file.suffix == ".h"}
    for file in tree.files:
        own = file.path.removesuffix(".cc") + ".h"
        if file.suffix != ".cc" or not file.under("src") or own not in headers:
            continue
        first = re.search(r'^#include\s+["<]([^">]+)[">]', file.text, re.M)
        if first is None or first[1] != own.removeprefix("src/"):
            line = 1 if first is None else file.line_of(first.start())
            yield Finding(file.path, line, f"its first include is not {own.removeprefix('src/')}")


def file_length(tree):
    """A file is a small room: 100 to 250 lines; more than 600 is refused (900 in tests)."""
    for file in tree.files:
        if not file.is_code:
            continue
        limit = TEST_LINES_MAX if file.under(*TEST_PLACES) else FILE_LINES_MAX
        lines = len(file.lines)
        if lines > limit:
            yield Finding(file.path, lines, f"{lines} lines; at most {limit}: split it")
        elif lines > FILE_LINES_WARN and not file.under(*TEST_PLACES):
            message = f"{lines} lines; aim at 100 to 250"
            yield Finding(file.path, lines, message, warning=True)


def columns(tree):
    """A line has at most 100 characters; raw string literals keep the form of what they quote."""
    for file in tree.files:
        if not file.is_code:
            continue
        raw = set()
        for match in re.finditer(r'R"([^()\s"]*)\(.*?\)\1"', file.text, re.DOTALL):
            raw.update(range(file.line_of(match.start()), file.line_of(match.end()) + 1))
        for number, line in enumerate(file.lines, 1):
            if len(line) > COLUMNS_MAX and number not in raw and "://" not in line:
                yield Finding(file.path, number, f"{len(line)} columns; at most {COLUMNS_MAX}")


# A `{` after one of these opens something that is not a function.
_NOT_A_FUNCTION = re.compile(
    r"^\s*(?:inline\s+)?(?:namespace|class|struct|union|enum|extern)\b(?![^{]*\)\s*(?:const)?\s*$)")


def _without_template(head):
    """The text after a leading `template <...>`, whose brackets may hold comparisons in ( )."""
    match = re.match(r"\s*template\s*<", head)
    if not match:
        return head
    angles, rounds = 1, 0
    for at in range(match.end(), len(head)):
        rounds += {"(": 1, ")": -1}.get(head[at], 0)
        if rounds == 0:
            angles += {"<": 1, ">": -1}.get(head[at], 0)
        if angles == 0:
            return head[at + 1:]
    return head


def _is_function(head):
    """True when the text before a `{` at namespace or class level is a function's signature."""
    labels = r"^[ \t]*#.*$|\[\[[^\]]*\]\]|\b(?:public|private|protected)\s*:"
    head = _without_template(re.sub(labels, "", head, flags=re.M))
    if "(" not in head or head.count("(") != head.count(")"):
        return False
    if _NOT_A_FUNCTION.search(head):
        return False
    before_parameters = head[: head.index("(")]
    return "=" not in before_parameters or "operator" in before_parameters


_BEFORE_SIGNATURE = re.compile(r"(?:\s|#[^\n]*\n|(?:public|private|protected)\s*:)*")
_INITIALISER = re.compile(r"\)\s*(?:noexcept\s*)?:[^:].*[\w>]\s*$", re.S)


def cxx_functions(code):
    """Yields (offset of the signature, offset after the closing brace) of each function.

    `code` has no comments or literals. Braces are counted; what a brace opens is told from the text
    since the last `;`, `{` or `}`. Lambdas count as part of the function they stand in.
    """
    start = 0        # where the statement that a `{` may belong to began
    opened_at = None  # the signature of the function we are in
    depth = 0        # braces open inside that function, or inside an initialiser
    initialiser = False
    for match in re.finditer(r"[{};]", code):
        token, at = match[0], match.start()
        if opened_at is not None or initialiser:
            depth += {"{": 1, "}": -1, ";": 0}[token]
            if depth == 0 and initialiser:
                initialiser = False
            elif depth == 0:
                yield opened_at, at + 1
                opened_at, start = None, at + 1
            continue
        head = code[start:at]
        if token == "{" and _INITIALISER.search(head):
            initialiser, depth = True, 1  # `a_{1}` of a constructor: its body is still to come
        elif token == "{" and _is_function(head):
            opened_at, depth = start + _BEFORE_SIGNATURE.match(head).end(), 1
        else:
            start = at + 1


def _functions(file):
    """(line, number of lines) of each function of the file."""
    if file.is_cxx:
        for begin, end in cxx_functions(file.code):
            first = file.line_of(begin)
            yield first, file.line_of(end) - first + 1
    elif file.is_python:
        try:
            parsed = ast.parse(file.text)
        except SyntaxError:
            return
        for node in ast.walk(parsed):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                yield node.lineno, node.end_lineno - node.lineno + 1
    elif file.is_shell:
        for match in re.finditer(r"^\w+\(\) \{\n.*?^\}$", file.text, re.M | re.S):
            yield file.line_of(match.start()), match[0].count("\n") + 1


def function_length(tree):
    """A function has at most 70 lines, from its signature to its closing brace."""
    for file in tree.files:
        if not file.is_code:
            continue
        for line, lines in _functions(file):
            if lines > FUNCTION_LINES_MAX:
                message = f"a function of {lines} lines; at most {FUNCTION_LINES_MAX}"
                yield Finding(file.path, line, message)


def test_names(tree):
    """GoogleTest keeps '_' in names for itself."""
    for file in tree.cxx():
        pattern = r"^(?:TEST|TEST_F|TEST_P|TYPED_TEST|RC_GTEST_PROP)\(\s*(\w+),\s*(\w+)"
        for match in re.finditer(pattern, file.code, re.M):
            if "_" in match[1] or "_" in match[2]:
                message = f"'{match[1]}.{match[2]}': test names have no '_'"
                yield Finding(file.path, file.line_of(match.start()), message)


RULES = (banned_words, pragma_once, own_header_first, file_length, columns, function_length,
         test_names)
