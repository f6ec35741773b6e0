"""The gate before Gradio: every request passes it, and goes on only if the page or a program may ask for it so.

Middleware that looks at a request and lets the answer stream through. It is quick: what it reads whole is small.
"""

import json
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..clients import client_of
from ..device.served import Served
from ..text import load_text
from .bodies import (
    MOST_JSON,
    MOST_MCP,
    MOST_UPLOAD,
    BodyError,
    Counted,
    again,
    names_remote_file,
    names_web_address,
    parsed,
    whole,
)
from .hosts import is_from_here
from .limits import Client, Clients, Limits, Refused
from .routes import Route, route_of
from .streams import to_its_end

LONGEST_SESSION = 100  # characters of a page's name; Gradio's have 11, those of programs 36
STATUS = {"slow": 408, "too_large": 413, "often": 429, "pages": 429, "megabytes": 429, "full": 507, "elsewhere": 403}


class Rules(NamedTuple):
    """`own_machine`: only this machine reaches the server. `full`: whether the folder for uploads is. `root`: the
    path or address under which a proxy shows the page. `device`: what pages that compute by themselves may fetch.
    """

    language: str
    limits: Limits
    own_machine: bool
    mcp: bool
    full: Callable[[], bool]
    root: str = ""
    device: Served | None = None


class Gate:
    def __init__(self, app: ASGIApp, rules: Rules):
        self.app, self.rules = app, rules
        self._clients = Clients(rules.limits)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":  # nothing here speaks it
            await send({"type": "websocket.close"})
        elif scope["type"] != "http":
            await self.app(scope, receive, send)
        else:
            await self._request(scope, receive, send)

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        route = route_of(scope, self.rules.mcp)
        language = (route and route.language) or self.rules.language
        headers = Headers(scope=scope)
        try:
            if self.rules.own_machine and not is_from_here(headers):
                raise Refused("elsewhere")
            if route is None:
                await PlainTextResponse("Not found", 404)(scope, receive, send)
                return
            if route.kind == "device":
                answer = self.rules.device and await self.rules.device.answer(route.path, scope)
                await (answer or PlainTextResponse("Not found", 404))(scope, receive, send)
                return
            scope = {**scope, "path": route.path, "raw_path": route.path.encode()}
            await self._ask(route, scope, headers, receive, send)
        except (Refused, BodyError) as error:
            if error.reason != "gone":
                await refusal(load_text(language)[f"gate.{error.reason}"], error.reason)(scope, receive, send)

    async def _ask(self, route: Route, scope: Scope, headers: Headers, receive: Receive, send: Send) -> None:
        client = self._clients[client_of(scope)]
        if scope["method"] in ("POST", "DELETE"):
            client.post()
        if route.kind == "stream" or (route.kind == "mcp" and scope["method"] == "GET"):
            with held(client, "streams"):
                await to_its_end(self.app, scope, receive, send)
        elif scope["method"] != "POST":
            await self.app(scope, receive, send)
        elif route.kind == "upload":
            with held(client, "uploads"):
                await self._upload(client, scope, headers, receive, send)
        else:
            body = await self._read(headers, receive, MOST_MCP if route.kind == "mcp" else MOST_JSON)
            answer = self._check(route, parsed(body), client, headers)
            await (answer or self.app)(scope, again(body, receive), send)

    async def _read(self, headers: Headers, receive: Receive, most: int) -> bytes:
        if announced(headers) > most:
            raise BodyError("too_large")
        return await whole(receive, most)

    def _check(self, route: Route, value: Any, client: Client, headers: Headers) -> Response | None:
        """The answer to a request that goes no further. Raises Refused."""
        if route.kind == "mcp":
            return mcp_error(value, load_text(self.rules.language)["api.remote"]) if names_web_address(value) else None
        session = value.get("session_hash") if isinstance(value, dict) else None
        if session is not None:
            if not isinstance(session, str) or len(session) > LONGEST_SESSION:
                raise BodyError("unreadable")
            client.ask(session)
        if names_remote_file(value, self._own(headers)):
            text = load_text(route.language or self.rules.language)
            return JSONResponse({"detail": invalid("image", text["api.remote"])}, 422)
        return None

    def _own(self, headers: Headers) -> set[str]:
        """By which names the page knows the server: Gradio puts one into the addresses of files."""
        named = [headers.get("host"), headers.get("x-forwarded-host", "").partition(",")[0].strip()]
        return {name for name in [*named, self.rules.root.partition("://")[2].partition("/")[0]] if name}

    async def _upload(self, client: Client, scope: Scope, headers: Headers, receive: Receive, send: Send) -> None:
        most = min(MOST_UPLOAD, client.bytes_left())
        reason = "too_large" if most == MOST_UPLOAD else "megabytes"
        if announced(headers) > most:
            raise Refused(reason)
        if await run_in_threadpool(self.rules.full):
            raise Refused("full")
        body = Counted(receive, int(most))

        async def send_unless_cut(message: Message) -> None:
            if body.error is None:
                await send(message)

        try:
            await self.app(scope, body, send_unless_cut)
        except BodyError:
            pass  # what is said then stands below
        finally:
            client.uploaded(body.count)
        if body.error:
            raise Refused(reason if body.error.reason == "too_large" else body.error.reason)


@contextmanager
def held(client: Client, kind: str) -> Any:
    client.open(kind)
    try:
        yield
    finally:
        client.shut(kind)


def announced(headers: Mapping[str, str]) -> int:
    """The length of the body, by its header; 0 if it does not say."""
    length = headers.get("content-length", "0")
    if not (length.isascii() and length.isdecimal()):
        raise BodyError("unreadable")
    return int(length[:20])


def refusal(sentence: str, reason: str) -> Response:
    """As the page, which shows it, and programs read it."""
    return JSONResponse({"detail": sentence}, STATUS.get(reason, 400))


def invalid(name: str, sentence: str) -> list[dict[str, Any]]:
    """As gradio_client reads what is wrong with a value, and tells it."""
    return [{"__type__": "validate", "is_valid": False, "parameter_name": name, "message": sentence}]


def mcp_error(asked: Any, sentence: str) -> Response:
    """An answer in JSON-RPC."""
    number = asked.get("id") if isinstance(asked, dict) else None
    error = {"jsonrpc": "2.0", "id": number, "error": {"code": -32602, "message": sentence}}
    return Response(json.dumps(error), media_type="application/json")
