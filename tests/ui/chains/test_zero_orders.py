"""What is ordered of ZeroGPU, for how long, and what happens when it does not come. No `spaces` here."""

import pickle
import subprocess
import sys

import gradio as gr
import pytest

from explorer.ui.chains.request import Request, Start, Walk
from explorer.ui.chains.zero import Order, TakenBack, borrowed, is_here, is_large, seconds

HEAD, STEP, LAST = {"facts": [], "first": 0}, {"first": 1}, {"first": 2, "final": ""}
CIFAR, FACES = (35_746_307, 32), (113_673_219, 256)


def order(network=CIFAR, kind="noise", count=1, **walk):
    return Order(Request(Start(kind, None, 1, count), Walk("large", **walk)), "/large", "1", "large", *network)


def lends(*packets, error=None):
    def walk(order):
        yield from packets
        if error:
            raise error

    return walk


def own():
    yield HEAD
    yield LAST


@pytest.mark.parametrize(
    ("parameters", "size", "large"),
    [(2_737_507, 32, False), (2_736_353, 32, False), (*CIFAR, True), (*FACES, True), (2_737_507, 128, True)],
)
def test_large_networks_are_lent_the_gpu(parameters, size, large):
    assert is_large(parameters, size) is large


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"steps": 50}, 12),
        ({"steps": 1}, 11),
        ({"steps": 50, "sampler": "heun"}, 13),
        ({"steps": 50, "kind": "again"}, 18),
        ({"network": FACES, "steps": 50}, 14),
        ({"network": FACES, "steps": 50, "guidance": 2.0}, 18),
        ({"network": FACES, "steps": 50, "count": 16}, 70),
    ],
)
def test_seconds_are_whole_and_grow_with_the_work(wanted, expected):
    assert seconds(order(**wanted)) == expected


def test_an_order_goes_to_another_process():
    assert pickle.loads(pickle.dumps(order())) == order()


def test_a_chain_that_is_lent_the_gpu_says_so_in_its_first_packet():
    assert [*borrowed(lends(HEAD, STEP, LAST), order(), own())] == [HEAD | {"lent": True}, STEP, LAST]


@pytest.mark.parametrize("error", [gr.Error("quota"), RuntimeError("500"), OSError("unreachable")])
def test_a_refusal_leaves_the_chain_to_the_processor(error, capsys):
    assert [*borrowed(lends(error=error), order(), own())] == [HEAD | {"lent": False}, LAST]
    assert capsys.readouterr().out.startswith(f"ZeroGPU lends nothing. {type(error).__name__}: ")


def test_what_breaks_off_in_the_middle_ends_with_a_sentence():
    packets = borrowed(lends(HEAD, STEP, error=gr.Error("aborted")), order(), own())
    assert [next(packets), next(packets)] == [HEAD | {"lent": True}, STEP]
    with pytest.raises(TakenBack, match="before the chain had ended"):
        next(packets)


def test_who_leaves_ends_both():
    ended = []

    def watched(name):
        try:
            yield from (HEAD, STEP)
        finally:
            ended.append(name)

    packets = borrowed(lambda order: watched("lent"), order(), own())
    next(packets)
    packets.close()
    assert ended == ["lent"]
    packets = borrowed(lends(error=gr.Error("quota")), order(), watched("own"))
    next(packets)
    packets.close()
    assert ended == ["lent", "own"]


@pytest.mark.parametrize(("value", "here"), [(None, False), ("", False), ("false", False), ("true", True), ("1", True)])
def test_the_spaces_own_flag_says_where_this_is(monkeypatch, value, here):
    monkeypatch.delenv("SPACES_ZERO_GPU", raising=False)
    if value is not None:
        monkeypatch.setenv("SPACES_ZERO_GPU", value)
    assert is_here() is here


def test_nothing_is_loaded_for_it_elsewhere():
    code = """
import sys, explorer.command, explorer.ui.chains.zero
assert not {"spaces", "torch", "explorer.ui.chains.zero_worker"} & sys.modules.keys()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
