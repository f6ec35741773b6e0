"""What a page fetches to run a network by itself, found by the hash of its content: a browser keeps it for good.

A hash is served only if this server has offered it. That is what protects a fine-tuned network: nobody but its owner
has been told its hash, by an event with the owner's key, and 256 bits are not guessed. Nothing else on disk is reached.
"""

import gzip
import os
from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from starlette.concurrency import iterate_in_threadpool, run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import Response, StreamingResponse
from starlette.types import Scope

TYPES = {".json": "application/json", ".safetensors": "application/octet-stream", ".js": "text/javascript",
         ".wasm": "application/wasm"}  # fmt: skip
GAIN = 0.95  # what does not shrink to this is sent as it is
MOST_ITEMS = 300  # that are remembered; a page that asks for one forgotten is told so, and asks for an offer again
MOST_PACKED = 64_000_000  # bytes of compressed files in memory; beyond, the oldest are sent as they lie on disk
PIECE = 1 << 18


class Item(NamedTuple):
    """Bytes, or a file that is still the one whose `stamp` was taken; `packed` by gzip where that gains something."""

    content: bytes | Path
    packed: bytes | None
    private: bool
    stamp: tuple[int, ...] = ()


class Served:
    """What may be fetched, by name, such as "<sha256>.json"; for several threads. What is asked for is kept longest."""

    def __init__(self) -> None:
        self._items: OrderedDict[str, Item] = OrderedDict()
        self._lock = Lock()

    def put(
        self, name: str, raw: bytes, *, private: bool, file: Path | None = None, stamp: tuple[int, ...] = ()
    ) -> None:
        """Offer bytes, which need not be kept if they are a file's. What everybody may have stays everybody's."""
        packed = gzip.compress(raw, 6, mtime=0)
        item = Item(file or raw, packed if len(packed) < GAIN * len(raw) else None, private, stamp)
        with self._lock:
            before = self._items.pop(name, None)
            self._items[name] = item._replace(private=private and (before is None or before.private))
            self._shrink()

    def has(self, name: str) -> bool:
        return name in self._items

    def get(self, name: str) -> Item | None:
        with self._lock:
            if name in self._items:
                self._items.move_to_end(name)
            return self._items.get(name)

    def _shrink(self) -> None:
        while len(self._items) > MOST_ITEMS:
            self._items.popitem(last=False)
        room = MOST_PACKED
        for name, item in reversed(self._items.items()):
            room -= len(item.packed or b"")
            if room < 0 and isinstance(item.content, Path):
                self._items[name] = item._replace(packed=None)

    async def answer(self, name: str, scope: Scope) -> Response | None:
        """The answer to a GET or HEAD; None for what has not been offered, or is no longer what it was."""
        item = self.get(name)
        if item is None:
            return None
        whose = "private" if item.private else "public"
        headers = {"Cache-Control": f"{whose}, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
        media = TYPES[Path(name).suffix]
        if item.packed and "gzip" in Headers(scope=scope).get("accept-encoding", ""):
            return answer_of(scope, item.packed, headers | {"Content-Encoding": "gzip"}, media)
        headers |= {"Content-Encoding": "identity"}  # or what is around us would compress it at each request
        if isinstance(item.content, bytes):
            return answer_of(scope, item.content, headers, media)
        opened = await run_in_threadpool(open_same, item.content, item.stamp)
        if opened is None:
            return None
        headers["Content-Length"] = str(os.fstat(opened).st_size)
        if scope["method"] == "HEAD":
            os.close(opened)
            return Response(None, 200, headers, media)
        return StreamingResponse(iterate_in_threadpool(pieces(opened)), 200, headers, media)


def answer_of(scope: Scope, content: bytes, headers: dict[str, str], media: str) -> Response:
    head = scope["method"] == "HEAD"
    return Response(None if head else content, 200, headers | {"Content-Length": str(len(content))}, media)


def stamp_of(status: os.stat_result) -> tuple[int, ...]:
    """What changes when a file is replaced."""
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def open_same(path: Path, stamp: tuple[int, ...]) -> int | None:
    """A descriptor of the file, if it is still the one of that stamp: a job that goes on replaces its result."""
    try:
        opened = os.open(path, os.O_RDONLY)
    except OSError:
        return None
    if stamp_of(os.fstat(opened)) == stamp:
        return opened
    os.close(opened)
    return None


def pieces(opened: int) -> Iterator[bytes]:
    with os.fdopen(opened, "rb") as file:
        while piece := file.read(PIECE):
            yield piece
