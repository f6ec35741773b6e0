"""How much one client may ask for, so that there is some left for the others."""

import math
import time
from collections import OrderedDict
from typing import NamedTuple

from ...refusals import MAX_TOGETHER


class Limits(NamedTuple):
    """Of one client. None: as many as wanted."""

    posts: int | None = 600  # a minute; a page's drag of a slider sends none
    sessions: int | None = 40  # pages that asked for something in the last SESSION_S
    streams: int | None = 120  # at once: each page holds two, and one for each upload
    uploads: int | None = 4  # at once
    upload_bytes: int | None = 2 * MAX_TOGETHER  # at once, and as many again in an hour; then files are deleted

    def lifted(self) -> "Limits":
        """For a hall behind one address, and for the only user of a server. What the folder may hold still counts."""
        return Limits(*[None] * len(self))


SESSION_S, HOUR_S, MINUTE_S = 600.0, 3600.0, 60.0
MOST_CLIENTS = 10_000  # that are remembered; the one that was silent longest is forgotten first


class Refused(Exception):
    """`reason` is a key below "gate." of the interface's texts."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


class Allowance:
    """So many in so many seconds, which come back evenly; a `Limits` in one number."""

    def __init__(self, most: float, seconds: float):
        self._most, self._rate = most, most / seconds
        self._left, self._at = most, time.monotonic()

    def left(self) -> float:
        now = time.monotonic()
        self._left = min(self._most, self._left + (now - self._at) * self._rate)
        self._at = now
        return self._left

    def take(self, amount: float) -> None:
        self._left = self.left() - amount


class Client:
    """What one has asked for."""

    def __init__(self, limits: Limits):
        self._limits = limits
        self._posts = Allowance(limits.posts or 0, MINUTE_S)
        self._bytes = Allowance(limits.upload_bytes or 0, HOUR_S)
        self._sessions: OrderedDict[str, float] = OrderedDict()  # the last to ask is last
        self.streams = self.uploads = 0

    def post(self) -> None:
        """One more request that changes something. Raises Refused."""
        if self._limits.posts is None:
            return
        if self._posts.left() < 1:
            raise Refused("often")
        self._posts.take(1)

    def ask(self, session: str) -> None:
        """An event of that page. Raises Refused."""
        now = time.monotonic()
        if self._limits.sessions is None:
            return
        while self._sessions and now - next(iter(self._sessions.values())) > SESSION_S:
            self._sessions.popitem(last=False)
        if session not in self._sessions and len(self._sessions) >= self._limits.sessions:
            raise Refused("pages")
        self._sessions[session] = now
        self._sessions.move_to_end(session)

    def open(self, kind: str) -> None:
        """A stream or an upload begins: "streams" or "uploads". Raises Refused."""
        most = getattr(self._limits, kind)
        if most is not None and getattr(self, kind) >= most:
            raise Refused("often")
        setattr(self, kind, getattr(self, kind) + 1)

    def shut(self, kind: str) -> None:
        setattr(self, kind, getattr(self, kind) - 1)

    def bytes_left(self) -> float:
        """That may be uploaded now."""
        return math.inf if self._limits.upload_bytes is None else self._bytes.left()

    def uploaded(self, amount: int) -> None:
        self._bytes.take(amount)

    def is_busy(self) -> bool:
        return self.streams > 0 or self.uploads > 0


class Clients:
    """Of the whole server, by what `client_of` says."""

    def __init__(self, limits: Limits):
        self._limits = limits
        self._clients: OrderedDict[str, Client] = OrderedDict()

    def __getitem__(self, name: str) -> Client:
        if name not in self._clients:
            self._clients[name] = Client(self._limits)
        self._clients.move_to_end(name)
        if len(self._clients) > MOST_CLIENTS:
            self._clients.pop(next((other for other, each in self._clients.items() if not each.is_busy()), name))
        return self._clients.get(name) or Client(self._limits)
