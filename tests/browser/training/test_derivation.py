"""The derivation's lines in a real browser: both sides of each are what the library makes of the same picture."""

import math
import re
from functools import cache

import numpy as np
import pytest
import torch

from explorer.diffusion import SCHEDULES, Gaussian, Noise, marginal, posterior, transition
from explorer.diffusion.bound import Look, prior_term, step_gaussians, step_map, weight
from explorer.diffusion.noise import CHOICE, standard_normal
from explorer.diffusion.process import eps_from_x0
from explorer.toys import toy
from explorer.ui.pictures import PICTURES
from explorer.ui.tabs.noise.tab import FIRST
from tests.support.served import soaked

SIZE, SEED, BITS = 32, 5, math.log(2)
EQUAL = ("factor", "variance", "density", "square-mean", "square-variance", "chain", "picture", "noise-mean", "weight",
         "simple")  # fmt: skip
ESTIMATED = ("walked", "bound", "divergence", "draws")
LINES = ("jensen", *EQUAL, *ESTIMATED)


@cache
def picture() -> torch.Tensor:
    """The first picture as the fold has it: (1, 3, 32, 32), float64."""
    shown = toy(PICTURES[FIRST], FIRST, 256) / np.float32(127.5) - np.float32(1)
    pooled = shown.astype(np.float64).reshape(SIZE, 256 // SIZE, SIZE, 256 // SIZE, 3).mean((1, 3))
    return torch.from_numpy(pooled.transpose(2, 0, 1)[None].astype(np.float32)).double()


class StandIn:
    """The perfect denoiser where every value is drawn from one Gaussian, from Bayes' rule for x_0 and x_t."""

    def __init__(self, schedule):
        self.schedule, self.mean, self.var = schedule, float(picture().mean()), float(picture().var(correction=0))

    def look(self, x_0: torch.Tensor, t: int, eps: torch.Tensor) -> Look:
        x_t = marginal(self.schedule, x_0, t).sample(eps)
        return Look(x_t, self.guess(x_t, t))

    def guess(self, x_t: torch.Tensor, t: int) -> torch.Tensor:
        bar = self.schedule.alpha_bar[t]
        precision = 1 / self.var + bar / (1 - bar)
        return (self.mean / self.var + bar**0.5 * x_t / (1 - bar)) / precision

    def step(self, x_t: torch.Tensor, t: int) -> Gaussian:
        """p(x_{t-1}|x_t) with sigma^2 = beta-tilde; beta_1 at t = 1."""
        mean = posterior(self.schedule, self.guess(x_t, t), x_t, t).mean
        return Gaussian(mean, float(self.schedule.posterior_variance[t] if t > 1 else self.schedule.beta[1]))

    def law(self, power: int = 1, last: bool = True) -> tuple[float, float]:
        """Mean and variance of the x_0 that it draws, each step's being linear in x_t; `power` of the standard
        deviation's square is the variance that a slip adds, `last` says whether the last step adds any.
        """
        mean, var = 0.0, 1.0
        for t in range(self.schedule.T, 0, -1):
            at_0, at_1 = (float(self.step(torch.tensor(x), t).mean) for x in (0.0, 1.0))
            added = float(self.step(torch.tensor(0.0), t).var) ** power if t > 1 or last else 0
            mean, var = (at_1 - at_0) * mean + at_0, (at_1 - at_0) ** 2 * var + added
        return mean, var


def mean_over_noise(made) -> torch.Tensor:
    """E[made(eps)], exactly where it is quadratic in eps."""
    ones = torch.ones_like(picture())
    return (made(ones) + made(-ones)) / 2


def walk(schedule, upto: int):
    """x_0 ... of the chain whose noise is that of (SEED, t)."""
    x = picture()
    yield x
    for t in range(1, upto + 1):
        x = transition(schedule, x, t).sample(Noise([SEED]).at(t, x.shape[1:]).double())
        yield x


@cache
def of_chain(kind: str) -> dict[str, tuple[float, float, float | None]]:
    """(left, right, standard error) of the lines that do not follow t."""
    schedule = SCHEDULES[kind](1000)
    x_0, T, stand_in = picture(), schedule.T, StandIn(schedule)
    states = list(walk(schedule, T))
    forward = sum(transition(schedule, states[t - 1], t).log_prob(states[t]) for t in range(1, T + 1))
    back = marginal(schedule, x_0, T).log_prob(states[T])
    back = back + sum(posterior(schedule, x_0, states[t], t).log_prob(states[t - 1]) for t in range(2, T + 1))
    model = Gaussian(torch.zeros_like(x_0), 1.0).log_prob(states[T])
    model = model + sum(stand_in.step(states[t], t).log_prob(states[t - 1]) for t in range(1, T + 1))

    steps, weighted, losses = [], 0.0, []
    for t in range(1, T + 1):
        error = mean_over_noise(lambda eps, t=t: (eps - eps_hat(stand_in, t, eps)) ** 2)
        losses.append(error)
        if t > 1:
            steps.append(mean_over_noise(lambda eps, t=t: step_map(schedule, x_0, t, stand_in.look(x_0, t, eps))))
            weighted += weight(schedule, t) * float(error.mean())
    first = mean_over_noise(lambda eps: -stand_in.step(stand_in.look(x_0, 1, eps).x_t, 1).log_prob(x_0)) / BITS
    prior = marginal(schedule, x_0, T).kl(Gaussian(torch.zeros_like(x_0), 1.0)) / BITS
    assert float(prior.mean()) == pytest.approx(float(prior_term(schedule, x_0)), rel=1e-12)
    terms, along, simple = prior + sum(steps) + first, (forward - model) / BITS, sum(losses) / T

    luck = [standard_normal(SEED, CHOICE, slot, x_0.shape).astype(np.float64) for slot in (0, 1)]
    times = np.minimum(T, 1 + np.floor(T * np.exp(-(luck[0] ** 2 + luck[1] ** 2) / 2))).astype(int)
    eps = Noise([SEED]).start(x_0.shape[1:]).double()
    drawn = torch.empty_like(x_0)
    for t in np.unique(times):
        at = torch.from_numpy(times == t)
        drawn[at] = ((eps - eps_hat(stand_in, int(t), eps)) ** 2)[at]
    mean, var = stand_in.law()
    cost = -Gaussian(torch.full_like(x_0, mean), var).log_prob(x_0) / BITS
    return {
        "jensen": (number(cost), number(along), standard_error(along - terms)),
        "chain": (-number(forward) / BITS, -number(back) / BITS, None),
        "bound": (number(along), number(terms), standard_error(along - terms)),
        "simple": (number(sum(steps)), weighted, None),
        "draws": (number(drawn), number(simple), standard_error(drawn - simple)),
    }


def eps_hat(stand_in: StandIn, t: int, eps: torch.Tensor) -> torch.Tensor:
    look = stand_in.look(picture(), t, eps)
    return eps_from_x0(stand_in.schedule, look.x_t, look.x0_hat, t)


def number(x: torch.Tensor) -> float:
    return float(x.mean())


def standard_error(off: torch.Tensor) -> float:
    return float((off**2).mean().sqrt()) / off.numel() ** 0.5


def at_time(kind: str, t: int) -> dict[str, tuple[float, float, float | None]]:
    """The same of the lines about t."""
    schedule, x_0 = SCHEDULES[kind](1000), picture()
    stand_in = StandIn(schedule)
    eps, z = Noise([SEED]).start(x_0.shape[1:]).double(), Noise([SEED]).at(t, x_0.shape[1:]).double()
    look = stand_in.look(x_0, t, eps)
    back, p = step_gaussians(schedule, x_0, t, look)
    past = back.sample(z)
    forward = transition(schedule, past, t).log_prob(look.x_t) + marginal(schedule, x_0, t - 1).log_prob(past)
    turned, kl = forward - marginal(schedule, x_0, t).log_prob(look.x_t), back.kl(p)
    ratio = back.log_prob(past) - p.log_prob(past)
    bar, variance = float(schedule.alpha_bar[t]), float(schedule.posterior_variance[t])
    *_, walked = walk(schedule, t)
    factor = float(np.prod(np.sqrt(schedule.alpha[1 : t + 1])))
    weighted = weight(schedule, t) * number((eps - eps_hat(stand_in, t, eps)) ** 2)
    return {
        "factor": (factor, bar**0.5, None),
        "variance": (1 - factor**2, 1 - bar, None),
        "walked": (number((walked - bar**0.5 * x_0) ** 2), 1 - bar, (1 - bar) * (2 / x_0.numel()) ** 0.5),
        "density": (number(turned) / BITS, number(back.log_prob(past)) / BITS, None),
        "square-mean": (number(back.mean), number(back.mean), None),
        "square-variance": (variance, variance, None),
        "divergence": (number(ratio) / BITS, number(kl) / BITS, standard_error(ratio - kl) / BITS),
        "picture": (number(x_0), number(x_0), None),
        "noise-mean": (number(back.mean), number(back.mean), None),
        "weight": (number(kl) / BITS, weighted, None),
    }


def show(open_page, server, t: int, about: str):
    page = open_page(server, link=f"?v=1&tab=training&open=derivation&draw={SEED}&t={t}&{about}")
    page.wait_for_selector(".dx-derivation [data-row]")
    return page


def rows(page) -> dict[str, dict[str, str]]:
    """What each line says: its data, and the `text` of both sides and the sign between them."""
    return page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll(".dx-derivation [data-row]")].map((row) => {
            const text = (part) => row.querySelector(part).textContent;
            const both = ['[data-side="left"]', '[data-part="sign"]', '[data-side="right"]'].map(text);
            return [row.dataset.row, { ...row.dataset, text: both }];
        }))"""
    )


def read(shown: str) -> float:
    """A number as it is shown, without its error."""
    value, _, power = shown.split(" ± ")[0].partition("·10")
    exponent = power.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")) or "0"
    return float(value.replace("−", "-")) * 10 ** int(exponent)


@pytest.mark.parametrize("kind", ["cosine", *soaked(["linear"])])
def test_both_sides_of_each_line_are_pythons(open_page, server, kind):
    page = show(open_page, server, 500, f"schedule={kind}")
    for t in (500, 40):
        page.evaluate("(t) => window.explorer.set({ t })", t)
        page.wait_for_selector(f'.dx-derivation[data-drawn="{kind}:{t}:{SEED}"][data-walked="{kind}:{SEED}"]')
        shown, wanted = rows(page), of_chain(kind) | at_time(kind, t)
        assert shown.keys() == wanted.keys() == {*LINES}
        for name, (left, right, error) in wanted.items():
            row = shown[name]
            assert row["agrees"] == "true", name
            scale = max(abs(left), abs(right), error or 0)
            for part, value in {"left": left, "right": right, **({"error": error} if error else {})}.items():
                assert float(row[part]) == pytest.approx(value, abs=1e-7 * scale), (name, t, part)
        for name in EQUAL:
            left, sign, right = shown[name]["text"]
            assert (sign, left) == ("=", right), name
            assert read(left) == pytest.approx(float(shown[name]["left"]), rel=1e-6), name
            assert len(re.sub(r"·.*|\D", "", left).lstrip("0")) == 7, name
        for name in ESTIMATED:
            left, sign, right = shown[name]["text"]
            error = float(shown[name]["error"])
            assert sign == "≈" and abs(read(left) - read(right)) <= 3.1 * error, name
            assert read(left) == pytest.approx(float(shown[name]["left"]), abs=0.06 * error), name
        assert shown["jensen"]["text"][1] == "≤"


def test_a_reason_is_there_on_demand(open_page, server):
    page = show(open_page, server, 300, "")
    reason = page.get_by_text("adds fresh noise of variance β")
    assert reason.is_hidden()
    page.locator('.dx-derivation [data-kind="jump"] summary').click()
    reason.wait_for()


@pytest.mark.parametrize("kind", ["linear"])
def test_what_the_slips_do(open_page, server, kind):
    t, schedule = 700, SCHEDULES[kind](1000)
    page = show(open_page, server, t, f"schedule={kind}")
    page.wait_for_selector(f'.dx-derivation[data-walked="{kind}:{SEED}"]')

    def variances(way: str) -> list[float]:
        return [float(page.locator(f'.dx-derivation [data-number="{way}-{which}"]').get_attribute("data-exact"))
                for which in ("variance", "right")]  # fmt: skip

    stand_in, noise = StandIn(schedule), Noise([SEED])
    bar = schedule.alpha_bar[t]
    for slip, roots in (("none", (0.5, 0.5)), ("beta", (1, 0.5)), ("tilde", (0.5, 1))):
        page.locator(f".dx-derivation input[value={slip}]").check()
        page.locator(f'.dx-derivation [data-say="{slip}"]').wait_for()
        x = picture()
        for step in range(1, t + 1):
            beta = float(schedule.beta[step])
            x = (1 - beta) ** 0.5 * x + beta ** roots[0] * noise.at(step, x.shape[1:])
        measured, right = variances("forth")
        assert measured == pytest.approx(float(x.var(correction=0)), rel=1e-6)
        assert right == pytest.approx(bar * stand_in.var + 1 - bar)
        assert (measured < 0.1 * right) == (slip == "beta")

        x = noise.start(x.shape[1:]).double()
        for step in range(schedule.T, 0, -1):
            back = stand_in.step(x, step)
            x = back.mean + (back.var ** roots[1] * noise.at(step, x.shape[1:]) if step > 1 else 0)
        measured, right = variances("back")
        assert measured == pytest.approx(float(x.var(correction=0)), rel=1e-6)
        assert right == pytest.approx(stand_in.law(last=False)[1])
        assert measured == pytest.approx(stand_in.law(2 if slip == "tilde" else 1, last=False)[1], rel=0.1)
        assert (measured < 0.1 * right) == (slip == "tilde")


@pytest.mark.soak
def test_where_a_schedule_leaves_nothing_to_compare(open_page, server):
    page = show(open_page, server, 1000, "zero=1")
    page.get_by_text("Checked at t = 999").wait_for()
    page.wait_for_selector(f'.dx-derivation[data-walked="cosine:{SEED}"]')
    shown = rows(page)
    assert {name: row["agrees"] for name, row in shown.items()} == dict.fromkeys(shown, "true")
    assert all(math.isfinite(float(row[side])) for row in shown.values() for side in ("left", "right"))


@pytest.mark.soak  # three pages, each of which walks a thousand steps
def test_where_a_schedule_leaves_less_than_a_number_can_say(open_page, server):
    # alpha_bar becomes less than float64 can hold
    page = show(open_page, server, 1000, "schedule=linear&beta_1=0.3&beta_T=1")
    page.wait_for_selector(f'.dx-derivation[data-walked="linear:{SEED}"]')
    assert {name: row["agrees"] for name, row in rows(page).items()} == dict.fromkeys(
        ("jensen", *EQUAL, *ESTIMATED), "true"
    )
    page.evaluate("window.explorer.set({ picture: new Float32Array(3 * 65536).fill(0.2) })")  # nothing to guess
    page.get_by_text("the variance 0 of yours").wait_for()
    page.wait_for_selector(f'.dx-derivation[data-walked="linear:{SEED}"]')
    assert {name: row["agrees"] for name, row in rows(page).items()} == dict.fromkeys(
        ("jensen", *EQUAL, *ESTIMATED), "true"
    )
    page = show(open_page, server, 1000, "schedule=constant&beta=1e-12")
    page.get_by_text("Under this schedule nothing can be compared").wait_for()
    assert {row["text"][0] for row in rows(page).values()} == {"…"}
