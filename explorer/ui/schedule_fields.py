"""What makes a schedule on the page: the kinds with their papers' numbers, the fields' values, the code for them."""

from typing import Any

from ..diffusion.schedule import SCHEDULES, NoiseSchedule, zero_terminal_snr
from .widgets import is_whole

# What the papers use, in the order of make_schedule's parameters; a kind ignores what is not its own. The page's order.
KINDS = {
    "linear": {"beta_1": 1e-4, "beta_T": 0.02},  # Ho et al. 2020
    "cosine": {"s": 0.008},  # Nichol & Dhariwal 2021
    "scaled_linear": {"beta_1": 0.00085, "beta_T": 0.012},  # Stable Diffusion
    "sigmoid": {"beta_1": 1e-4, "beta_T": 0.02},
    "constant": {"beta": 0.01},
}
PARAMETERS = tuple(dict.fromkeys(name for own in KINDS.values() for name in own))
GIVEN, RESCALED = "given", "rescaled"
DEFAULTS = (1000, GIVEN, False, *("cosine", 0, 0, 0.008, 0), *("linear", 1e-4, 0.02, 0, 0))


class ParameterError(ValueError):
    """A parameter outside its range; the message is a key of the texts."""


def make_schedules(T: float, betas: str, zero: bool, *fields: Any) -> dict[str, NoiseSchedule]:
    """The chosen schedule and the other one, by kind; a second one of the same kind has a 2 after its name.

    `fields` are kind and PARAMETERS, twice. Raises ParameterError for values that give no schedule.
    """
    if not is_whole(T, 10, 4000):
        raise ParameterError("schedules.T_range")
    half = len(fields) // 2
    made: dict[str, NoiseSchedule] = {}
    for kind, *numbers in (fields[:half], fields[half:]):
        made[f"{kind} 2" if kind in made else kind] = make_schedule(int(T), betas, zero, kind, *numbers)
    return made


def make_schedule(T: int, betas: str, zero: bool, kind: str, *numbers: float | None) -> NoiseSchedule:
    """One schedule from its fields; raises ParameterError."""
    own = arguments(T, betas, kind, *numbers)
    schedule = SCHEDULES[kind](T, **own)
    try:
        return zero_terminal_snr(schedule) if zero else schedule
    except ValueError:
        raise ParameterError("schedules.spent") from None


def arguments(T: int, betas: str, kind: str, *numbers: float | None) -> dict[str, float]:
    """What SCHEDULES[kind] takes besides T; raises ParameterError."""
    if kind not in list(KINDS):  # what no dict could look up, too
        raise ParameterError("schedules.unknown")
    own = {name: value for name, value in zip(PARAMETERS, numbers, strict=True) if name in KINDS[kind]}
    if not all(isinstance(value, int | float) and not isinstance(value, bool) for value in own.values()):
        raise ParameterError("schedules.empty")
    if "s" in own:
        if not 0 <= own["s"] <= 0.5:
            raise ParameterError("schedules.offset")
        return own
    if not all(0 < value <= 1 for value in own.values()):
        raise ParameterError("schedules.order")
    if betas == RESCALED:
        own = {name: value * 1000 / T for name, value in own.items()}
        if max(own.values()) >= 1:
            raise ParameterError("schedules.too_few")
    return own


def schedule_code(T: float, betas: str, zero: bool, kind: str, *fields: Any) -> str:
    """One line of Python that makes the chosen schedule with this package."""
    own = arguments(int(T), betas, kind, *fields[: len(PARAMETERS)])
    call = ", ".join([str(int(T)), *(f"{name}={value!r}" for name, value in own.items())])
    made = f'SCHEDULES["{kind}"]({call})'
    return f"schedule = {f'zero_terminal_snr({made})' if zero else made}"
