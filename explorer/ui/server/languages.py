"""Several pages on one server, one for each language: which of them answers a request.

The main page lies at /, the others below /lang/xx. Who opens / gets the language of ?lang=xx, else the one that the
browser prefers.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any
from urllib.parse import parse_qs

import gradio as gr
from gradio.routes import App
from starlette.types import ASGIApp, Receive, Scope, Send

from ..text import Text

PREFIX = "/lang/"
GRADIOS = (
    *("ar", "ca", "ckb", "de", "en", "es", "et", "eu", "fa", "fi", "fr", "he", "hi", "id", "ja", "ko", "lt", "nb"),
    *("nl", "pl", "pt", "pt-BR", "ro", "ru", "sv", "ta", "th", "tr", "uk", "ur", "uz", "zh-CN", "zh-TW"),
)  # the languages that Gradio knows and takes from the browser


class Others:
    """The pages of the other languages. They are made when the main one is already served, which so is seen the sooner;
    until then whoever wants one of them waits, and so do all events: Gradio makes components in a global context, where
    what an event's handler makes would land on the page that is just being made.
    """

    def __init__(self, names: Sequence[str]):
        self.names = names
        self.pages: dict[str, App] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._opened: asyncio.Event | None = None
        self._stack = AsyncExitStack()

    @asynccontextmanager
    async def lifespan(self, app: Any) -> AsyncIterator[None]:
        """Of the main page."""
        self._loop, self._opened = asyncio.get_running_loop(), asyncio.Event()
        yield

    def open(self, pages: Mapping[str, App]) -> None:
        """From another thread than the server's: here they are."""
        assert self._loop
        asyncio.run_coroutine_threadsafe(self._start(pages), self._loop).result()

    async def _start(self, pages: Mapping[str, App]) -> None:
        for page in pages.values():
            await self._stack.enter_async_context(page.router.lifespan_context(page))
            page.get_blocks().run_startup_events()
        self.pages |= pages
        assert self._opened
        self._opened.set()

    async def wait(self) -> None:
        if self._opened:
            await self._opened.wait()


class Languages:
    """Middleware around the main page. `asked`: whether the browser is asked for its language."""

    def __init__(self, app: ASGIApp, main: str, others: Others, asked: bool):
        self.app, self.main, self.others, self.asked = app, main, others, asked

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        language, path = self.place(scope) if scope["type"] == "http" else (self.main, "")
        # Who follows an upload waits as it does: Gradio would say after three seconds that there is none.
        if language != self.main or scope.get("method") == "POST" or path.endswith("/upload_progress"):
            await self.others.wait()
        if language == self.main:
            await self.app(scope, receive, send)
        else:
            await self.others.pages[language]({**scope, "path": path, "raw_path": path.encode()}, receive, send)

    def place(self, scope: Scope) -> tuple[str, str]:
        """The language of a request, and the path within its page."""
        path = scope["path"]
        if path.startswith(PREFIX):
            language, slash, rest = path.removeprefix(PREFIX).partition("/")
            return (language, slash + rest or "/") if language in self.others.names else (self.main, path)
        if path != "/":
            return self.main, path
        return self.wished(scope), path

    def wished(self, scope: Scope) -> str:
        (said, *_) = parse_qs(scope["query_string"].decode("latin-1")).get("lang", [""])
        wishes = [said]
        if self.asked:
            wishes += preferences(dict(scope["headers"]).get(b"accept-language", b"").decode("latin-1"))
        known = {self.main, *self.others.names}
        return next((language for language in wishes if language in known), self.main)


def preferences(header: str) -> list[str]:
    """The languages of an Accept-Language header, the dearest first, without their regions (RFC 9110, 12.5.4)."""
    wishes: list[tuple[float, str]] = []
    for part in header.split(","):
        tag, _, quality = part.strip().partition(";q=")
        try:
            wishes.append((-float(quality or 1), tag.partition("-")[0].lower()))
        except ValueError:
            continue
    return [language for _, language in sorted(wishes, key=lambda wish: wish[0])]


def language_head(language: str) -> str:
    """For the head of a page: Gradio says there that all pages are English."""
    return f"""<script>{{
      const root = document.documentElement;
      const say = () => {{ if (root.lang !== "{language}") root.lang = "{language}"; }};
      new MutationObserver(say).observe(root, {{ attributeFilter: ["lang"] }});
      say();
    }}</script>"""


def toast_titles(text: Text) -> str:
    """For the head of a page: above its messages Gradio writes their kind in English."""
    titles = json.dumps({"Warning": text["app.warning"], "Error": text["gradio.common.error"]})
    return f"""<script>{{
      const titles = {titles};
      const say = () => {{
        for (const title of document.querySelectorAll(".toast-title")) {{
          for (const part of title.childNodes) {{
            const said = titles[part.nodeValue?.trim()];
            if (part.nodeType === 3 && said && said !== part.nodeValue.trim()) part.nodeValue = `${{said}} `;
          }}
        }}
      }};
      new MutationObserver(say).observe(document.documentElement, {{ childList: true, subtree: true }});
    }}</script>"""


def gradios_own(text: Text) -> gr.I18n:
    """What Gradio itself says on a page, in the page's language whatever the browser's is."""
    return gr.I18n(**{locale: text.part("gradio") for locale in GRADIOS})
