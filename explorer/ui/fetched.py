"""Networks from the Hub: whose they are, how many a visitor may have, and how much all of them may fill."""

import threading
from collections.abc import Callable
from pathlib import Path

from ..models.files.locations import CheckpointError

MOST_OWN = 8
MOST_ENTRIES = 1000  # (owner, source), of all visitors together
MOST_BYTES = 8_000_000_000  # on the disk


class Fetched:
    """One per server. Each network is in the lists of those who fetched it; the files are shared."""

    def __init__(self, most_bytes: int = MOST_BYTES):
        self._most_bytes = most_bytes
        self._entries: dict[tuple[str, str], Path] = {}  # (owner, source) -> folder; the most recent last
        self._busy: list[Path] = []  # stores that are being written
        self._lock = threading.Lock()

    def fetch(
        self, owner: str, source: str, progress: Callable[[int, int], None], cancelled: Callable[[], bool]
    ) -> None:
        """Download a network into the list of `owner`. Raises CheckpointError with a sentence."""
        from ..models.hub.cache import claim, discard, note_use, store_of, trim
        from ..models.hub.hub import fetch, is_hub_id  # not above: they load slowly

        if source not in self.of(owner) and len(self.of(owner)) >= MOST_OWN:
            raise CheckpointError(
                "You have {most} networks from the Hub, as many as a visitor may have; remove one first.",
                most=MOST_OWN,
            )
        store = store_of(source) if is_hub_id(source) else None
        if store is None:  # fetch says why
            fetch(source, progress, cancelled)
            return
        with self._lock:
            self._busy.append(store)
            new = claim(store)
        folder = None
        try:
            folder = fetch(source, progress, cancelled)
        finally:
            with self._lock:
                self._busy.remove(store)
                if folder:
                    self._list(owner, source, folder)
                elif new and store not in self._busy:
                    discard(store)
        with self._lock:
            note_use(store)
            trim(self._most_bytes, [store, *self._busy])
            self._entries = {entry: folder for entry, folder in self._entries.items() if folder.exists()}

    def of(self, owner: str) -> list[str]:
        """The networks that this owner has fetched, in the order of their last use."""
        return [source for own, source in list(self._entries) if own == owner]

    def folder_of(self, source: str) -> Path | None:
        """Where a network lies that somebody has fetched: for who may use it, see `Networks.may_use`."""
        return next((folder for (_, name), folder in reversed(list(self._entries.items())) if name == source), None)

    def note_use(self, source: str) -> None:
        """The network has been loaded, so it is not the next to go."""
        with self._lock:
            for entry in [entry for entry in self._entries if entry[1] == source]:
                self._entries[entry] = self._entries.pop(entry)
            if self.folder_of(source):
                from ..models.hub.cache import note_use, store_of

                note_use(store_of(source))

    def remove(self, owner: str, source: str) -> bool:
        """Take a network from the owner's list, and from the disk when it is in nobody else's; whether it was there."""
        from ..models.hub.cache import discard, store_of

        with self._lock:
            if source not in self.of(owner):
                return False
            del self._entries[owner, source]
            store = store_of(source)
            if store not in [*self._busy, *(store_of(other) for _, other in self._entries)]:
                discard(store)
            return True

    def _list(self, owner: str, source: str, folder: Path) -> None:
        self._entries.pop((owner, source), None)
        self._entries[owner, source] = folder
        while len(self._entries) > MOST_ENTRIES:
            del self._entries[next(iter(self._entries))]
