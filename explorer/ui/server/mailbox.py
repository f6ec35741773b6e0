"""What the server has to tell a page and the page has not fetched yet."""

import asyncio
from typing import Any

from gradio.utils import LRUCache

from .account import Account
from .weight import weigh

LOOK_EVERY_S = 0.5  # time is counted in looks, which stand still while the server itself does
# From an event, or what was fetched last, until somebody listens: a page that is being drawn takes long on a slow or a
# busy machine, and so does a bad line. What is ready waits as long.
PATIENCE_S = 60.0


class Mailbox(asyncio.Queue):
    """The messages for one session, as Gradio keeps them, which also knows whether anybody takes them out."""

    def __init__(self, account: Account) -> None:
        super().__init__()
        self._account, self.bytes = account, 0
        self._listeners = self._looks = 0

    def expects(self) -> None:
        """An event begins, and somebody will come for it."""
        self._looks = 0

    def look(self) -> float:
        """To be called every LOOK_EVERY_S: for how many seconds nobody has listened."""
        self._looks = 0 if self._listeners else self._looks + 1
        return self._looks * LOOK_EVERY_S

    async def get(self) -> Any:
        self._listeners += 1
        try:
            return await super().get()
        finally:
            self._listeners -= 1
            self._looks = 0

    def _put(self, item: Any) -> None:
        super()._put(item)
        self._count(weigh(getattr(item, "output", None)))

    def _get(self) -> Any:
        item = super()._get()
        self._count(-weigh(getattr(item, "output", None)))
        return item

    def _count(self, bytes_more: int) -> None:
        self.bytes += bytes_more
        self._account.bytes += bytes_more


class Mailboxes(LRUCache):
    """Those of all sessions. One that is forgotten may still be spoken to, and its stream still take its box away."""

    def __missing__(self, session: str) -> asyncio.Queue:
        return asyncio.Queue()  # which nobody reads

    def __delitem__(self, session: str) -> None:
        if session in self:
            super().__delitem__(session)


class EventsOfSessions(dict):
    """What is not answered yet, by session. A stream may still ask for that of one which is forgotten."""

    def __missing__(self, session: str) -> set[str]:
        return set()
