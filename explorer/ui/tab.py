"""What a tab is, and the page that tabs are built into."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import gradio as gr

from .chains.latest import Latest
from .chains.service import ChainService
from .settings import Setting
from .text import Text

Updates = dict[Any, Any]


class Tab(NamedTuple):
    """All that links, lecture mode and tests know of a tab; `<id>.tab` is the text above it.

    build(page) fills it. settings: what a link says of it, by name. folds: the parts that a link may open.
    hidden: CSS selectors of what a hall does not see.
    """

    id: str
    build: Callable[["Page"], None]
    settings: Mapping[str, Setting]
    folds: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()


class Restorer(NamedTuple):
    """What follows from a link's values, beside the fields that hold them: updates(values, owner) of `outputs`."""

    outputs: Sequence[Any]
    updates: Callable[[Mapping[str, Any], str], Updates]


class Page:
    """The page while it is built, with what its tabs share. A tab may use what those before it have put here, and in
    what it says to `connect` that of all.
    """

    picture: gr.State  # of the Noise tab: the kind of a built-in one, or uint8 (SIDE, SIDE, 3)
    kind: gr.Radio  # of the solid schedule, on the Noise tab

    def __init__(self, text: Text, chains: ChainService, owner: gr.BrowserState, source: gr.HTML):
        """owner: of the browser's key. source: of the schedules, see components/schedule_source.py."""
        self.text, self.chains, self.networks = text, chains, chains.networks
        self.owner, self.source = owner, source
        self.tabs = gr.Tabs(render=False)
        self.latest = gr.State(Latest())  # who claims it ends the page's chain
        self.fields: dict[str, Any] = {}  # those that a link names, by their names there
        self.restorers: list[Restorer] = []
        self.openings: list[dict[str, Any]] = []
        self._connections: list[Callable[[], None]] = []

    def connect(self, connection: Callable[[], None]) -> None:
        """Call this when all tabs are built, those of later tabs first."""
        self._connections.insert(0, connection)

    def on_open(self, **event: Any) -> None:
        """Handle this event when the page is opened, after those said before."""
        self.openings.append(event)

    def build(
        self,
        tabs: Sequence[Tab],
        select: Callable[[gr.Tab, str], None],
        foot: Callable[["Page", Tab, Tab | None], None],
    ) -> None:
        """The tabs; select(made, id) says what happens when one is chosen, foot(page, tab, following) builds what
        stands below each.
        """
        with self.tabs.render():
            for tab, following in zip(tabs, [*tabs[1:], None], strict=True):
                with gr.Tab(self.text[f"{tab.id}.tab"], id=tab.id) as made:
                    tab.build(self)
                    foot(self, tab, following)
                select(made, tab.id)
        for connection in self._connections:
            connection()
