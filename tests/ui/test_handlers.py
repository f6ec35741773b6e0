"""The handlers of the page as plain functions: what a page sends, good or bad, and what it gets back."""

import asyncio
import base64
import io
import json
import threading
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
import pytest
from PIL import Image

from explorer.diffusion import SCHEDULES, Noise, sample
from explorer.diffusion.process import x0_from_eps
from explorer.diffusion.rules import Update
from explorer.diffusion.samplers import Step
from explorer.images import grid
from explorer.models.folder import SHIPPED, CheckpointError
from explorer.models.runtime import accelerate
from explorer.toys import toy
from explorer.ui import hub, perfect, schedule_fields
from explorer.ui.chain_script import About
from explorer.ui.components.chain_packets import packets
from explorer.ui.components.picture_picker import SEEDS
from explorer.ui.owner import hash_of, new_key
from explorer.ui.recordings import Recordings
from explorer.ui.room import Room
from explorer.ui.tabs import denoise, noise, schedules
from explorer.ui.text import Text, load_text
from explorer.ui.turn import Turn
from tests.browser.conftest import wait_until

TEXT = load_text("en")


def is_skip(value) -> bool:
    return isinstance(value, dict) and value.get("__type__") == "update" and len(value) == 1


# Noise


def shown(value: str) -> np.ndarray:
    """The pixels of a data: address."""
    return np.array(Image.open(io.BytesIO(base64.b64decode(value.partition(",")[2]))))


def test_the_stage_gets_the_picture_without_loss():
    picture = toy(1, "bird", 256)
    np.testing.assert_array_equal(shown(noise.stage_value(picture)), picture)


def test_own_picture_takes_the_stage(tmp_path):
    Image.fromarray(toy(1, "car", 300)).save(tmp_path / "car.png")
    picture, chosen, value, refused = noise.own_picture(TEXT, str(tmp_path / "car.png"), 0)
    assert picture.shape == (256, 256, 3) and chosen is None and is_skip(refused)
    np.testing.assert_array_equal(shown(value), picture)


def test_a_broken_picture_changes_nothing_and_says_why(tmp_path, warnings):
    (tmp_path / "cut.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    *answer, refused = noise.own_picture(TEXT, str(tmp_path / "cut.jpg"), 4)
    assert all(is_skip(part) for part in answer) and refused == 5  # which empties the drop zone
    assert warnings[0].startswith("cut.jpg")


# Schedules

COSINE, LINEAR = ("cosine", 0, 0, 0.008, 0), ("linear", 1e-4, 0.02, 0, 0)


def settings(T=1000, betas="given", zero=False, chosen=COSINE, other=LINEAR):
    return T, betas, zero, *chosen, *other


def test_the_defaults_are_the_papers():
    assert settings() == schedule_fields.DEFAULTS
    made = schedule_fields.make_schedules(*settings())
    for kind, schedule in made.items():
        np.testing.assert_array_equal(schedule.beta, SCHEDULES[kind](1000).beta)


def test_redraw_gives_tables_formulas_and_charts():
    tables, facts, formulas, away, kind, *charts = schedules.redraw(TEXT, *settings())
    bar = np.frombuffer(base64.b64decode(tables["other"]["alpha_bar"]), "<f8")
    assert len(bar) == 1001 and bar[-1] == pytest.approx(4.04e-5, rel=1e-2)
    assert (tables["schedule"]["name"], tables["T"], facts, kind) == ("cosine", 1000, "", "cosine")
    assert len(charts) == len(schedules.QUANTITIES) and TEXT["schedules.linear"] in formulas and not away["csv"]


def test_a_chain_that_keeps_signal_is_warned_of():
    assert "The linear chain does not end in noise" in schedules.redraw(TEXT, *settings(T=100))[1]
    assert schedules.redraw(TEXT, *settings(T=100, betas="rescaled"))[1] == ""
    assert schedules.redraw(TEXT, *settings(T=100, zero=True))[1] == ""


def test_two_of_a_kind_have_names_of_their_own():
    wide = ("cosine", 0, 0, 0.3, 0)
    made = schedule_fields.make_schedules(*settings(chosen=COSINE, other=wide))
    assert list(made) == ["cosine", "cosine 2"]
    np.testing.assert_array_equal(made["cosine 2"].beta, SCHEDULES["cosine"](1000, 0.3).beta)
    assert schedules.redraw(TEXT, *settings(chosen=COSINE, other=wide))[0]["other"]["name"] == "cosine 2"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"T": 5}, "T_range"),
        ({"T": None}, "T_range"),
        ({"T": 10.5}, "T_range"),
        ({"other": ("linear", 0, 0.02, 0, 0)}, "order"),
        ({"other": ("linear", 1e-4, 2, 0, 0)}, "order"),
        ({"other": ("linear", None, 0.02, 0, 0)}, "empty"),
        ({"chosen": ("cosine", 0, 0, 3, 0)}, "offset"),
        ({"chosen": ("constant", 0, 0, 0, 0)}, "order"),
        ({"chosen": ("hyperbolic", 0, 0, 0, 0)}, "unknown"),
        ({"T": 20, "betas": "rescaled"}, "too_few"),
        ({"zero": True, "other": ("constant", 0, 0, 0, 1)}, "spent"),
    ],
)
def test_values_that_give_no_schedule_are_a_sentence(changes, reason):
    source, facts, *others = schedules.redraw(TEXT, *settings(**changes))
    assert is_skip(source) and all(is_skip(part) for part in others)
    assert facts == "⚠ " + TEXT("schedules.bad", reason=TEXT[f"schedules.{reason}"])


@pytest.mark.parametrize("kind", schedule_fields.KINDS)
@pytest.mark.parametrize("zero", [False, True])
def test_the_snippet_makes_the_schedule(kind, zero, capsys):
    numbers = [schedule_fields.KINDS[kind].get(name, 0.0) for name in schedule_fields.PARAMETERS]
    values = settings(T=500, betas="rescaled", zero=zero, chosen=(kind, *numbers), other=COSINE)
    names = {}
    exec(schedules.snippet(TEXT, *values), names)
    np.testing.assert_array_equal(
        names["schedule"].beta, next(iter(schedule_fields.make_schedules(*values).values())).beta
    )
    assert capsys.readouterr().out


def test_the_table_has_a_row_for_each_t():
    table = schedules.as_csv(TEXT, *settings(T=30))["csv"].splitlines()
    assert len(table) == 32 and table[0].startswith("t,cosine_beta,cosine_alpha_bar")
    assert float(table[-1].split(",")[2]) == SCHEDULES["cosine"](30).alpha_bar[-1]


def test_a_network_under_another_schedule_is_noticed(room):
    key = new_key()
    notice, button = schedules.compare(TEXT, room, key, "digits", *settings())
    assert not notice.visible and not button.visible
    for changes in ({"T": 500}, {"chosen": LINEAR}, {"zero": True}):
        notice, button = schedules.compare(TEXT, room, key, "digits", *settings(**changes))
        assert notice.visible and button.visible and "digits" in notice.value
    assert all(is_skip(part) for part in schedules.compare(TEXT, room, key, "digits", *settings(T=1)))


def test_a_chain_under_another_schedule(room, warnings):
    fields = settings(T=400, chosen=LINEAR, other=COSINE)
    steps = decoded(run_chain(room, seed=3, foreign=True, schedule=fields))
    assert [numbers[0] for numbers, *_ in steps] == [400, 300, 200, 100]
    checkpoint = room.load("digits")
    denoiser = checkpoint.denoiser.under(SCHEDULES["linear"](400))
    *_, last = sample(denoiser, denoiser.schedule, Noise([3]).start(checkpoint.shape), steps=4, label=3)
    np.testing.assert_allclose(steps[-1][1], last.x0_hat.flatten().numpy(), atol=5e-3)
    bad = settings(T=1)
    assert run_chain(room, foreign=True, schedule=bad) == []
    assert warnings == [TEXT("schedules.bad", reason=TEXT["schedules.T_range"])]


def test_a_schedule_may_be_longer_than_the_networks(room):
    accelerate(room.load("digits").denoiser)
    fields = settings(T=2000)
    received = run_chain(room, foreign=True, schedule=fields)
    assert received_head(received)["times"] == [2000, 1500, 1000, 500, 0]


# Denoise


WALK = {
    "source": "digits", "sampler": "ddim", "eta": 0, "steps": 4, "guidance": 1, "clip": "trained", "foreign": False
}  # fmt: skip
START = {"kind": "noise", "label": "3", "seed": 0, "count": 1, "other": 1, "t": 400, "picture": "cat"}


def run_chain(room, rival=None, schedule=schedule_fields.DEFAULTS, **changes):
    """All packets of one chain, or of a duel with a second one that walks as `rival` says."""
    return taken(ask(room, rival, schedule, **changes))


def taken(answers) -> list[dict]:
    """The packets as a page takes them: once each."""
    packets = []
    for answer in answers:
        packets += [] if is_skip(answer) else [packet for packet in answer if packet not in packets]
    return packets


def ask(room, rival=None, schedule=schedule_fields.DEFAULTS, turn=None, **changes):
    """The handler's answers to a press of the button."""
    walk, start = ({key: changes.get(key, value) for key, value in fields.items()} for fields in (WALK, START))
    assert changes.keys() <= {*walk, *start}
    second = WALK | (rival or {})
    inputs = [*walk.values(), *start.values(), rival is not None, *second.values(), *schedule]
    return denoise.denoise(TEXT, room, turn or Turn(), new_key(), *inputs)


def test_a_chain_for_which_memory_is_refused_ends_in_a_sentence(room, warnings, monkeypatch):
    def refuse(*_):
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9000000000 bytes.")

    checkpoint = room.load("digits")
    monkeypatch.setattr(room, "load", lambda source: checkpoint)
    monkeypatch.setattr(checkpoint.denoiser, "run", refuse)
    run_chain(room, seed=987_654_321)
    assert warnings == ["There is not enough memory for a picture of this network."]


class Decoded(NamedTuple):
    """A step's numbers (t, s, alpha_bar_t, alpha_bar_s, ...), x0_hat and the halves that guidance mixed, flat."""

    numbers: np.ndarray
    x0: np.ndarray
    halves: list[np.ndarray]


def decoded(received: list[dict]) -> list[Decoded]:
    steps, before = [], np.int16(0)
    received = [packet for packet in received if "numbers" in packet]
    size = len(received[0]["seeds"]) * np.prod(received[0]["shape"])
    for packet in received:
        numbers = np.frombuffer(base64.b64decode(packet["numbers"]), "<f8").reshape(-1, 12)
        bytes_ = np.frombuffer(zlib.decompress(base64.b64decode(packet["x0"])), np.uint8).reshape(2, -1)
        arrays = iter(np.ascontiguousarray(bytes_.T).view("<i2").reshape(-1, size))
        for row in numbers:
            values = []
            for unit in [row[8], *([row[9]] if row[9] else []), *([row[10]] * 2 if row[10] else [])]:
                before = before + next(arrays)
                values.append(before * unit)
            steps.append(Decoded(row, values[0], values[-2:] if row[10] else []))
    return steps


def final_of(received: list[dict]) -> np.ndarray:
    """The finished pictures, uint8 (B, C, H, W)."""
    (packet,) = (packet for packet in received if "final" in packet)
    pictures = np.frombuffer(base64.b64decode(packet["final"]), np.uint8)
    return pictures.reshape(-1, *received_head(received)["shape"])


def received_head(received: list[dict]) -> dict:
    return next(packet for packet in received if packet.get("first") == 0)


def test_a_chain_arrives_whole_and_is_the_librarys(room):
    received = run_chain(room, seed=3)
    checkpoint = room.load("digits")
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
def test_what_other_methods_add_travels_too(room, sampler):
    received = run_chain(room, sampler=sampler, steps=5)
    assert [bool(numbers[9]) for numbers, *_ in decoded(received)].count(True) >= 3


@pytest.mark.parametrize(("steps", "most"), [(100, 0.8e6), pytest.param(1000, 3e6, marks=pytest.mark.soak)])
def test_a_long_chain_is_light(room, steps, most):
    """1,000 steps of a 32 x 32 picture in colour are at most 3 MB on the wire."""
    received = run_chain(room, source="toys", sampler="ddpm", steps=steps)
    assert len(decoded(received)) == steps
    assert len(json.dumps(received)) <= most


def test_who_asks_for_the_same_is_answered_at_once(room):
    first = run_chain(room, seed=5)
    again, end = ask(room, seed=5)  # in one piece
    assert is_skip(end)
    assert [packet | {"ask": ""} for packet in again] == [packet | {"ask": ""} for packet in first]
    assert again[0]["ask"] > first[0]["ask"]
    assert run_chain(room, seed=6)[0]["run"] != first[0]["run"]


def test_chains_at_once_are_those_that_run_alone(room):
    alone = {seed: last_guess(run_chain(room, seed=seed, steps=10)) for seed in (1, 2, 3, 4)}
    room.recordings = Recordings(0, len)
    with ThreadPoolExecutor(4) as pool:
        together = dict(pool.map(lambda seed: (seed, last_guess(run_chain(room, seed=seed, steps=10))), alone))
    for seed, picture in alone.items():
        assert np.abs(together[seed] - picture).max() <= 1
    wait_until(lambda: len(room.places) == 0, 1)


def last_guess(received: list[dict]) -> np.ndarray:
    """The last x0_hat in grey levels: what the chain ends in."""
    return np.round(127.5 * (decoded(received)[-1][1] + 1))


def test_a_page_that_closes_leaves_nothing_behind(room):
    room.load("digits")
    for seed in range(20):
        chain = ask(room, steps=50, seed=seed, rival={"eta": 1} if seed % 2 else None)
        next(chain)
        chain.close()
    wait_until(lambda: len(room.places) == 0, 1)
    assert room.recordings.bytes() == 0


def test_the_chain_that_a_page_asks_for_ends_the_one_before_it_and_no_other(room):
    room.load("digits")
    page, stranger = Turn(), Turn()
    first, other = ask(room, turn=page, steps=1000, seed=1), ask(room, turn=stranger, steps=1000, seed=2)
    next(first), next(other)
    received = taken(ask(room, turn=page, steps=5, seed=3))
    assert received_head(received)["seeds"] == ["3"] and "final" in received[-1]
    *rest, last = first
    assert rest == [] and is_skip(last)
    wait_until(lambda: len(room.places) == 1, 5)
    assert any("numbers" in packet for packet in next(other))
    other.close()
    wait_until(lambda: len(room.places) == 0, 5)


def test_stop_ends_the_pages_chain(room):
    turn = Turn()
    chain = ask(room, turn=turn, steps=1000)
    next(chain)
    with ThreadPoolExecutor(1) as thread:  # in this one a browser's event loop may be running
        thread.submit(asyncio.run, denoise.end(turn)).result()
    assert [is_skip(answer) for answer in chain] == [True]
    wait_until(lambda: len(room.places) == 0, 5)


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
def test_a_number_out_of_its_range_is_named(room, warnings, changes, key, field, high):
    assert run_chain(room, **changes) == []
    assert warnings == [TEXT(key, name=TEXT[f"denoise.{field}"], low=int(key == "app.whole"), high=high)]


@pytest.mark.parametrize("seed", [-1, 1.5, None, 2**32, float("inf"), "7"])
def test_what_is_no_seed_is_a_sentence(room, warnings, seed):
    assert run_chain(room, seed=seed) == run_chain(room, kind="between", other=seed) == []
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
def test_a_request_that_the_page_cannot_make_is_refused(room, warnings, changes):
    assert run_chain(room, **changes) == []
    assert warnings == [TEXT["denoise.bad_setting"]]


def test_a_missing_checkpoint_is_a_sentence(tmp_path, warnings):
    room = Room("no-such-network", "cpu", tmp_path / "jobs")
    room.supervisor.close()
    assert run_chain(room, source="no-such-network") == []
    assert "There is no checkpoint 'no-such-network'" in warnings[0] and "digits" in warnings[0]
    *_, said = denoise.announce(TEXT, room, new_key(), "no-such-network")
    assert said.startswith("⚠ There is no checkpoint")


def test_a_damaged_checkpoint_is_a_sentence(tmp_path, warnings):
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / "config.json").write_text("{")
    room = Room(str(folder), "cpu", tmp_path / "jobs")
    room.supervisor.close()
    assert run_chain(room, source=str(folder)) == []
    assert "config.json is damaged" in warnings[0]


STARTS = {
    "noise": {"count": 2},
    "fan": {"eta": 0.5},
    "between": {"other": 9},
    "picture": {"sampler": "ddpm", "count": 2, "t": 300},
    "again": {"steps": 10},
}


@pytest.mark.parametrize("kind", STARTS)
@pytest.mark.parametrize("more", [{}, {"guidance": 2.5, "foreign": True, "clip": "on"}])
def test_the_script_makes_the_same_picture(room, kind, more, tmp_path, monkeypatch):
    """To the last bit: the script is run as it is."""
    accelerate(room.load("digits").denoiser)  # no switch in the middle of the chain
    received = run_chain(room, kind=kind, seed=4, **{"steps": 4} | STARTS[kind] | more)
    about = received_head(received)["about"]
    monkeypatch.chdir(tmp_path)
    exec(about["script"], {})
    assert len(about["script"].splitlines()) <= 25
    pictures = final_of(received).transpose(0, 2, 3, 1)
    wanted = grid(list(pictures), columns=int(np.ceil(np.sqrt(len(pictures)))))
    np.testing.assert_array_equal(np.array(Image.open(f"{about['name']}.png")), wanted[..., 0])


def test_the_script_of_an_own_picture(room, tmp_path, monkeypatch):
    accelerate(room.load("digits").denoiser)
    own = toy(9, "house", 256)
    received = run_chain(room, kind="picture", picture=own, t=200)
    monkeypatch.chdir(tmp_path)
    Image.fromarray(own).save("mine.png")
    about = received_head(received)["about"]
    exec(about["script"], {})
    np.testing.assert_array_equal(np.array(Image.open(f"{about['name']}.png")), final_of(received)[0, 0])


def test_a_fan_parts_only_where_eta_adds_noise(room):
    together, apart = (final_of(run_chain(room, kind="fan", eta=eta)) for eta in (0, 1))
    assert len(together) == 8 and np.ptp(together.astype(int), axis=0).max() <= 1
    assert np.ptp(apart.astype(int), axis=0).max() > 50


def test_the_ends_of_a_row_are_the_pictures_of_its_seeds(room):
    row = final_of(run_chain(room, kind="between", seed=4, other=9))
    for picture, seed in ((row[0], 4), (row[-1], 9)):
        alone = final_of(run_chain(room, seed=seed))[0]
        assert np.abs(picture.astype(int) - alone).max() <= 1


def test_a_picture_comes_back(room):
    digit = final_of(run_chain(room, steps=20))[0, 0]
    own = np.array(Image.fromarray(digit).convert("RGB").resize((256, 256), 0))

    def error(**changes) -> float:
        back = final_of(run_chain(room, picture=own, **changes))[0, 0]
        return float(np.sqrt(np.mean((back - digit.astype(float)) ** 2)))

    assert error(kind="picture", t=20) < 6  # Lanczos alone costs 4
    assert error(kind="picture", t=999, label="8") > 40
    assert error(kind="again", steps=50) < 6


def test_a_picture_is_encoded_before_it_comes_back(room):
    received = run_chain(room, kind="again", steps=5)
    assert [packet["encoding"] for packet in received[:5]] == [200, 400, 600, 800, 1000]


def test_both_halves_of_a_guided_step_travel(room):
    received = run_chain(room, guidance=3, steps=3)
    checkpoint = room.load("digits")
    x = Noise([0]).start(checkpoint.shape)
    step = next(sample(checkpoint.denoiser, checkpoint.schedule, x, steps=3, label=3, guidance=3, clip=1))
    for half, eps in zip(decoded(received)[0].halves, step.halves, strict=True):
        wanted = x0_from_eps(checkpoint.schedule, x, eps, 1000).clamp(-1, 1)
        # Almost no signal is left at T: what rounds otherwise is magnified.
        assert np.abs(half - wanted.flatten().numpy()).mean() < 0.05
    assert not decoded(run_chain(room, steps=3))[0].halves


def test_a_duel_is_two_chains_from_the_same_noise(room):
    received = run_chain(room, rival={"sampler": "ddpm", "steps": 6}, seed=8)
    sides = [[packet for packet in received if packet["side"] == side] for side in (0, 1)]
    assert [len(received_head(side)["times"]) for side in sides] == [5, 7]
    for side, changes in zip(sides, ({}, {"sampler": "ddpm", "steps": 6}), strict=True):
        alone = run_chain(room, seed=8, **changes)
        assert np.abs(final_of(side).astype(int) - final_of(alone)).max() <= 1


def test_a_duel_needs_networks_of_one_shape(room, warnings):
    assert run_chain(room, rival={"source": "toys"}) == []
    assert warnings == [TEXT["denoise.duel_shape"]]


def test_a_network_that_always_wants_a_label_says_so(room, warnings, monkeypatch):
    always = room.read_outline("digits")._replace(always_labelled=True)
    monkeypatch.setattr(room, "read_outline", lambda source: always)
    for changes in ({"label": "any"}, {"guidance": 3}):
        assert run_chain(room, **changes) == []
    assert warnings == [TEXT("denoise.needs_label", name="digits")] * 2
    assert "final" in run_chain(room)[-1]


def test_the_outline_knows_whether_there_is_a_place_for_no_label(room, tmp_path):
    assert not room.read_outline("digits").always_labelled and not room.read_outline("memorised").always_labelled
    for name in ("config.json", "labels.json"):
        (tmp_path / name).write_text((SHIPPED / "digits" / name).read_text().replace("11", "10"))
    assert room.read_outline(str(tmp_path)).always_labelled


def test_what_does_not_matter_does_not_ask_the_network_again(room):
    first = run_chain(room, sampler="ddpm", eta=0.3, other=5, t=7)
    assert received_head(run_chain(room, sampler="ddpm", eta=0.6))["run"] == received_head(first)["run"]


def test_several_samples_travel_together(room):
    received = run_chain(room, count=4, steps=2)
    assert received[0]["seeds"] == ["0", "1", "2", "3"]
    assert decoded(received)[0][1].shape == (4 * 1024,)


def test_packets_lose_no_step_when_steps_are_quicker_than_the_screen():
    x, c = Noise([0]).start((1, 4, 4)), Update(1.0, 0.0, 0.0)
    times = range(300, -1, -1)
    steps = (Step(t, t - 1, x, x, x, x, 0.0, x, c) for t in times[:-1])
    about = About("", "", "")
    received = list(packets(steps, times, SCHEDULES["cosine"](300), [0], (1, 4, 4), 0.0, None, about))
    assert len(received) < 100
    assert [numbers[0] for numbers, *_ in decoded(received)] == list(range(300, 0, -1))
    np.testing.assert_allclose(decoded(received)[-1][1], x.flatten().numpy(), atol=1e-3)


# The Hub


def fetching(monkeypatch, fetch):
    monkeypatch.setattr("explorer.models.hub.fetch", fetch)
    monkeypatch.setattr("explorer.models.hub_cache.claim", lambda store: False)


def test_a_network_from_the_hub_can_be_chosen_once_it_is_here(room, monkeypatch):
    def fetch(source, progress, cancelled):
        assert source == "some/body"
        progress(40_000_000, 120_000_000)
        time.sleep(0.5)
        return SHIPPED / "digits"

    fetching(monkeypatch, fetch)
    key = new_key()
    assert not room.may_use("some/body", hash_of(key))
    *said, (last, dropdown) = hub.get(TEXT, room, key, " some/body ")
    assert any("40 / 120 MB" in sentence for sentence, _ in said)
    assert last == TEXT("hub.ready", name="some/body")
    assert dropdown.value == "some/body" and ("some/body", "some/body") in dropdown.choices
    assert room.may_use("some/body", hash_of(key)) and not room.may_use("some/body", "")
    assert room.load("some/body").name == "some/body"


def test_a_download_that_fails_leaves_the_networks_as_they_are(room, monkeypatch):
    def fetch(source, progress, cancelled):
        raise CheckpointError("There is no network.")

    fetching(monkeypatch, fetch)
    key = new_key()
    *_, (said, model) = hub.get(TEXT, room, key, "some/body")
    assert said == "⚠ There is no network." and is_skip(model)
    assert room.fetched.of(hash_of(key)) == []


def test_errors_from_below_are_said_in_the_language_of_the_page(room, monkeypatch, tmp_path):
    template = "There is no checkpoint {source!r}. Give a folder that holds config.json, or one of: {shipped}."
    text = Text(TEXT, "de", {template: "{source} fehlt."})
    key, folder = new_key(), tmp_path / "gone"
    folder.mkdir()
    fetching(monkeypatch, lambda *_: folder)
    list(hub.get(text, room, key, "ada/gone"))
    folder.rmdir()
    assert list(denoise.announce(text, room, key, "ada/gone"))[-1] == f"⚠ {folder} fehlt."

    def fetch(source, progress, cancelled):
        raise CheckpointError(template, source=source, shipped="")

    fetching(monkeypatch, fetch)
    assert [said for said, _ in hub.get(text, room, new_key(), "some/body")][-1] == "⚠ some/body fehlt."


def test_a_page_that_is_closed_stops_its_download(room, monkeypatch):
    stopped = threading.Event()

    def fetch(source, progress, cancelled):
        while not cancelled():
            time.sleep(0.01)
        stopped.set()
        raise CheckpointError("stopped")

    fetching(monkeypatch, fetch)
    download = hub.get(TEXT, room, new_key(), "some/body")
    next(download)
    download.close()  # as Gradio does with the generator of a page that is gone, or that pressed Cancel
    assert stopped.wait(5)


@pytest.mark.parametrize("source", [None, "", "  "])
def test_no_network_named_is_a_sentence(room, source):
    assert [said for said, _ in hub.get(TEXT, room, new_key(), source)] == [TEXT["hub.none"]]


def test_the_known_networks_say_what_they_draw():
    shown = {name: label for label, name in hub.presets(TEXT)}
    assert shown["google/ddpm-ema-cat-256"] == "google/ddpm-ema-cat-256: cats, 256×256, 455 MB"
    assert len(shown) == 9


def test_the_perfect_denoiser_of_a_network_that_remembers_knows_its_ten_pictures(room):
    screen, said, count, files = perfect.pictures(TEXT, room, "memorised", "any", True, new_key(), 100, None)
    assert screen["shape"] == [len(SEEDS), 32, 32, 3] and said == TEXT("perfect.pictures", count=len(SEEDS))
    assert (count.visible, files.visible) == (False, False)
