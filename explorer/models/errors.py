"""Errors that the user reads, in words that another language can replace. No torch here."""

from collections.abc import Iterable
from functools import reduce


class Phrase:
    """English words with `values` in the {places} of `template`; a value may be a Phrase itself."""

    def __init__(self, template: str, /, **values: object):
        self.template, self.values = template, values

    def __str__(self) -> str:
        return self.template.format(**self.values)


class ExplainedError(Phrase, ValueError):
    """An error whose sentence is for the user."""


def any_of(choices: Iterable[object]) -> object:
    """The choices, with "or" between them."""
    return reduce(lambda some, other: Phrase("{some} or {other}", some=some, other=other), choices)
