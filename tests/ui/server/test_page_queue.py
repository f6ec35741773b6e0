"""Events go in turn by visitor, what nobody listens to ends, and nobody's page is given up for another's."""

import asyncio
from types import SimpleNamespace

import gradio as gr
import numpy as np
import pytest

from explorer.ui.clients import asking
from explorer.ui.server import account, page_states
from explorer.ui.server import page_queue as fair_queue
from explorer.ui.server.account import MOST_NEW, Account
from explorer.ui.server.mailbox import LOOK_EVERY_S, PATIENCE_S, Mailbox
from explorer.ui.server.page_queue import PageQueue
from explorer.ui.server.page_states import PageStates
from explorer.ui.text import load_text
from tests.support.loops import in_a_loop

TEXT = load_text("en")


@pytest.fixture
def page():
    with gr.Blocks(analytics_enabled=False) as page:
        gr.State([])
        field = gr.Textbox()
        field.change(lambda value: value, field, field)
    return page


def made(page, classroom=False) -> PageQueue:
    queue = PageQueue(page, TEXT, classroom, 4)
    page.app = SimpleNamespace(root_path="")
    holder = PageStates()
    page.state_session_capacity = 200
    holder.set_blocks(page)
    return queue


def push(queue: PageQueue, address: str, session: str, data: list | None = None) -> tuple:
    """As Gradio does for a POST from that address."""
    body = SimpleNamespace(session_hash=session, fn_index=0, data=data or ["x"], event_id=None, request=None)
    request = SimpleNamespace(client=(address, 1))
    return in_a_loop(queue.push(body, request, None))


def sessions(events) -> list[str]:
    return [event.session_hash for event in events]


# --- in turn


def work_on(queue: PageQueue) -> list[str]:
    """Events that are begun, as the queue's own loop begins them."""
    begun = []
    while (found := queue.get_events()) is not None:
        events, _, concurrency = found
        queue.active_jobs.append(events)
        queue.event_queue_per_concurrency_id[concurrency].current_concurrency += 1
        begun += sessions(events)
    return begun


def end(queue: PageQueue, session: str) -> None:
    job = next(job for job in queue.active_jobs if sessions(job) == [session])
    queue.active_jobs.remove(job)
    queue.event_ids_to_events.pop(job[0]._id)
    queue.event_queue_per_concurrency_id[job[0].concurrency_id].current_concurrency -= 1


def test_a_visitor_gets_half_of_the_places_and_the_others_come_in_between(page):
    queue = made(page)
    for i in range(6):
        assert push(queue, "10.0.0.1", f"greedy{i}")[2] == "success"
    assert work_on(queue) == ["greedy0", "greedy1"]
    for i in range(2):
        assert push(queue, "10.0.0.2", f"other{i}")[2] == "success"
    assert work_on(queue) == ["other0", "other1"]
    end(queue, "greedy0")
    assert work_on(queue) == ["greedy2"]


def test_of_a_function_without_a_limit_one_visitor_has_so_many_at_work(page):
    page.fns[0].concurrency_limit = None
    queue = made(page)
    for i in range(20):
        push(queue, "10.0.0.1", f"greedy{i}")
    push(queue, "10.0.0.2", "other")
    begun = work_on(queue)
    assert len(begun) == fair_queue.MOST_AT_WORK + 1 and "other" in begun


def test_in_a_classroom_every_page_is_a_visitor(page):
    queue = made(page, classroom=True)
    for i in range(6):
        push(queue, "10.0.0.1", f"student{i}")
    assert work_on(queue) == [f"student{i}" for i in range(4)]


@pytest.mark.parametrize("sessions_of_it", [1, MOST_NEW - 1])
def test_too_many_events_of_one_visitor_are_a_sentence_and_others_are_served(page, sessions_of_it):
    queue = made(page)
    for i in range(fair_queue.MOST_EVENTS):
        assert push(queue, "2001:db8::1", f"s{i % sessions_of_it}")[2] == "success"
    assert push(queue, "2001:db8::2", "one more") == (False, TEXT["app.busy"], "error")  # the same home
    assert "one more" not in queue.pending_messages_per_session
    assert push(queue, "10.0.0.2", "other")[2] == "success"
    assert "other" in work_on(queue)[:2]
    end(queue, "other")
    end(queue, "s0")
    assert push(queue, "2001:db8::1", "s0")[2] == "success"


def test_too_many_pages_opened_at_once_are_a_sentence_and_others_open(page, monkeypatch):
    now = [0.0]
    monkeypatch.setattr(account.time, "monotonic", lambda: now[0])
    queue = made(page)
    opened = [push(queue, "10.0.0.1", f"page{i}")[2] for i in range(MOST_NEW + 5)]
    assert opened == ["success"] * MOST_NEW + ["error"] * 5
    assert push(queue, "10.0.0.1", "page0")[2] == push(queue, "10.0.0.2", "other")[2] == "success"
    assert len(page.state_holder.session_data) == page_states.MOST_OWN + 1  # none was made for who is refused
    now[0] = 1.0
    again = [push(queue, "10.0.0.1", f"later{i}")[2] for i in range(5)]
    assert again == ["success"] * 3 + ["error"] * 2


def test_a_page_is_kept_without_what_its_components_are_sent_as(page):
    state = states(page)["mine"]
    assert state.config_values == {}
    ((number, field),) = [(n, block) for n, block in page.blocks.items() if isinstance(block, gr.Textbox)]
    state[number] = gr.Textbox("changed", render=False)
    assert state[number].value == "changed" and field.value is None
    assert [*state.state_components] == [] and [*state.components]


def test_large_requests_are_counted_in_bytes(page):
    queue = made(page)
    half = "x" * (fair_queue.MOST_ASKED // 2 - 1000)
    assert [push(queue, "10.0.0.1", f"s{i}", [half])[2] for i in range(3)] == ["success", "success", "error"]
    assert push(queue, "10.0.0.2", "other", [half])[2] == "success"


# --- listening


def test_a_mailbox_knows_whether_anybody_takes_anything_out():
    async def work() -> None:
        box = Mailbox(Account())
        for _ in range(int(PATIENCE_S / LOOK_EVERY_S)):
            assert box.look() <= PATIENCE_S
        assert box.look() > PATIENCE_S
        box.expects()
        assert box.look() == LOOK_EVERY_S
        listener = asyncio.create_task(box.get())
        await asyncio.sleep(0)
        assert box.look() == 0
        box.put_nowait(SimpleNamespace(output={"data": ["x" * 1000]}))
        await listener
        assert box.look() == LOOK_EVERY_S  # it may be sending what it got

    in_a_loop(work())


def test_what_lies_in_the_mailboxes_of_a_visitor_is_counted():
    async def work() -> None:
        account = Account()
        boxes = [Mailbox(account), Mailbox(account)]
        for box in boxes:
            box.put_nowait(SimpleNamespace(output={"data": [{"x0": "x" * 10_000}]}))
            box.put_nowait(SimpleNamespace())  # a heartbeat
        assert 20_000 < account.bytes < 22_000
        for box in boxes:
            await box.get()
            await box.get()
        assert account.bytes == 0

    in_a_loop(work())


def test_events_that_nobody_listens_to_end_and_their_answers_go(page, monkeypatch):
    monkeypatch.setattr(fair_queue, "LOOK_EVERY_S", 0.001)
    queue = made(page)

    async def work() -> None:
        request = SimpleNamespace(client=("10.0.0.1", 1))
        for i in range(4):
            body = SimpleNamespace(session_hash=f"s{i}", fn_index=0, data=["x"], event_id=None, request=None)
            await queue.push(body, request, None)
        heard = asyncio.create_task(listen("s3"))
        work_on(queue)
        (first,) = [event for job in queue.active_jobs if job for event in job if event.session_hash == "s0"]
        sweeping = asyncio.create_task(queue._end_unheard())
        while first.alive:
            await asyncio.sleep(0.001)
        while len(queue.pending_messages_per_session) > 1:
            await asyncio.sleep(0.001)
        assert [*queue.pending_messages_per_session] == ["s3"] and not heard.done()
        assert {event.session_hash for event in queue.event_ids_to_events.values()} == {"s0", "s1", "s3"}
        for session in ("s0", "s1"):  # as Gradio does when the next item of a dead event comes
            end(queue, session)
        while len(queue._clients) > 1:
            await asyncio.sleep(0.001)
        assert [*queue._clients] == ["s3"] and not queue._accounts.keys() - {"10.0.0.1"}
        queue.close()
        heard.cancel()
        await asyncio.gather(sweeping, heard, return_exceptions=True)

    async def listen(session: str) -> None:
        while True:
            await queue.pending_messages_per_session[session].get()

    in_a_loop(work())


def test_answers_are_not_made_faster_than_they_are_fetched(page, monkeypatch):
    monkeypatch.setattr(fair_queue, "MOST_UNREAD", 1000)
    calls = []

    async def process_api(*args, **options) -> dict:
        calls.append(options["session_hash"])
        return {}

    page.process_api = process_api
    queue = made(page)

    async def work() -> None:
        for address, session in (("10.0.0.1", "slow"), ("10.0.0.2", "quick")):
            body = SimpleNamespace(session_hash=session, fn_index=0, data=["x"], event_id=None, request=None)
            await queue.push(body, SimpleNamespace(client=(address, 1)), None)
        box = queue.pending_messages_per_session["slow"]
        box.put_nowait(SimpleNamespace(output={"data": ["x" * 2000]}))
        held = asyncio.create_task(page.process_api(session_hash="slow"))
        await page.process_api(session_hash="quick")
        assert calls == ["quick"] and not held.done()
        while not box.empty():
            await box.get()
        await held
        box.put_nowait(SimpleNamespace(output={"data": ["x" * 2000]}))
        gone = asyncio.create_task(page.process_api(session_hash="slow"))
        await queue._forget("slow")
        await gone
        assert calls == ["quick", "slow", "slow"]

    in_a_loop(work())


# --- what is kept of a page


def states(page, capacity=200) -> PageStates:
    holder = PageStates()
    page.state_session_capacity = capacity
    holder.set_blocks(page)
    return holder


def opened(holder: PageStates, client: str, *names: str) -> None:
    asking.set(client)
    for name in names:
        holder[name].state_data[0] = name
    asking.set("")


def test_pages_of_one_visitor_evict_none_of_anothers(page):
    holder = states(page)
    opened(holder, "a", "mine")
    opened(holder, "b", *(f"b{i}" for i in range(210)))
    assert holder["mine"].state_data == {0: "mine"}
    assert [*holder.session_data][:-1] == [f"b{i}" for i in range(210 - page_states.MOST_OWN, 210)]
    assert holder.time_last_used.keys() == holder._clients.keys() == holder.session_data.keys()


def test_closed_pages_go_first(page):
    holder = states(page)
    opened(holder, "a", *(f"a{i}" for i in range(page_states.MOST_OWN)))
    holder["a5"].is_closed = True
    opened(holder, "a", "new")
    assert "a5" not in holder and "a0" in holder


def test_of_too_many_pages_in_all_who_has_the_most_gives_up_one(page):
    holder = states(page, capacity=10)
    opened(holder, "a", "a0")
    opened(holder, "b", *(f"b{i}" for i in range(5)))
    opened(holder, "c", *(f"c{i}" for i in range(5)))
    assert "a0" in holder and "b0" not in holder and len(holder.session_data) == 10


def test_uploads_are_counted_in_bytes(page, monkeypatch):
    monkeypatch.setattr(page_states, "MOST_BYTES", 10_000)
    holder = states(page)
    opened(holder, "a", "other")
    asking.set("b")
    for name in ("b0", "b1", "b2"):
        holder[name].state_data[0] = [np.zeros(2000, np.uint8)] * 2
        holder[name]
    asking.set("")
    assert [*holder.session_data] == ["other", "b1", "b2"]
    holder["b2"].state_data[0] = [np.zeros(20_000, np.uint8)]
    holder["b2"]
    assert [*holder.session_data] == ["other", "b2"]  # the last stays, however large
