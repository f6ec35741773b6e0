"""Gradio's queue of events, shared out by visitor; what nobody listens to is not computed on.

Gradio's own is first come, first served, for whoever posts; it computes, and keeps every answer, even if nobody ever
fetches one.
"""

import asyncio
import secrets
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import gradio as gr
from gradio.queueing import Event, EventQueue, Queue
from gradio.utils import run_coro_in_background

from ..clients import arrived, asking, client_of
from ..text import Text
from .account import Account
from .mailbox import LOOK_EVERY_S, PATIENCE_S, EventsOfSessions, Mailbox, Mailboxes
from .weight import weigh

MOST_WAITING = 300  # events of all visitors that wait for their turn
MOST_EVENTS = 60  # of one visitor, at work and waiting; a page that opens has about ten
MOST_AT_WORK = 12  # of one visitor, for a function that has no limit of its own
MOST_ASKED = 8_000_000  # bytes of what the events of one visitor were sent with
MOST_UNREAD = 16_000_000  # bytes of answers for one visitor; beyond, what makes more of them waits
UNREAD_EVERY_S = 0.05


class PageQueue(Queue):
    """Of the events for one function, a visitor gets half of the places at most, and who has the fewest at work is
    next. `classroom`: every session is a visitor, whatever its address.
    """

    def __init__(self, page: gr.Blocks, text: Text, classroom: bool, places: int):
        """places: how many events of a function are handled at once, unless it says so itself."""
        super().__init__(
            live_updates=True,
            concurrency_count=page.max_threads,
            update_intervals=1,
            max_size=MOST_WAITING,
            blocks=page,
            default_concurrency_limit=places,
        )
        self.pending_messages_per_session = Mailboxes(self.pending_messages_per_session.max_size)
        self.pending_event_ids_session = EventsOfSessions()
        self._text, self._classroom = text, classroom
        self._accounts: defaultdict[str, Account] = defaultdict(Account)
        self._clients: dict[str, str] = {}  # of the sessions that have a mailbox or an event
        self._asked: dict[str, int] = {}  # event -> bytes of what it was sent with
        self._process_api: Callable[..., Awaitable[dict[str, Any]]] = page.process_api
        page.process_api = self._paced  # type: ignore[method-assign]  # of this page alone

    def start(self) -> None:
        super().start()
        run_coro_in_background(self._end_unheard)

    async def push(self, body: Any, request: Any, username: str | None) -> tuple[bool, Any, Any]:
        body.session_hash = session = body.session_hash or secrets.token_hex(16)
        client = session if self._classroom else client_of(request)
        asking.set(client)
        own = [event for event in self.event_ids_to_events.values() if self.client_of(event) == client]
        asked, more = sum(self._asked.get(event._id, 0) for event in own), weigh(body.data)
        account = self._accounts[client]
        new = session not in self._clients and session not in self.blocks.state_holder
        if len(own) >= MOST_EVENTS or asked + more > MOST_ASKED or (new and not account.may_open()):
            return False, self._text["app.busy"], "error"
        box = self.pending_messages_per_session.get(session)
        if not isinstance(box, Mailbox):
            box = self.pending_messages_per_session[session] = Mailbox(account)
            self._clients[session] = client
        box.expects()
        pushed, said, state = await super().push(body, request, username)
        if pushed and isinstance(said, str):
            self._asked[said] = more
        return pushed, said, state

    def client_of(self, event: Event) -> str:
        return self._clients.get(event.session_hash, "")

    def get_events(self) -> tuple[list[Event], bool, str] | None:
        for queue in self.event_queue_per_concurrency_id.values():
            if event := self._next(queue):
                queue.queue.remove(event)
                return [event], False, queue.concurrency_id
        return None

    def _next(self, queue: EventQueue) -> Event | None:
        """Of those who wait, the first of a visitor who has the fewest at work here."""
        limit = queue.concurrency_limit
        if not queue.queue or (limit is not None and queue.current_concurrency >= limit):
            return None
        at_work = Counter(self.client_of(e) for e in self._active() if e.concurrency_id == queue.concurrency_id)
        event = min(queue.queue, key=lambda waiting: at_work[self.client_of(waiting)])
        most = MOST_AT_WORK if limit is None else max(1, limit // 2)
        return None if at_work[self.client_of(event)] >= most else event

    def _active(self) -> Iterator[Event]:
        return (event for job in self.active_jobs if job for event in job)

    async def process_events(self, events: list[Event], *args: Any, **options: Any) -> None:
        asking.set(self.client_of(events[0]))  # it has a task of its own
        arrived.set(events[0].enqueue_time)
        await super().process_events(events, *args, **options)

    def compute_analytics_summary(self, records: Any) -> Any:
        """Nobody looks at it, and it would read all of the last thousands of events at the end of each."""
        return self.cached_event_analytics_summary

    async def _paced(self, *args: Any, session_hash: str | None = None, **options: Any) -> dict[str, Any]:
        """Blocks.process_api, which makes the next answer of an event, once the visitor has room for it."""
        account = self._accounts[self._clients.get(session_hash or "", "")]
        while account.bytes > MOST_UNREAD and session_hash in self.pending_messages_per_session:
            await asyncio.sleep(UNREAD_EVERY_S)
        return await self._process_api(*args, session_hash=session_hash, **options)

    async def _end_unheard(self) -> None:
        while not self.stopped:
            await asyncio.sleep(LOOK_EVERY_S)
            busy = {event.session_hash for event in self.event_ids_to_events.values()}
            for session, box in list(self.pending_messages_per_session.items()):
                if box.look() > PATIENCE_S:
                    await self._forget(session)
            for session in [*self._clients]:
                if session not in busy and session not in self.pending_messages_per_session:
                    self._clients.pop(session)
                    self.pending_event_ids_session.pop(session, None)
            self._asked = {key: size for key, size in self._asked.items() if key in self.event_ids_to_events}
            self._count()

    async def _forget(self, session: str) -> None:
        """End the events of a session, as Gradio does when a page closes, and throw its messages away."""
        self.pending_messages_per_session.pop(session, None)
        await self.clean_events(session_hash=session)

    def _count(self) -> None:
        """What lies in the mailboxes that are still there: Gradio throws some away itself."""
        for client in {*self._accounts} - {*self._clients.values()}:
            if self._accounts[client].is_new():
                self._accounts.pop(client)
        for account in self._accounts.values():
            account.bytes = 0
        for session, box in self.pending_messages_per_session.items():
            self._accounts[self._clients[session]].bytes += box.bytes
