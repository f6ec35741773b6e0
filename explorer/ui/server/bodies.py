"""What a request carries: read up to a limit, and searched for addresses that the server would have to fetch."""

import asyncio
import json
import re
from collections.abc import Collection, Iterator
from typing import Any
from urllib.parse import urlsplit

from starlette.types import Message, Receive

from ...refusals import MAX_BYTES, MAX_FILES, MAX_TOGETHER

MOST_JSON = 1_000_000  # the page's longest, 200 uploads with long names, take a quarter of it
MOST_MCP = MAX_BYTES * 4 // 3 + MOST_JSON  # a picture comes in base64
MOST_UPLOAD = MAX_TOGETHER + MAX_FILES * 1000  # what is around a file is less than a kilobyte
PATIENCE_S = 30.0  # for the next piece of a body
FOREIGN = re.compile(r"\s*(?:[a-z][a-z0-9+.-]+:|[/\\]{2})", re.IGNORECASE)  # a scheme, which is no Windows drive
WEB = re.compile(r"\s*https?:", re.IGNORECASE)


class BodyError(Exception):
    """`reason`: too_large, slow, gone or unreadable."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


class Counted:
    """A body that ends in BodyError when it passes `most` bytes or stops coming; `count` is what has come."""

    def __init__(self, receive: Receive, most: int):
        self._receive, self._most, self.count = receive, most, 0
        self.error: BodyError | None = None
        self._whole = False

    async def __call__(self) -> Message:
        if self._whole:  # what else comes is that the visitor has gone, which may take as long as it likes
            return await self._receive()
        try:
            message = await asyncio.wait_for(self._receive(), PATIENCE_S)
        except TimeoutError:
            raise self._ended("slow") from None
        if message["type"] != "http.request":
            raise self._ended("gone")
        self.count += len(message.get("body", b""))
        if self.count > self._most:
            raise self._ended("too_large")
        self._whole = not message.get("more_body", False)
        return message

    def _ended(self, reason: str) -> BodyError:
        self.error = BodyError(reason)
        return self.error


async def whole(receive: Receive, most: int) -> bytes:
    """All of a body. Raises BodyError."""
    pieces, body = [], Counted(receive, most)
    more = True
    while more:
        message = await body()
        pieces.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(pieces)


def again(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives the body that has been read already."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive_again() -> Message:
        return messages.pop() if messages else await receive()

    return receive_again


def parsed(body: bytes) -> Any:
    """The JSON of a body, None for an empty one. Raises BodyError."""
    try:
        return json.loads(body) if body else None
    except (ValueError, RecursionError):
        raise BodyError("unreadable") from None


def every(value: Any) -> Iterator[Any]:
    """The value and all within it, however deep."""
    left = [value]
    while left:
        each = left.pop()
        yield each
        if isinstance(each, dict):
            left += each.values()
        elif isinstance(each, list):
            left += each


def names_remote_file(value: Any, own: Collection[str]) -> bool:
    """Whether a file in it, wherever, is of another server. The page's own files carry the address of one in `own`."""
    files = [each for each in every(value) if isinstance(each, dict)]
    return any(is_foreign(file.get("path")) or is_foreign(file.get("url"), own) for file in files)


def is_foreign(address: Any, own: Collection[str] = ()) -> bool:
    if not isinstance(address, str) or not FOREIGN.match(address):
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return True
    return parts.scheme not in ("http", "https") or parts.netloc not in own or "/gradio_api/file=" not in parts.path


def names_web_address(value: Any) -> bool:
    """Whether any text in it is one: Gradio's MCP server takes a picture's address as a text of its own."""
    return any(isinstance(each, str) and WEB.match(each) is not None for each in every(value))
