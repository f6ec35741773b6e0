"""What every answer tells the browser about itself: what a page may load and run, that no type is guessed, and that
addresses, which say what a page shows, go to no other site.

What weakens the page's policy, and why it stays:

* 'unsafe-eval': Gradio compiles the script and the template of each gr.HTML, which all our components are, and the `js`
  of events with `Function`. WebAssembly needs nothing more.
* style-src 'unsafe-inline': Gradio, its components and plotly write <style> and style="" while the page lives.
* data: and blob:, where no script can be: pictures come in events and are made in the browser, fonts stand in style
  sheets; and blob: in worker-src, for the MP4 is encoded in workers that its library makes.

Neither lets markup act that has got into a page: a script in the page runs only if its hash is in the policy, which
`onclick=""` and `javascript:` cannot have, forms lead nowhere, and no other host is asked for anything.

frame-ancestors is left out, so that anybody may frame the page: a Space's page at huggingface.co, a course's page, and
slides from a file, for which no list has a name. A frame gains nothing by stolen clicks: there is no login, no cookie,
and browsers give a page in another site's frame a storage of its own, so that it has nobody's jobs.
"""

import base64
import hashlib
import re
from collections.abc import Iterable

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..device.offers import ADDRESS
from ..text import LANGUAGES
from .languages import PREFIX
from .routes import split

POLICY = "Content-Security-Policy"
ALWAYS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}
NO_PAGE = "default-src 'none'; sandbox"  # files, data and errors, should somebody open them as a page
WORKER = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'"  # it is handed what it works on, and asks nobody
PAGE = {
    "default-src": "'self'",
    "script-src": "'self' 'unsafe-eval'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "media-src": "'self' data: blob:",
    "worker-src": "'self' blob:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'none'",
}
PAGES = {"", *(f"{PREFIX}{language}".strip("/") for language in LANGUAGES)}
INLINE = re.compile(rb"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)


class SecurityHeaders:
    """Middleware around all pages, inside of what compresses. `heads`: HTML whose scripts Gradio puts into pages."""

    def __init__(self, app: ASGIApp, heads: Iterable[str]):
        self.app = app
        self.known = [digest for head in heads for digest in hashes(head.encode())]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        answer = Answer(is_page(scope), self.known, send, WORKER if is_worker(scope) else NO_PAGE)
        try:
            await self.app(scope, receive, answer.send)
        except Exception:
            if not answer.begun:  # or Starlette would answer for us, outside of this
                await PlainTextResponse("Internal Server Error", 500)(scope, receive, answer.send)
            raise


class Answer:
    """One answer on its way; a page waits for its end, as its policy depends on its scripts."""

    def __init__(self, page: bool, known: list[str], send: Send, otherwise: str = NO_PAGE):
        self.page, self.known, self._send, self._otherwise = page, known, send, otherwise
        self.begun = False
        self._start: Message | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            headers = MutableHeaders(scope=message)
            headers.update(ALWAYS)
            if self.page and headers.get("content-type", "").startswith("text/html"):
                self._start = message
                return
            if headers.get("content-type", "").startswith("text/event-stream"):
                headers["Cache-Control"] = "no-store"  # or a browser keeps a copy of every chain
            headers[POLICY] = self._otherwise
        elif self._start:
            self._body += message.get("body", b"")
            if message.get("more_body"):
                return
            MutableHeaders(scope=self._start)[POLICY] = page_policy([*hashes(self._body), *self.known])
            await self._send(self._start)
            message = {**message, "body": self._body}
        await self._send(message)


def is_page(scope: Scope) -> bool:
    """Whether it asks for one of our pages; HTML under other addresses may be somebody's upload."""
    return scope["path"].removeprefix(scope.get("root_path", "")).strip("/") in PAGES


def is_worker(scope: Scope) -> bool:
    """Whether it asks for a script that the device's Worker is made of: a Worker has the policy of its own answer."""
    _, _, path = split(scope["path"].removeprefix(scope.get("root_path", "")))
    return path.startswith(ADDRESS) and path.endswith(".js")


def hashes(html: bytes) -> list[str]:
    """Of the scripts that stand in it, as a policy names them."""
    return [f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'" for script in INLINE.findall(html)]


def page_policy(scripts: list[str]) -> str:
    allowed = PAGE | {"script-src": " ".join([PAGE["script-src"], *dict.fromkeys(scripts)])}
    return "; ".join(f"{name} {sources}" for name, sources in allowed.items())
