"""Every schedule that the Schedules tab lets through gives finite pictures, or one sentence before the first step."""

import dataclasses
import warnings as python_warnings
from random import Random

import pytest

from explorer.diffusion import Noise, ddim, encode, heun, sample
from explorer.diffusion.checks import ChainError
from explorer.diffusion.prediction import PREDICTIONS
from explorer.diffusion.rules import RULES
from explorer.ui.chains.settings import SAMPLERS
from explorer.ui.schedule_fields import GIVEN, KINDS, RESCALED, ParameterError, chosen, make_schedule, make_schedules
from explorer.ui.tabs.schedules import tab as schedules
from explorer.ui.text import LANGUAGES, load_text
from tests.helpers import some_checkpoint
from tests.support.chains import TEXT, run_chain
from tests.support.schedules import settings

BETAS = (1e-300, 1e-20, 1e-16, 1e-12, 1e-4, 0.02, 0.1, 0.2, 0.5, 0.6, 0.999, 1.0)
OFFSETS = (0.0, 1e-9, 0.008, 0.5)
STEPS = (1, 2, 10)
NETWORKS = {prediction: some_checkpoint(prediction=prediction).denoiser for prediction in PREDICTIONS}
ALL = [*RULES, ddim(0.7), heun(steep=float("inf"))]


def some_fields(random):
    """Of both schedules the same: within the ranges of the tab, with a liking for their ends."""
    beta = lambda: random.choice(BETAS) if random.random() < 0.8 else 10 ** random.uniform(-20, 0)  # noqa: E731
    T = random.choice((10, 11, 100, 1000, 4000))
    zero, betas = random.random() < 0.25, random.choice((GIVEN, GIVEN, RESCALED))
    numbers = {"beta_1": beta(), "beta_T": beta(), "s": random.choice(OFFSETS), "beta": beta()}
    one = (random.choice(list(KINDS)), numbers)
    return settings(T, betas, zero, solid=one, dashed=one)


def outcome(schedule, prediction, rule, clip, steps, start):
    """The last state, or None where there is a sentence before the first step."""
    denoiser, noise = NETWORKS[prediction].under(schedule), Noise([1])
    x_T = noise.start((1, 8, 8))
    try:
        chain = sample(denoiser, schedule, x_T, rule=rule, steps=min(steps, start), start=start, clip=clip, noise=noise)
    except ChainError as error:
        assert str(error).endswith(".")
        return None
    *_, last = chain
    return last.x_s


def check_some(seed, count):
    random, tried, refused = Random(seed), 0, 0
    while tried < count:
        try:
            schedule = make_schedule(chosen(some_fields(random)))
        except ParameterError:
            continue
        prediction, rule, clip = random.choice(list(PREDICTIONS)), random.choice(ALL), random.choice((0.0, 1.0))
        start = random.choice((schedule.T, schedule.T, 1, 5, schedule.T // 2))
        case = (schedule.beta[[1, -1]], schedule.T, prediction, rule, clip, start)
        with python_warnings.catch_warnings():
            python_warnings.simplefilter("error")
            last = outcome(schedule, prediction, rule, clip, random.choice(STEPS), start)
        tried, refused = tried + 1, refused + (last is None)
        assert last is None or last.isfinite().all(), case
        # What can be computed is not refused.
        without_noise, without_signal = schedule.alpha_bar[-1] == 1, schedule.alpha_bar[start] < 1e-20
        assert last is not None or without_noise or (without_signal and prediction == "epsilon" and not clip), case
    assert 0 < refused < count / 2


@pytest.mark.parametrize("seed", range(5))
def test_a_schedule_gives_finite_pictures_or_a_sentence(seed):
    check_some(seed, 30)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 140))
def test_many_schedules_give_finite_pictures_or_a_sentence(seed):
    check_some(seed, 200)


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_is_encoded_under_any_of_them(kind):
    random = Random(kind)
    for _ in range(10):
        fields = some_fields(random)
        try:
            schedule = make_schedule(chosen(fields | {"schedule": kind}))
            x_0 = Noise([1]).start((1, 8, 8)).clamp(-1, 1)
            *_, last = encode(NETWORKS["v_prediction"].under(schedule), schedule, x_0, steps=5)
        except (ParameterError, ChainError):
            continue
        assert last.x_s.isfinite().all(), fields


NO_NOISE = settings(solid=("constant", {"beta": 1e-300}))
NO_SIGNAL = settings(solid=("constant", {"beta": 0.5}))


@pytest.fixture
def of_noise(networks, monkeypatch):
    """The page's network, taken for one that predicts the noise."""
    checkpoint = networks.load("digits")
    denoiser = checkpoint.denoiser.under(checkpoint.schedule)
    denoiser.prediction = "epsilon"
    other = dataclasses.replace(checkpoint, denoiser=denoiser)
    monkeypatch.setattr(networks, "load", lambda source: other)
    return other


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["noise", "fan", "between", "picture", "again"])
def test_the_page_says_it_in_its_language(chains, warnings, of_noise, kind, language, monkeypatch):
    text = load_text(language)
    monkeypatch.setattr("tests.support.chains.TEXT", text)
    assert run_chain(chains, kind=kind, foreign=True, schedule=NO_NOISE) == []
    assert run_chain(chains, kind=kind, t=1000, foreign=True, clip="off", schedule=NO_SIGNAL) == []
    assert run_chain(chains, rival={"foreign": True, "clip": "off"}, schedule=NO_SIGNAL) == []
    assert warnings == [text["denoise.no_noise"], text["denoise.no_signal"], text["denoise.no_signal"]]


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_the_page_draws_what_can_be_drawn(chains, warnings, sampler):
    for schedule in (NO_SIGNAL, settings(T=4000, solid=("linear", {"beta_1": 1e-20, "beta_T": 1.0}))):
        assert "final" in run_chain(chains, sampler=sampler, clip="off", foreign=True, schedule=schedule)[-1]
    assert warnings == []


def test_the_tab_itself_shows_them(recwarn):
    random, shown = Random(0), 0
    while shown < 12:
        values = some_fields(random)
        try:
            made = make_schedules(values)
        except ParameterError:
            continue
        tables, facts, *_ = schedules.redraw(TEXT, values)
        assert tables["T"] == values["T"] and not facts.startswith("⚠ " + TEXT["schedules.bad"][:20])
        for schedule in made.values():
            assert (schedule.posterior_variance >= 0).all() and (schedule.posterior_variance <= schedule.beta).all()
        shown += 1
    assert [str(warning.message) for warning in recwarn if warning.category is RuntimeWarning] == []


def test_what_the_page_lets_through_is_what_is_tried_here():
    for T in (9, 4001):
        with pytest.raises(ParameterError):
            make_schedules(settings(T))
    for beta in (0.0, 1.1, -1e-300):
        with pytest.raises(ParameterError):
            make_schedules(settings(10, solid=("constant", {"beta": beta})))
