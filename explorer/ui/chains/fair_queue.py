"""A line for what only so many can do at once, shared out by visitor."""

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from math import inf
from typing import Any, NamedTuple

MOST_WORK = 2**26  # steps x pictures x pixels of one chain: 1,000 steps of one picture of 256 x 256
AT_A_TIME = 2  # of one visitor, while others are there
MOST_WIDE = 2**15  # pixels in the steps of one visitor with nobody beside: 32 pictures of 32 x 32


class Waiting(NamedTuple):
    """Yielded while waiting: how many are before you."""

    ahead: int


class TooLong(Exception):
    """There is no room in the line; `reason` is a key of the interface's texts, `values` are for that text."""

    def __init__(self, reason: str, **values: object):
        super().__init__(reason)
        self.reason, self.values = reason, values


class Ticket(NamedTuple):
    """clients: those who want it, who may change meanwhile; cost: in all, and width: of each step, see FairQueue."""

    clients: Sequence[str]
    cost: int
    width: int


class FairQueue:
    """At most so many generators at work. Visitors go in turn: everyone's first before anybody's second, and while
    there are several, nobody has more than AT_A_TIME at work: what is beyond that pauses after the item that it is at.
    A visitor with no other beside may have all the places, up to MOST_WIDE, so that who comes then need not wait long.

    line, own, own_cost: at most so many are at work and waiting: of all, of one visitor, and what these of one
    visitor cost together, in whatever unit the callers count.
    """

    def __init__(self, most: int, line: float = inf, own: float = inf, own_cost: float = inf):
        self.most, self._most_in_line, self._most_own, self._most_cost = most, line, own, own_cost
        self._line: list[Ticket] = []  # in the order in which they came
        self._order: list[int] = []  # of their ids, in the order of their turns
        self._at_work: frozenset[int] = frozenset()
        self._moved = threading.Condition()

    def queue(
        self, work: Iterator[Any], clients: Sequence[str] = ("",), cost: int = 0, width: int = 0
    ) -> Iterator[Any]:
        """Waiting whenever one moves on and every second, then what `work` yields; leaving frees the place. Raises
        TooLong. It is the turn of whoever of `clients` has the first one.
        """
        ticket = Ticket(clients, cost, width)
        with self._moved:
            self._admit(ticket)
            self._line.append(ticket)
            self._arrange()
        try:
            yield from self._wait(ticket)
            for item in work:
                yield item
                yield from self._wait(ticket)
        finally:
            with self._moved:
                self._line = [other for other in self._line if other is not ticket]
                self._arrange()
            getattr(work, "close", lambda: None)()

    def __len__(self) -> int:
        """How many are at work or waiting."""
        return len(self._line)

    def working(self) -> int:
        return len(self._at_work)

    def held_by(self, client: str) -> list[Ticket]:
        """What one visitor has in the line."""
        return [ticket for ticket in self._line if client in ticket.clients]

    def _admit(self, ticket: Ticket) -> None:
        if len(self._line) >= self._most_in_line:
            raise TooLong("denoise.line_full")
        for client in ticket.clients:
            own = self.held_by(client)
            if len(own) >= self._most_own or (own and sum(o.cost for o in own) + ticket.cost > self._most_cost):
                raise TooLong("denoise.own_line", count=len(own))

    def _arrange(self) -> None:
        """Whose turn it is. To be called with the lock."""
        line = [(number, ticket, tuple(ticket.clients)) for number, ticket in enumerate(self._line)]
        alone = len({client for _, _, clients in line for client in clients}) < 2
        had: Counter[str] = Counter()
        wide: Counter[str] = Counter()
        turns = []
        for number, ticket, clients in line:
            turn = min((had[client] for client in clients), default=0)
            width = ticket.width + min((wide[client] for client in clients), default=0)
            may = turn < AT_A_TIME or (alone and width <= MOST_WIDE)
            turns.append((turn, number, id(ticket), may))
            had.update(clients)
            wide.update(dict.fromkeys(clients, ticket.width))
        order = [key for _, _, key, _ in sorted(turns)]
        at_work = frozenset([key for _, _, key, may in sorted(turns) if may][: self.most])
        if (order, at_work) != (self._order, self._at_work):
            self._order, self._at_work = order, at_work
            self._moved.notify_all()

    def _wait(self, ticket: Ticket) -> Iterator[Waiting]:
        while id(ticket) not in self._at_work:
            with self._moved:
                waiting = [key for key in self._order if key not in self._at_work]
            if id(ticket) in waiting:
                yield Waiting(waiting.index(id(ticket)) + 1)
                with self._moved:
                    self._moved.wait(1.0)
                    self._arrange()  # who joins another's ticket does not say so
