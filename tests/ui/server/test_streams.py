"""The stream of answers of a session that is not known: it ends, and nobody's log hears of it."""

import asyncio
import urllib.request
from types import SimpleNamespace

import gradio as gr
import pytest
from gradio.routes import App
from gradio.server_messages import ProcessCompletedMessage
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from explorer.ui.server.page_queue import PageQueue
from explorer.ui.server.streams import to_its_end
from explorer.ui.text import load_text
from tests.support.loops import in_a_loop
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
            assert answer.headers["Cache-Control"] == "no-store"
        assert said.startswith("data: ") and "session_not_found" in said
    finally:
        log = server.stop()
    assert len(log.splitlines()) == 1


# --- a session that is forgotten while its stream is open


def stream_of(happens, leaves: bool) -> str:
    """What Gradio's stream says to a visitor who waits for one event, if `happens(queue, event)` as soon as he
    listens, and who then leaves or listens to its end. Raises what would stand in the server's log.
    """
    with gr.Blocks(analytics_enabled=False) as page:
        field = gr.Textbox()
        field.change(lambda value: value, field, field)
    queue = page._queue = PageQueue(page, load_text("en"), False, 4)
    page.app = App.create_app(page)
    said: list[bytes] = []

    async def run() -> None:
        body = SimpleNamespace(session_hash="visitor", fn_index=0, data=["x"], event_id=None, request=None)
        pushed, event, _ = await queue.push(body, SimpleNamespace(client=("10.0.0.1", 1)), None)
        assert pushed
        box, left = queue.pending_messages_per_session["visitor"], asyncio.Event()

        async def receive():
            await left.wait()
            return {"type": "http.disconnect"}

        async def send(message):
            said.append(message.get("body", b""))

        path = "/gradio_api/queue/data"
        scope = {"type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "http_version": "1.1"}
        scope |= {"query_string": b"session_hash=visitor", "headers": [], "scheme": "http", "server": ("here", 80)}
        stream = asyncio.create_task(page.app(scope | {"root_path": ""}, receive, send))
        while not box._listeners:
            await asyncio.sleep(0.01)
        happens(queue, event)
        if leaves:
            left.set()
        await stream

    in_a_loop(run())
    return b"".join(said).decode()


def test_who_leaves_after_having_been_forgotten_leaves_nothing_in_the_log():
    said = stream_of(lambda queue, event: queue.pending_messages_per_session.pop("visitor"), leaves=True)
    assert "Cancelled" in said  # nobody hears it, but the stream was broken off, and it was open until then


def test_what_is_said_to_who_is_forgotten_is_lost():
    def said(queue, event):
        queue.pending_messages_per_session.pop("visitor")
        answer = ProcessCompletedMessage(output={}, success=True, event_id=event)
        queue.send_message(queue.event_ids_to_events[event], answer)

    assert "process_completed" not in stream_of(said, leaves=True)


def test_an_answer_that_still_comes_for_who_is_forgotten_is_the_last():
    def answered(queue, event):
        queue.pending_event_ids_session.pop("visitor")
        answer = ProcessCompletedMessage(output={}, success=True, event_id=event)
        queue.pending_messages_per_session["visitor"].put_nowait(answer)

    said = stream_of(answered, leaves=False)
    assert "process_completed" in said and "close_stream" in said and "unexpected_error" not in said
