"""What a setting of the page is: its usual value, what it may be, how a link says it and how a field shows it."""

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

MAX_SEED = 2**32 - 1


class Setting(NamedTuple):
    """usual: the value of a page that was just opened; None where it follows from others.
    read: the value that a link says; raises ValueError for what is none.
    allows: whether a field, or another program, may say a value.
    low, high, step: of numbers. names: to choose from. link: its name in a link, if that is another one.
    """

    usual: Any
    read: Callable[[str], Any]
    allows: Callable[[Any], bool]
    low: float = -math.inf
    high: float = math.inf
    step: float | None = None
    names: tuple[Any, ...] = ()
    link: str = ""

    @property
    def is_whole(self) -> bool:
        return self.step == 1


def choice(names: Iterable[str], usual: Any = ..., link: str = "") -> Setting:
    """A name; the usual one is the first, unless given."""
    names = tuple(names)

    def read(said: str) -> str:
        if said not in names:
            raise ValueError
        return said

    # A list looks up even what no dict or set could.
    return Setting(names[0] if usual is ... else usual, read, lambda value: value in [*names], names=names, link=link)


def whole(usual: int | None, low: int, high: int, link: str = "") -> Setting:
    return Setting(
        usual, lambda said: _between(int(said), low, high), lambda value: is_whole(value, low, high), low, high, 1,
        link=link,
    )  # fmt: skip


def number(usual: float | None, low: float = -math.inf, high: float = math.inf, step: float | None = None) -> Setting:
    def read(said: str) -> float:
        value = float(said)
        if not math.isfinite(value):
            raise ValueError
        return _between(value, low, high)

    return Setting(usual, read, lambda value: is_number(value, low, high), low, high, step)


def seed(usual: int = 0, link: str = "") -> Setting:
    return whole(usual, 0, MAX_SEED, link)


def flag() -> Setting:
    values = {"0": False, "1": True}
    return Setting(False, lambda said: values[said], lambda value: True)


def by_link_name(settings: Mapping[str, Setting], prefix: str = "") -> dict[str, Setting]:
    """The same, by what a link calls each."""
    return {f"{prefix}{setting.link or name}": setting for name, setting in settings.items()}


def is_number(value: Any, low: float, high: float) -> bool:
    """True and False, which Python counts as numbers, are none."""
    return isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high


def is_whole(value: Any, low: float, high: float) -> bool:
    return is_number(value, low, high) and value == int(value)


def _between(value: Any, low: float, high: float) -> Any:
    if not low <= value <= high:
        raise ValueError
    return value
