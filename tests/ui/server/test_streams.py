"""The stream of answers of a session that is not known: it ends, and nobody's log hears of it."""

import urllib.request

import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from explorer.ui.server.streams import to_its_end
from tests.support.served import Server


def broken_off_by(error: Exception):
    """An app whose stream says one thing and then raises."""

    async def said():
        yield "data: one\n\n"
        raise error

    async def stream(_request):
        return StreamingResponse(said(), media_type="text/event-stream")

    app = Starlette(routes=[Route("/", stream)])

    async def ended(scope, receive, send):
        await to_its_end(app, scope, receive, send)

    return ended


def test_what_breaks_off_because_nobody_knows_the_session_ends():
    answer = TestClient(broken_off_by(HTTPException(404))).get("/")
    assert (answer.status_code, answer.text) == (200, "data: one\n\n")


@pytest.mark.parametrize("error", [HTTPException(500), ValueError("of ours")])
def test_other_errors_are_errors(error):
    with pytest.raises((RuntimeError, ValueError)):
        TestClient(broken_off_by(error)).get("/")


def test_gradios_stream_ends(tmp_path):
    server = Server(tmp_path / "jobs")
    try:
        with urllib.request.urlopen(f"{server.url}gradio_api/queue/data?session_hash=nobody", timeout=60) as answer:
            said = answer.read().decode()
        assert said.startswith("data: ") and "session_not_found" in said
    finally:
        log = server.stop()
    assert len(log.splitlines()) == 1
