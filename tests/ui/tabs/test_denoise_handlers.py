"""The handlers of the Denoise tab: what a page asks for, good or bad, and the chain that it gets."""

import asyncio
import itertools
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from explorer.diffusion import SCHEDULES, Noise, sample
from explorer.diffusion.process import x0_from_eps
from explorer.diffusion.rules import Update
from explorer.diffusion.samplers import Step
from explorer.images import grid
from explorer.models.files.locations import SHIPPED
from explorer.models.runtime import accelerate
from explorer.toys import toy
from explorer.ui.chains import packets as packets_module
from explorer.ui.chains.cache import ChainCache
from explorer.ui.chains.latest import Latest
from explorer.ui.chains.packets import LEAST_S, Head, packets
from explorer.ui.chains.script import Facts
from explorer.ui.chains.service import MOST_OWN, ChainService
from explorer.ui.networks import Networks
from explorer.ui.owner import new_key
from explorer.ui.schedule_fields import KINDS
from explorer.ui.tabs.denoise import tab as denoise
from explorer.ui.text import load_text
from tests.support.chains import ask, decoded, final_of, is_skip, received_head, run_chain, taken
from tests.support.served import wait_until

TEXT = load_text("en")


def test_a_chain_under_another_schedule(networks, chains, warnings):
    fields = {"T": 400, "schedule": "linear", **dict(KINDS["linear"])}
    steps = decoded(run_chain(chains, seed=3, foreign=True, schedule=fields))
    assert [numbers[0] for numbers, *_ in steps] == [400, 300, 200, 100]
    checkpoint = networks.load("digits")
    denoiser = checkpoint.denoiser.under(SCHEDULES["linear"](400))
    *_, last = sample(denoiser, denoiser.schedule, Noise([3]).start(checkpoint.shape), steps=4, label=3)
    np.testing.assert_allclose(steps[-1][1], last.x0_hat.flatten().numpy(), atol=5e-3)
    bad = {"T": 1}
    assert run_chain(chains, foreign=True, schedule=bad) == []
    assert warnings == [TEXT("schedules.bad", reason=TEXT["schedules.T_range"])]


def test_a_schedule_may_be_longer_than_the_networks(networks, chains):
    accelerate(networks.load("digits").denoiser)
    fields = {"T": 2000}
    received = run_chain(chains, foreign=True, schedule=fields)
    assert received_head(received)["times"] == [2000, 1500, 1000, 500, 0]


def test_a_chain_for_which_memory_is_refused_ends_in_a_sentence(networks, chains, warnings, monkeypatch):
    def refuse(*_):
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9000000000 bytes.")

    checkpoint = networks.load("digits")
    monkeypatch.setattr(networks, "load", lambda source: checkpoint)
    monkeypatch.setattr(checkpoint.denoiser, "run", refuse)
    run_chain(chains, seed=987_654_321)
    assert warnings == ["There is not enough memory for a picture of this network."]


def test_a_chain_arrives_whole_and_is_the_librarys(networks, chains):
    received = run_chain(chains, seed=3)
    checkpoint = networks.load("digits")
    x_T = Noise([3]).start(checkpoint.shape)
    wanted = list(sample(checkpoint.denoiser, checkpoint.schedule, x_T, steps=4, label=3))
    assert ["final" in packet for packet in received] == [False] * (len(received) - 1) + [True]
    assert np.abs(final_of(received) - 127.5 * (wanted[-1].x_s.numpy() + 1)).max() < 1
    steps = decoded(received)
    assert [tuple(numbers[:2]) for numbers, *_ in steps] == [(1000, 750), (750, 500), (500, 250), (250, 0)]
    for (numbers, x0, _), step in zip(steps, wanted, strict=True):
        bars = checkpoint.schedule.alpha_bar[[step.t, step.s]]
        np.testing.assert_allclose(numbers[2:8], [*bars, step.c.c_x0, step.c.c_eps, step.c.c_xt, step.std], rtol=1e-12)
        # The chain may switch to the fast path, which rounds otherwise.
        np.testing.assert_allclose(x0, step.x0_hat.flatten().numpy(), atol=2e-3)
        assert numbers[11] == pytest.approx(float((step.x0_hat.abs() == 1).double().mean()), abs=0.02)


@pytest.mark.parametrize("sampler", ["heun", "dpmpp-2m"])
def test_what_other_methods_add_travels_too(chains, sampler):
    received = run_chain(chains, sampler=sampler, steps=5)
    assert [bool(numbers[9]) for numbers, *_ in decoded(received)].count(True) >= 3


@pytest.mark.parametrize(("steps", "most"), [(100, 0.8e6), pytest.param(1000, 3e6, marks=pytest.mark.soak)])
def test_a_long_chain_is_light(chains, steps, most):
    """1,000 steps of a 32 x 32 picture in colour are at most 3 MB on the wire."""
    received = run_chain(chains, source="toys", sampler="ddpm", steps=steps)
    assert len(decoded(received)) == steps
    assert len(json.dumps(received)) <= most


def test_who_asks_for_the_same_is_answered_at_once(chains):
    first = run_chain(chains, seed=5)
    again, end = ask(chains, seed=5)  # in one piece
    assert is_skip(end)
    assert [packet | {"ask": ""} for packet in again] == [packet | {"ask": ""} for packet in first]
    assert again[0]["ask"] > first[0]["ask"]
    assert run_chain(chains, seed=6)[0]["run"] != first[0]["run"]


def test_chains_at_once_are_those_that_run_alone(chains):
    alone = {seed: last_guess(run_chain(chains, seed=seed, steps=10)) for seed in (1, 2, 3, 4)}
    chains.cache = ChainCache(0, len)
    with ThreadPoolExecutor(4) as pool:
        together = dict(pool.map(lambda seed: (seed, last_guess(run_chain(chains, seed=seed, steps=10))), alone))
    for seed, picture in alone.items():
        assert np.abs(together[seed] - picture).max() <= 1
    wait_until(lambda: len(chains.queue) == 0)


def last_guess(received: list[dict]) -> np.ndarray:
    """The last x0_hat in grey levels: what the chain ends in."""
    return np.round(127.5 * (decoded(received)[-1][1] + 1))


def test_a_page_that_closes_leaves_nothing_behind(networks, chains):
    networks.load("digits")
    for seed in range(20):
        wait_until(lambda: len(chains.queue) < MOST_OWN - 1)  # who has left ends with the packet that it is at
        chain = ask(chains, steps=50, seed=seed, rival={"eta": 1} if seed % 2 else None)
        next(chain)
        chain.close()
    wait_until(lambda: len(chains.queue) == 0)
    assert chains.cache.bytes() == 0


def test_the_chain_that_a_page_asks_for_ends_the_one_before_it_and_no_other(networks, chains):
    networks.load("digits")
    page, stranger = Latest(), Latest()
    first, other = ask(chains, latest=page, steps=1000, seed=1), ask(chains, latest=stranger, steps=1000, seed=2)
    next(first), next(other)
    received = taken(ask(chains, latest=page, steps=5, seed=3))
    assert received_head(received)["seeds"] == ["3"] and "final" in received[-1]
    *rest, last = first
    assert rest == [] and is_skip(last)
    wait_until(lambda: len(chains.queue) == 1)
    assert any("numbers" in packet for packet in next(other))
    other.close()
    wait_until(lambda: len(chains.queue) == 0)


def test_stop_ends_the_pages_chain(chains):
    latest = Latest()
    chain = ask(chains, latest=latest, steps=1000)
    next(chain)
    with ThreadPoolExecutor(1) as thread:  # in this one a browser's event loop may be running
        thread.submit(asyncio.run, denoise.end(latest)).result()
    assert [is_skip(answer) for answer in chain] == [True]
    wait_until(lambda: len(chains.queue) == 0)


@pytest.mark.parametrize(
    ("changes", "key", "field", "high"),
    [
        ({"steps": 0}, "app.whole", "steps", 1000),
        ({"steps": None}, "app.whole", "steps", 1000),
        ({"steps": 2.5}, "app.whole", "steps", 1000),
        ({"steps": "50"}, "app.whole", "steps", 1000),
        ({"rival": {"steps": 0}}, "app.whole", "steps", 1000),
        ({"count": 17}, "app.whole", "count", 16),
        ({"kind": "picture", "t": 0}, "app.whole", "t", 1000),
        ({"guidance": 99}, "app.number", "guidance", 8),
        ({"guidance": float("nan")}, "app.number", "guidance", 8),
        ({"eta": None}, "app.number", "eta", 1),
        ({"eta": 2}, "app.number", "eta", 1),
    ],
)
def test_a_number_out_of_its_range_is_named(chains, warnings, changes, key, field, high):
    assert run_chain(chains, **changes) == []
    assert warnings == [TEXT(key, name=TEXT[f"denoise.{field}"], low=int(key == "app.whole"), high=high)]


@pytest.mark.parametrize("seed", [-1, 1.5, None, 2**32, float("inf"), "7"])
def test_what_is_no_seed_is_a_sentence(chains, warnings, seed):
    assert run_chain(chains, seed=seed) == run_chain(chains, kind="between", other=seed) == []
    assert warnings == [TEXT["denoise.bad_seed"]] * 2


@pytest.mark.parametrize(
    "changes",
    [
        {"sampler": "plms"},
        {"label": "77"},
        {"label": "x"},
        {"clip": "maybe"},
        {"kind": "nowhere"},
        {"source": "/etc"},
        {"source": "job:../../etc"},
    ],
)
def test_a_request_that_the_page_cannot_make_is_refused(chains, warnings, changes):
    assert run_chain(chains, **changes) == []
    assert warnings == [TEXT["denoise.bad_setting"]]


def test_a_missing_checkpoint_is_a_sentence(tmp_path, warnings):
    networks = Networks("no-such-network", "cpu", tmp_path / "jobs")
    networks.supervisor.close()
    chains = ChainService(networks)
    assert run_chain(chains, source="no-such-network") == []
    assert "There is no checkpoint 'no-such-network'" in warnings[0] and "digits" in warnings[0]
    *_, said = denoise.announce(TEXT, networks, new_key(), "no-such-network")
    assert said.startswith("⚠ There is no checkpoint")


def test_a_damaged_checkpoint_is_a_sentence(tmp_path, warnings):
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / "config.json").write_text("{")
    networks = Networks(str(folder), "cpu", tmp_path / "jobs")
    networks.supervisor.close()
    chains = ChainService(networks)
    assert run_chain(chains, source=str(folder)) == []
    assert "config.json is damaged" in warnings[0]


EACH_START = {
    "noise": {"count": 2},
    "fan": {"eta": 0.5},
    "between": {"other": 9},
    "picture": {"sampler": "ddpm", "count": 2, "t": 300},
    "again": {"steps": 10},
}


@pytest.mark.parametrize("kind", EACH_START)
@pytest.mark.parametrize("more", [{}, {"guidance": 2.5, "foreign": True, "clip": "on"}])
def test_the_script_makes_the_same_picture(networks, chains, kind, more, tmp_path, monkeypatch):
    """To the last bit: the script is run as it is."""
    accelerate(networks.load("digits").denoiser)  # no switch in the middle of the chain
    received = run_chain(chains, kind=kind, seed=4, **{"steps": 4} | EACH_START[kind] | more)
    about = received_head(received)["about"]
    monkeypatch.chdir(tmp_path)
    exec(about["script"], {})
    assert len(about["script"].splitlines()) <= 30
    pictures = final_of(received).transpose(0, 2, 3, 1)
    wanted = grid(list(pictures), columns=int(np.ceil(np.sqrt(len(pictures)))))
    np.testing.assert_array_equal(np.array(Image.open(f"{about['name']}.png")), wanted[..., 0])


def test_the_script_runs_in_the_projects_folder_wherever_it_was_saved(networks, chains, tmp_path):
    about = received_head(run_chain(chains, kind="noise", seed=4, steps=2))["about"]
    downloads, project = tmp_path / "downloads", tmp_path / "project"
    for folder in (downloads, project):
        folder.mkdir()
    for name in ("explorer", "checkpoints"):
        (project / name).symlink_to(Path(__file__).parents[3] / name)
    script = downloads / f"{about['name']}.py"
    script.write_text(about["script"], encoding="utf-8")
    left = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run([sys.executable, script], cwd=project, env=left, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (project / f"{about['name']}.png").exists()
    assert f"PATH/TO/{script.name}" in about["script"]  # and says how


def test_the_script_of_an_own_picture(networks, chains, tmp_path, monkeypatch):
    accelerate(networks.load("digits").denoiser)
    own = toy(9, "house", 256)
    received = run_chain(chains, kind="picture", picture=own, t=200)
    monkeypatch.chdir(tmp_path)
    Image.fromarray(own).save("mine.png")
    about = received_head(received)["about"]
    exec(about["script"], {})
    np.testing.assert_array_equal(np.array(Image.open(f"{about['name']}.png")), final_of(received)[0, 0])


def test_a_fan_parts_only_where_eta_adds_noise(chains):
    together, apart = (final_of(run_chain(chains, kind="fan", eta=eta)) for eta in (0, 1))
    assert len(together) == 8 and np.ptp(together.astype(int), axis=0).max() <= 1
    assert np.ptp(apart.astype(int), axis=0).max() > 50


def test_the_ends_of_a_row_are_the_pictures_of_its_seeds(chains):
    row = final_of(run_chain(chains, kind="between", seed=4, other=9))
    for picture, seed in ((row[0], 4), (row[-1], 9)):
        alone = final_of(run_chain(chains, seed=seed))[0]
        assert np.abs(picture.astype(int) - alone).max() <= 1


def test_a_picture_comes_back(chains):
    digit = final_of(run_chain(chains, steps=20))[0, 0]
    own = np.array(Image.fromarray(digit).convert("RGB").resize((256, 256), 0))

    def error(**changes) -> float:
        back = final_of(run_chain(chains, picture=own, **changes))[0, 0]
        return float(np.sqrt(np.mean((back - digit.astype(float)) ** 2)))

    assert error(kind="picture", t=20) < 6  # Lanczos alone costs 4
    assert error(kind="picture", t=999, label="8") > 40
    assert error(kind="again", steps=50) < 6


def test_a_picture_is_encoded_before_it_comes_back(chains):
    received = run_chain(chains, kind="again", steps=5)
    assert [packet["encoding"] for packet in received[:5]] == [200, 400, 600, 800, 1000]


def test_both_halves_of_a_guided_step_travel(networks, chains):
    received = run_chain(chains, guidance=3, steps=3)
    checkpoint = networks.load("digits")
    x = Noise([0]).start(checkpoint.shape)
    step = next(sample(checkpoint.denoiser, checkpoint.schedule, x, steps=3, label=3, guidance=3, clip=1))
    for half, eps in zip(decoded(received)[0].halves, step.halves, strict=True):
        wanted = x0_from_eps(checkpoint.schedule, x, eps, 1000).clamp(-1, 1)
        # Almost no signal is left at T: what rounds otherwise is magnified.
        assert np.abs(half - wanted.flatten().numpy()).mean() < 0.05
    assert not decoded(run_chain(chains, steps=3))[0].halves


def test_a_duel_is_two_chains_from_the_same_noise(chains):
    received = run_chain(chains, rival={"sampler": "ddpm", "steps": 6}, seed=8)
    sides = [[packet for packet in received if packet["side"] == side] for side in (0, 1)]
    assert [len(received_head(side)["times"]) for side in sides] == [5, 7]
    for side, changes in zip(sides, ({}, {"sampler": "ddpm", "steps": 6}), strict=True):
        alone = run_chain(chains, seed=8, **changes)
        assert np.abs(final_of(side).astype(int) - final_of(alone)).max() <= 1


def test_a_duel_needs_networks_of_one_shape(chains, warnings):
    assert run_chain(chains, rival={"source": "toys"}) == []
    assert warnings == [TEXT["denoise.duel_shape"]]


def test_a_network_that_always_wants_a_label_says_so(networks, chains, warnings, monkeypatch):
    always = networks.read_outline("digits")._replace(always_labelled=True)
    monkeypatch.setattr(networks, "read_outline", lambda source: always)
    for changes in ({"label": "any"}, {"guidance": 3}):
        assert run_chain(chains, **changes) == []
    assert warnings == [TEXT("denoise.needs_label", name="digits")] * 2
    assert "final" in run_chain(chains)[-1]


def test_the_outline_knows_whether_there_is_a_place_for_no_label(networks, tmp_path):
    assert (
        not networks.read_outline("digits").always_labelled and not networks.read_outline("memorised").always_labelled
    )
    for name in ("config.json", "labels.json"):
        (tmp_path / name).write_text((SHIPPED / "digits" / name).read_text().replace("11", "10"))
    assert networks.read_outline(str(tmp_path)).always_labelled


def test_what_does_not_matter_does_not_ask_the_network_again(chains):
    first = run_chain(chains, sampler="ddpm", eta=0.3, other=5, t=7)
    assert received_head(run_chain(chains, sampler="ddpm", eta=0.6))["run"] == received_head(first)["run"]


def test_several_samples_travel_together(chains):
    received = run_chain(chains, count=4, steps=2)
    assert received[0]["seeds"] == ["0", "1", "2", "3"]
    assert decoded(received)[0][1].shape == (4 * 1024,)


def test_packets_lose_no_step_when_steps_are_quicker_than_the_screen(monkeypatch):
    now = itertools.count(0, LEAST_S / 100)  # a step takes a hundredth of what a packet may
    monkeypatch.setattr(packets_module, "time", SimpleNamespace(monotonic=lambda: next(now)))
    x, c = Noise([0]).start((1, 4, 4)), Update(1.0, 0.0, 0.0)
    times = range(300, -1, -1)
    steps = (Step(t, t - 1, x, x, x, x, 0.0, x, c) for t in times[:-1])
    head = Head(times, SCHEDULES["cosine"](300), [0], (1, 4, 4), 0.0, None, Facts("", None, 300, 300, 0.0))
    received = list(packets(steps, head))
    assert len(received) < 100
    assert [numbers[0] for numbers, *_ in decoded(received)] == list(range(300, 0, -1))
    np.testing.assert_allclose(decoded(received)[-1][1], x.flatten().numpy(), atol=1e-3)
