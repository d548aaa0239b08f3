"""What may stand in an expected answer beside plain values.

A plain dict, list, str, bool, Fraction or int is held to exactly; None is a null that is there.
The marks say what the documents leave open.
"""
import dataclasses


class _Mark:
    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return self.name


ANY = _Mark("anything or nothing")  # The documents do not say; not compared.
NONE = _Mark("null or nothing")     # Null or left out.
TEXT = _Mark("a text")              # Words, at least one.


@dataclasses.dataclass
class Either:
    """One of several; None among them is null, NONE also that it is left out."""

    choices: tuple

    def __repr__(self):
        return " or ".join(map(repr, self.choices))


@dataclasses.dataclass
class Length:
    """A duration, by its length and not by its spelling."""

    text: str


def either(*choices):
    return Either(choices)


def settled(value):
    """A figure that is null, or left out, where there is none."""
    return NONE if value is None else value
