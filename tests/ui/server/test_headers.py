"""What every answer says to the browser: pages their policy, everything else that it is none."""

import base64
import hashlib
import re

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from explorer.ui.server.headers import ALWAYS, NO_PAGE, POLICY, SecurityHeaders

INLINE = "\n  run('here')\n"
HTML = f"<script type=module src='./a.js'></script><script data-x>{INLINE}</script><p onclick='run()'>ö" + 3000 * " "
HEAD = '<script>shared()</script><script>of(`this`, "language")</script>'


def digest(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


@pytest.fixture(scope="module")
def client():
    async def page(request):
        return HTMLResponse(HTML)

    async def in_parts(request):
        return StreamingResponse((part.encode() for part in re.split("(?<=type)", HTML)), media_type="text/html")

    async def upload(request):  # somebody's page
        return HTMLResponse(HTML)

    async def data(request):
        return JSONResponse({}, headers={POLICY: "default-src *"})

    async def unchanged(request):
        return Response(status_code=304)

    async def broken(request):
        raise RuntimeError("what is in here is nobody's business")

    routes = {"/": page, "/lang/ru/": page, "/lang/ja/": in_parts, "/lang/xx/": upload, "/config": data,
              "/gradio_api/file=x.html": upload, "/unchanged": unchanged, "/broken": broken}  # fmt: skip
    middleware = [Middleware(GZipMiddleware, minimum_size=2000), Middleware(SecurityHeaders, [HEAD])]
    app = Starlette(routes=[Route(path, each) for path, each in routes.items()], middleware=middleware)
    return TestClient(app, raise_server_exceptions=False)


def script_sources(answer) -> set[str]:
    (said,) = re.findall(r"script-src ([^;]+)", answer.headers[POLICY])
    return set(said.split())


@pytest.mark.parametrize("path", ["/", "/lang/ru/", "/lang/ja/"])
def test_a_page_runs_its_own_scripts_and_no_others(client, path):
    answer = client.get(path)
    scripts = (INLINE, "shared()", 'of(`this`, "language")')
    assert script_sources(answer) == {"'self'", "'unsafe-eval'", *map(digest, scripts)}
    assert answer.text == HTML and answer.headers["content-encoding"] == "gzip"
    for directive in ("default-src 'self'", "object-src 'none'", "base-uri 'self'", "form-action 'none'"):
        assert directive in answer.headers[POLICY].split("; ")
    assert not re.search(r"\*|https?:|frame-ancestors", answer.headers[POLICY])


OTHERS = ["/gradio_api/file=x.html", "/lang/xx/", "/config", "/unchanged", "/nowhere", "/broken"]


@pytest.mark.parametrize("path", OTHERS)
def test_what_is_no_page_may_do_nothing(client, path):
    assert client.get(path).headers[POLICY] == NO_PAGE


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS"])
@pytest.mark.parametrize("path", ["/", "/lang/ru/", *OTHERS])
def test_every_answer_has_the_others(client, path, method):
    answer = client.request(method, path)
    assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS
    assert POLICY in answer.headers


def test_an_error_is_answered_once_and_tells_nothing(client):
    answer = client.get("/broken")
    assert (answer.status_code, answer.text) == (500, "Internal Server Error")


def test_behind_a_path_that_stays_in_the_address(client):
    inner = TestClient(client.app, root_path="/explorer", raise_server_exceptions=False)
    assert digest(INLINE) in script_sources(inner.get("/explorer/"))
