"""A plan: what a page gets that walks by itself. It is small, asks no network, and waits in no line."""

import base64
import json
from itertools import pairwise

import numpy as np
import pytest

from explorer.diffusion import ddim
from explorer.diffusion.rules import RULES
from explorer.diffusion.samplers import plan
from explorer.diffusion.schedule import time_grid
from explorer.ui.chains import answer as module
from explorer.ui.chains.answer import answer
from explorer.ui.chains.settings import DEVICE, SERVER
from explorer.ui.device.offers import Offers
from tests.support.chains import TEXT, run_chain, taken, values_of

MOST_BYTES = 15_000
SHA256 = "ab" * 32


@pytest.fixture
def here(chains, monkeypatch):
    """The service, for a page that has the network: offers are not what is tested here."""
    monkeypatch.setattr(Offers, "offer", lambda self, source, owner: {"source": source, "sha256": SHA256})
    return chains


def planned(chains, **changes):
    return taken(answer(TEXT, chains, "", values_of(**changes) | {"where": DEVICE}))


def read(text: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), np.float64)


@pytest.mark.parametrize("sampler", RULES)
def test_it_has_the_samplers_own_coefficients(here, sampler):
    (packet,) = planned(here, sampler=sampler, steps=50, guidance=3.0, eta=0.5 if sampler == "ddim" else 0.0)
    schedule = here.networks.load("digits").schedule
    times = time_grid(schedule.T, 50)
    rule = ddim(0.5) if sampler == "ddim" else RULES[sampler]
    assert packet["times"] == times and packet["on"] == TEXT["denoise.on.device"]
    assert np.array_equal(read(packet["plan"]["updates"]), np.ravel(plan(rule, schedule, [*pairwise(times)])))
    assert np.array_equal(read(packet["plan"]["bars"]), schedule.alpha_bar[[*times, 1]])
    assert packet["plan"]["looks"] == [10, 3] and packet["plan"]["sha256"] == SHA256
    assert len(json.dumps(packet)) <= MOST_BYTES


@pytest.mark.parametrize(
    ("changes", "looks"),
    [({}, [3]), ({"guidance": 0.0}, [10]), ({"label": "any", "guidance": 3.0}, [10]), ({"guidance": 2.0}, [10, 3])],
)
def test_for_which_labels_the_network_is_asked(here, changes, looks):
    (packet,) = planned(here, **changes)
    assert packet["plan"]["looks"] == looks


@pytest.mark.parametrize(
    "changes", [{}, {"kind": "fan"}, {"kind": "between"}, {"kind": "picture"}, {"rival": {}}], ids=str
)
def test_it_asks_no_network_and_waits_in_no_line(here, monkeypatch, changes):
    denoiser = here.networks.load("digits").denoiser

    def asked(*args):
        raise AssertionError

    monkeypatch.setattr(denoiser, "run", asked)
    monkeypatch.setattr(here.queue, "queue", asked)
    assert ["plan" in packet for packet in planned(here, **changes)] == [True] * (2 if "rival" in changes else 1)


def test_a_picture_is_encoded_here_in_its_turn(here):
    *encoding, packet = planned(here, kind="again", steps=3)
    assert [each["encoding"] for each in encoding if "encoding" in each] == [333, 667, 1000]
    goal = np.frombuffer(base64.b64decode(packet["plan"]["goal"]), np.float32)
    assert goal.size == np.prod(packet["shape"]) and np.abs(goal).max() <= 1
    assert packet["back"] == TEXT["denoise.back"]


def test_a_recording_stays_one(here, monkeypatch):
    monkeypatch.setattr(
        module.recorded,
        "find",
        lambda request: [{"run": "a", "first": 0, "facts": ["digits", None, 4, 1000, 1.0, []], "x0": ""}],
    )
    (packet,) = planned(here)
    assert packet["on"] == TEXT["denoise.on.record"] and "plan" not in packet


def test_what_is_not_offered_is_computed_here(chains, monkeypatch):
    monkeypatch.setattr(Offers, "offer", lambda self, source, owner: {"source": source, "refused": "covered"})
    first, *_ = planned(chains)
    assert "plan" not in first and first["on"] == TEXT("denoise.on.server", device="CPU")


def test_who_does_not_say_where_gets_packets(here):
    assert "final" in run_chain(here)[-1]
    first, *_ = taken(answer(TEXT, here, "", values_of() | {"where": SERVER}))
    assert "plan" not in first
