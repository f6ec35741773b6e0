"""The app on ZeroGPU: the real package `spaces`, which forks and pickles, against a device API on loopback."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Barrier

import numpy as np
import pytest

from explorer.models.checkpoint import load_checkpoint
from explorer.ui.chains.request import Request, Start, Walk
from explorer.ui.chains.run import chain
from explorer.ui.chains.zero import Order, seconds
from explorer.ui.text import LANGUAGES, load_text
from tests.support.chains import decoded, final_of, received_head
from tests.support.served import wait_until
from tests.ui.zero.visit import token_of

TEXT = load_text("en")
STEPS, MANY = 6, 1000


def parameters_of(network):
    return sum(each.numel() for each in network.parameters())


def whole(packets):
    *_, received = packets
    return received


def begin(packets):
    """Until the first step is there."""
    while not any("x0" in packet for packet in next(packets)):
        pass


def end(visit, packets):
    """In the middle."""
    visit.stop()
    assert not any("final" in packet for received in packets for packet in received)


def plain(folder, seed):
    """The same chain here, as the library walks it."""
    request = Request(Start("noise", None, seed=seed), Walk(str(folder), steps=STEPS))
    return request, [*chain(request, load_checkpoint(folder, fast=False), lambda: 1)]


def connections(process, port):
    """The sockets of that port, listening or connected, that a process holds."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    inodes = {row[9] for row in rows if int(row[1].rpartition(":")[2], 16) == port}
    held = []
    for opened in Path(f"/proc/{process}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed meanwhile
            held.append(str(opened.readlink()))
    return [inode for inode in inodes if f"socket:[{inode}]" in held]


def is_alive(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_the_start_is_reported(space, zero):
    assert len(zero.asked["/startup-report"]) == 1


def test_a_chain_is_the_one_of_the_plain_path_bit_by_bit(visit, zero, folder):
    request, here = plain(folder, seed=5)
    received = whole(visit().press(steps=STEPS, seed=5))
    assert received_head(received)["on"] == TEXT["denoise.on.zero"]
    for there, own in zip(decoded(received), decoded(here), strict=True):
        np.testing.assert_array_equal(there.numbers, own.numbers)
        np.testing.assert_array_equal(there.x0, own.x0)
    np.testing.assert_array_equal(final_of(received), final_of(here))
    wait_until(lambda: zero.asked["/release"])
    parameters = parameters_of(load_checkpoint(folder).denoiser.network)
    (asked,) = zero.asked["/schedule"]
    assert int(asked["durationSeconds"]) == seconds(Order(request, str(folder), "", "large", parameters, 64))
    assert [each["fail"] for each in zero.asked["/release"]] == ["false"]


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_process_keeps_no_connection_of_the_server(visit, space, zero, language):
    """Or a page's stream would not end before the process does. `spaces` closes those of a server that it knows of."""
    ada = visit(language=language)
    packets = ada.press(steps=MANY, seed=40 + LANGUAGES.index(language))
    begin(packets)
    (process,) = zero.processes.values()
    assert connections(space.process.pid, space.port) and not connections(process, space.port)
    end(ada, packets)


def test_a_small_network_asks_for_no_gpu(visit, zero):
    received = whole(visit().press(steps=STEPS, seed=6, source="digits"))
    assert received_head(received)["on"] == TEXT("denoise.on.server", device="CPU")
    assert not zero.asked["/schedule"]


def test_a_chain_that_is_stopped_gives_the_gpu_back_and_its_process_ends(visit, zero):
    ada = visit()
    packets = ada.press(steps=MANY, seed=1)
    begin(packets)
    (process,) = zero.processes.values()
    end(ada, packets)
    wait_until(lambda: zero.asked["/release"])
    wait_until(lambda: not is_alive(process))


def test_a_page_that_closes_gives_the_gpu_back(visit, zero):
    packets = visit().press(steps=MANY, seed=2)
    begin(packets)
    packets.close()
    wait_until(lambda: zero.asked["/release"])


@pytest.mark.parametrize(
    ("refusal", "language", "seed"), [("quota", "en", 10), ("busy", "ru", 11), ("queue", "en", 12), ("down", "ja", 13)]
)
def test_where_nothing_is_lent_the_processor_walks_the_chain(visit, zero, folder, refusal, language, seed):
    zero.refusal = refusal
    received = whole(visit(language=language).press(steps=STEPS, seed=seed))
    assert received_head(received)["on"] == load_text(language)["denoise.on.refused"]
    np.testing.assert_allclose(final_of(received), final_of(plain(folder, seed)[1]), atol=1)
    assert len(zero.asked["/schedule"]) == 1 and not zero.asked["/allow"]


def test_a_chain_whose_gpu_is_taken_away_ends_with_a_sentence(visit, zero):
    ada = visit()
    packets = ada.press(steps=MANY, seed=3)
    begin(packets)
    os.kill(*zero.processes.values(), signal.SIGKILL)
    assert not any("final" in packet for received in packets for packet in received)
    assert [sentence for sentence in ada.warnings if sentence.startswith("ZeroGPU took its GPU back")]


def test_two_visitors_at_once_pay_with_their_own_time(visit, zero):
    zero.meeting = Barrier(2)
    visits = [visit(name) for name in ("ada", "bob")]
    chains = [each.press(steps=MANY, seed=20 + i) for i, each in enumerate(visits)]
    with ThreadPoolExecutor(2) as pool:  # a chain that nobody listens to is ended
        list(pool.map(begin, chains))
    assert not zero.asked["/release"]  # both have a GPU
    assert {each.get("token") for each in zero.asked["/schedule"]} == {token_of("ada"), token_of("bob")}
    for each, packets in zip(visits, chains, strict=True):
        end(each, packets)


def test_a_process_that_is_kept_serves_the_next_chain(visit, zero, folder):
    zero.keeps = True
    for seed in (30, 31):
        received = whole(visit().press(steps=STEPS, seed=seed))
        np.testing.assert_array_equal(final_of(received), final_of(plain(folder, seed)[1]))
        wait_until(lambda: len(zero.asked["/release"]) == seed - 29)  # noqa: B023
    assert len(zero.asked["/schedule"]) == 2 and len({*zero.processes.values()}) == 1
