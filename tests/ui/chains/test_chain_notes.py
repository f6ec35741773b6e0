"""What the page says beside a chain, and the label that an encoded picture gets."""

from itertools import pairwise

import numpy as np
import pytest

from explorer.diffusion import SCHEDULES
from explorer.diffusion.schedule import time_grid
from explorer.images import square, to_float
from explorer.ui.chains import recorded
from explorer.ui.chains.answer import read_requests
from explorer.ui.chains.run import euler_steps
from explorer.ui.chains.script import NAMED, Facts, note
from explorer.ui.pictures import PICTURES, built_in
from explorer.ui.tabs.denoise import tab as denoise
from explorer.ui.text import LANGUAGES, load_text
from tests.support.chains import TEXT, final_of, is_skip, received_head, run_chain, values_of


def notes(received):
    return [packet["note"] for packet in received if packet.get("note")]


def test_heun_says_where_it_took_eulers_step(chains):
    (said,) = notes(run_chain(chains, sampler="heun", steps=10))
    assert said == TEXT("denoise.euler_steps", times="1000")


@pytest.mark.parametrize("sampler", ["ddim", "ddpm", "euler", "dpmpp-2m"])
def test_others_say_nothing(chains, sampler):
    assert notes(run_chain(chains, sampler=sampler)) == []


@pytest.mark.parametrize(("schedule", "steps", "times"), [
    ("cosine", 10, (1000,)), ("cosine", 50, (1000,)), ("linear", 50, ()), ("linear", 4, (1000, 500)), ("cosine", 1, ()),
])  # fmt: skip
def test_eulers_steps_are_those_whose_sigma_falls_steeply(schedule, steps, times):
    made = SCHEDULES[schedule](1000)
    sigma = np.sqrt(1 / made.alpha_bar - 1)
    grid = time_grid(1000, steps)
    steep = tuple(t for t, s in pairwise(grid) if s and sigma[t] > 10 * sigma[s])
    assert euler_steps("heun", made, grid) == steep
    assert steep == times or schedule == "linear"
    assert euler_steps("ddim", made, grid) == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_many_such_times_are_cut_short(language):
    text = load_text(language)
    facts = Facts("toys", None, 9, 900, 1.0, tuple(range(900, 0, -100)))
    said = note(text, {"facts": list(facts)})
    assert "900, 800, 700, 600, 500, …" in said and "400" not in said and len(facts.euler) > NAMED
    assert note(text, {"facts": list(facts[:5])}) == ""  # of a recording that is older


@pytest.mark.parametrize("steps", [3, 20])
def test_an_encoded_picture_says_how_near_it_came_back(chains, steps):
    received = run_chain(chains, kind="again", steps=steps, source="toys", label="1", picture="cat")
    *_, last = received
    picture = 127.5 * (cat() + 1)
    found = np.sqrt(np.mean((final_of(received)[0] - picture) ** 2)) / 127.5
    assert last["apart"] == pytest.approx(found, abs=0.01)
    assert last["note"] == TEXT("denoise.back", apart=last["apart"])
    assert not any("apart" in packet for packet in received[:-1])


def cat() -> np.ndarray:
    return to_float(square(built_in("cat"), 32, 3)[None])[0]


def test_other_starts_have_nothing_to_come_back_to(chains):
    for kind in ("noise", "fan", "between", "picture"):
        assert not any("apart" in packet for packet in run_chain(chains, kind=kind, steps=2))


# The label of an encoded picture


@pytest.mark.parametrize("picture", PICTURES)
def test_a_built_in_picture_that_is_encoded_gets_its_own_class(networks, picture):
    chosen = denoise.own_class(networks, "again", "toys", picture)
    assert networks.read_outline("toys").labels[int(chosen)] == picture


@pytest.mark.parametrize(
    ("kind", "source", "picture"),
    [
        ("noise", "toys", "cat"),
        ("picture", "toys", "cat"),  # what a sketch is to become is the visitor's choice
        ("again", "digits", "cat"),
        ("again", "gone", "cat"),
        ("again", "toys", "hyena"),
        ("again", "toys", np.zeros((256, 256, 3), np.uint8)),
    ],
)
def test_other_labels_stay_as_they_are(networks, kind, source, picture):
    assert is_skip(denoise.own_class(networks, kind, source, picture))


# Guidance


def test_without_a_label_guidance_makes_no_other_chain(networks, chains):
    def request(**changes):
        return read_requests(TEXT, networks, "", values_of(**changes))[0]

    assert request(label="any", guidance=3) == request(label="any")
    assert request(label="3", guidance=3) != request(label="3")
    one, other = (run_chain(chains, label="any", guidance=guidance) for guidance in (3, 1))
    assert received_head(one)["run"] == received_head(other)["run"]
    assert recorded.find(request()) is None
