"""What the server keeps of each page, its fields and what it has uploaded: nobody's goes for another visitor's."""

from collections import Counter
from copy import copy
from typing import Any

import gradio as gr
from gradio.state_holder import SessionState, StateHolder

from ..clients import asking
from .weight import weigh

MOST_OWN = 24  # pages of one visitor
MOST_BYTES = 80_000_000  # of what one visitor has uploaded on all pages; 200 pictures to fine-tune on are half of it


class PageState(SessionState):
    """Gradio's, without what every component is sent as, which only its deep links want: to write that down for a new
    page costs the event loop 40 ms, and would be kept with it.
    """

    STATE_TTL_WHEN_CLOSED = 3600

    def __init__(self, blocks: gr.Blocks):
        self.blocks_config = copy(blocks.default_config)
        self.config_values: dict[int, Any] = {}
        self.state_data: dict[int, Any] = {}
        self._state_ttl: dict[int, Any] = {}
        self.is_closed = False


class PageStates(StateHolder):
    """Gradio's store, which gives up the page that was idle longest, whosever it is. Here a visitor with too many pages
    gives up one of its own, the closed ones first; and if there are too many in all, who has the most gives up one.
    """

    def __init__(self) -> None:
        super().__init__()
        self._clients: dict[str, str] = {}
        self._bytes: dict[str, int] = {}

    def __getitem__(self, session_id: str) -> SessionState:
        if session_id not in self.session_data:
            self._clients[session_id] = asking.get()
            self.session_data[session_id] = PageState(self.blocks)
        return super().__getitem__(session_id)

    def update(self, session_id: str) -> None:
        """It is used now, so it stays, and others may have to go."""
        with self.lock:
            if session_id not in self.session_data:
                return
            self.session_data.move_to_end(session_id)
            self._bytes[session_id] = weigh([*self.session_data[session_id].state_data.values()])
            client = self._clients[session_id]
            while self._has_too_much(client) and self._give_up(client, session_id):
                pass
            if len(self.session_data) > self.capacity:
                ((most, _),) = Counter(self._clients[page] for page in self.session_data).most_common(1)
                self._give_up(most, session_id)

    def _of(self, client: str) -> list[str]:
        """The pages of a visitor, the one idle longest first."""
        return [session for session in self.session_data if self._clients[session] == client]

    def _has_too_much(self, client: str) -> bool:
        own = self._of(client)
        return len(own) > MOST_OWN or sum(self._bytes.get(session, 0) for session in own) > MOST_BYTES

    def _give_up(self, client: str, but: str) -> bool:
        """Whether there was one to give up."""
        own = [session for session in self._of(client) if session != but]
        closed = [session for session in own if self.session_data[session].is_closed]
        for session in [*closed, *own][:1]:
            for store in (self.session_data, self.time_last_used, self._clients, self._bytes):
                store.pop(session, None)
        return bool(own)
