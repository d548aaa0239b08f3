"""The blocks of a document that can be run, and what they must print.

A fenced block that starts with ```sh is a script. One opened with ```sh no-run is shown only, and
the reason stands in the line before it (`<!-- no-run: reason -->`). A block opened with
```text answer (or another kind: ```json answer) is all that the script before it prints; in it `…`
stands for anything within a line, and a line that is `…` alone for any number of lines.
"""
import dataclasses
import re

FENCE = re.compile(r"^```(?P<opening>[^`\n]+)\n(?P<text>.*?)^```$", re.M | re.S)
REST = "…"


@dataclasses.dataclass
class Block:
    """A script, and the answer that the document promises; None where it promises none."""
    text: str
    runs: bool
    before: str  # The last line of the document above it.
    answer: str | None = None


def blocks_of(text):
    """The scripts of a document in their order."""
    blocks = []
    for match in FENCE.finditer(text):
        opening, body = match["opening"].strip(), match["text"]
        if opening in ("sh", "sh no-run"):
            above = text[:match.start()].rstrip().splitlines()
            blocks.append(Block(body, opening == "sh", above[-1] if above else ""))
        elif opening.endswith(" answer"):
            if not blocks or not blocks[-1].runs or blocks[-1].answer is not None:
                raise AssertionError(f"an answer to no script:\n{body}")
            blocks[-1].answer = body
    return blocks


def expression_of(answer):
    """The regular expression that an answer is."""
    parts = []
    for line in answer.strip("\n").split("\n"):
        if line.strip() == REST:
            parts.append(r"(?:[^\n]*\n)*?")
        else:
            parts.append(r"[^\n]*".join(map(re.escape, line.split(REST))) + r"\n")
    return "".join(parts)


def answers(answer, printed):
    """Whether a script printed what its document promises."""
    return re.fullmatch(expression_of(answer), printed.strip("\n") + "\n") is not None
