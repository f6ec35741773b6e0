"""Lists of packets that Gradio hands over at once: the page sees the last one only, and needs no other."""

import json
from types import SimpleNamespace

import pytest
from gradio.utils import diff

from explorer.ui.chains import answer as chain_answer
from explorer.ui.chains.answer import repeated


def packets(count: int, size: int = 10) -> list[dict]:
    return [{"first": k, "x0": "x" * size} for k in range(count)]


@pytest.fixture(autouse=True)
def now(monkeypatch):
    """[the time], which stands still unless a test says otherwise."""
    now = [0.0]
    monkeypatch.setattr(chain_answer, "time", SimpleNamespace(monotonic=lambda: now[0]))
    return now


def test_in_the_first_seconds_each_list_is_enough():
    all_ = packets(9)
    lists = [*repeated([packet] for packet in all_)]
    assert lists == [all_[: k + 1] for k in range(9)]


def test_what_is_said_of_a_place_in_line_is_not_said_again():
    said = [[{"ahead": 2}], [{"encoding": 500}], packets(1)]
    assert [*repeated(some for some in said)] == said


def test_after_them_only_what_is_new(now):
    lists = repeated([packet] for packet in packets(9))
    assert [len(next(lists)) for _ in range(3)] == [1, 2, 3]
    now[0] = chain_answer.REPEATED_S + 1
    assert [len(some) for some in lists] == [1] * 6


def test_nor_is_more_repeated_than_a_page_can_compare_quickly():
    most = max(sum(len(packet["x0"]) for packet in some) for some in repeated([p] for p in packets(30, 100_000)))
    assert chain_answer.REPEATED <= most <= chain_answer.REPEATED + 100_000


def test_who_closes_it_closes_what_it_repeats():
    ended = []

    def chain():
        try:
            yield from ([packet] for packet in packets(9))
        finally:
            ended.append(True)

    source = chain()  # held here, so that nothing but a close ends it
    lists = repeated(source)
    next(lists)
    lists.close()
    assert ended == [True]


@pytest.mark.parametrize("count", [2, 40])
def test_what_is_repeated_does_not_travel_again(count):
    before, travelled = None, 0
    for some in repeated([packet] for packet in packets(count, 1000)):
        travelled += len(json.dumps(some if before is None else diff(before, some)))
        before = some
    assert travelled < 1.2 * len(json.dumps(packets(count, 1000)))
