"""What the server writes down: short lines, and of an error its kind and its place. Its words may be a visitor's."""

import logging
import sys
import time
import traceback
from collections.abc import Iterator
from typing import Any, TextIO

LONGEST = 500  # characters of a line
MOST_A_MINUTE = 20  # errors


class Short:
    """A stream whose lines are cut, and hold no character that would steer a terminal."""

    def __init__(self, stream: TextIO):
        self._stream = stream
        self._written = 0  # characters of this line

    def write(self, text: str) -> int:
        for line in text.splitlines(keepends=True):
            ends = line.endswith("\n")
            shown = "".join(c if c.isprintable() or c == "\t" else "?" for c in line.rstrip("\n")[: LONGEST + 1])
            networks = LONGEST - self._written
            if networks > 0:
                self._stream.write(shown if len(shown) <= networks else f"{shown[:networks]}…")
            self._written = 0 if ends else self._written + len(shown)
            if ends:
                self._stream.write("\n")
        return len(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class Errors:
    """Takes the place of traceback.print_exc, with which Gradio writes what a handler or a request ended in."""

    def __init__(self) -> None:
        self._minute, self._count = 0, 0

    def __call__(self, *_: Any, **__: Any) -> None:
        minute = int(time.monotonic() // 60)
        if minute != self._minute:
            self._minute, self._count = minute, 0
        self._count += 1
        if self._count <= MOST_A_MINUTE:
            print("\n".join(places(sys.exception())), file=sys.stderr, flush=True)
        elif self._count == MOST_A_MINUTE + 1:
            print("More errors in this minute are not written down.", file=sys.stderr, flush=True)


def places(error: BaseException | None) -> Iterator[str]:
    """The kind of an error, and the lines of the program that led to it."""
    yield f"{type(error).__name__} at:"
    for frame in traceback.extract_tb(error.__traceback__ if error else None):
        yield f"  {frame.filename}:{frame.lineno} {frame.name}"


def keep_short() -> None:
    """For the whole process."""
    sys.stdout, sys.stderr = Short(sys.stdout), Short(sys.stderr)
    traceback.print_exc = Errors()
    # Of all formatters, whoever makes them.
    logging.Formatter.formatException = lambda self, ei: "\n".join(places(ei[1]))  # type: ignore[method-assign]
