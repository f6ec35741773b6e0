"""What makes a schedule on the page: the kinds with their papers' numbers, the settings, the code for them."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from ..diffusion.schedule import SCHEDULES, NoiseSchedule, zero_terminal_snr
from .settings import Setting, choice, flag, number, whole

# What the papers use; a kind has no other numbers. The page's order.
KINDS = {
    "linear": {"beta_1": 1e-4, "beta_T": 0.02},  # Ho et al. 2020
    "cosine": {"s": 0.008},  # Nichol & Dhariwal 2021
    "scaled_linear": {"beta_1": 0.00085, "beta_T": 0.012},  # Stable Diffusion
    "sigmoid": {"beta_1": 1e-4, "beta_T": 0.02},
    "constant": {"beta": 0.01},
}
PARAMETERS = tuple(dict.fromkeys(name for own in KINDS.values() for name in own))
GIVEN, RESCALED = "given", "rescaled"
MAX_T = 4000
SOLID, DASHED = "", "other_"  # before the names of the settings of either schedule


def _one(prefix: str, kind: str) -> dict[str, Setting]:
    return {f"{prefix}schedule": choice(KINDS, kind), **{f"{prefix}{name}": number(None) for name in PARAMETERS}}


SETTINGS = {
    "T": whole(1000, 10, MAX_T),
    "betas": choice((GIVEN, RESCALED)),
    "zero": flag(),
    **_one(SOLID, "cosine"),
    **_one(DASHED, "linear"),
}


class ParameterError(ValueError):
    """A parameter outside its range; the message is a key of the texts."""


class ScheduleChoice(NamedTuple):
    """One schedule as the settings say it. numbers: (name, value) of those that its kind has."""

    T: int
    betas: str
    zero: bool
    kind: str
    numbers: tuple[tuple[str, float], ...]


def with_papers_numbers(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of all settings; numbers that are None become those of the paper, or 0 where the kind has none."""
    filled = dict(values)
    for prefix in (SOLID, DASHED):
        papers = KINDS[values[f"{prefix}schedule"]]
        for name in PARAMETERS:
            if filled[f"{prefix}{name}"] is None:
                filled[f"{prefix}{name}"] = papers.get(name, 0.0)
    return filled


USUAL = with_papers_numbers({name: setting.usual for name, setting in SETTINGS.items()})


def chosen(values: Mapping[str, Any], prefix: str = SOLID) -> ScheduleChoice:
    """The solid or the dashed schedule of the settings' values. Raises ParameterError."""
    T, kind = values["T"], values[f"{prefix}schedule"]
    if not SETTINGS["T"].allows(T):
        raise ParameterError("schedules.T_range")
    if not SETTINGS["schedule"].allows(kind):
        raise ParameterError("schedules.unknown")
    own = {name: values[f"{prefix}{name}"] for name in PARAMETERS if name in KINDS[kind]}
    if not all(isinstance(value, int | float) and not isinstance(value, bool) for value in own.values()):
        raise ParameterError("schedules.empty")
    if "s" in own:
        if not 0 <= own["s"] <= 0.5:
            raise ParameterError("schedules.offset")
    elif not all(0 < value <= 1 for value in own.values()):
        raise ParameterError("schedules.order")
    numbers = tuple((name, float(value)) for name, value in own.items())
    return ScheduleChoice(int(T), values["betas"], bool(values["zero"]), kind, numbers)


def make_schedule(choice: ScheduleChoice) -> NoiseSchedule:
    """Raises ParameterError."""
    schedule = SCHEDULES[choice.kind](choice.T, **arguments(choice))
    try:
        return zero_terminal_snr(schedule) if choice.zero else schedule
    except ValueError:
        raise ParameterError("schedules.spent") from None


def make_schedules(values: Mapping[str, Any]) -> dict[str, NoiseSchedule]:
    """The solid schedule and the dashed one, by kind; a second one of the same kind has a 2 after its name.

    Raises ParameterError for values that give no schedule.
    """
    made: dict[str, NoiseSchedule] = {}
    for prefix in (SOLID, DASHED):
        one = chosen(values, prefix)
        made[f"{one.kind} 2" if one.kind in made else one.kind] = make_schedule(one)
    return made


def arguments(choice: ScheduleChoice) -> dict[str, float]:
    """What SCHEDULES[kind] takes besides T; raises ParameterError."""
    own = dict(choice.numbers)
    if choice.betas != RESCALED or "s" in own:
        return own
    own = {name: value * 1000 / choice.T for name, value in own.items()}
    if max(own.values()) >= 1:
        raise ParameterError("schedules.too_few")
    return own


def schedule_code(choice: ScheduleChoice) -> str:
    """One line of Python that makes the schedule with this package."""
    call = ", ".join([str(choice.T), *(f"{name}={value!r}" for name, value in arguments(choice).items())])
    made = f'SCHEDULES["{choice.kind}"]({call})'
    return f"schedule = {f'zero_terminal_snr({made})' if choice.zero else made}"
