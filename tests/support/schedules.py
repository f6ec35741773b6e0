"""The values of the Schedules tab."""

from explorer.ui.schedule_fields import DASHED, KINDS, PARAMETERS, SOLID

COSINE, LINEAR = ("cosine", {}), ("linear", {})


def settings(T=1000, betas="given", zero=False, solid=COSINE, dashed=LINEAR) -> dict:
    """The values of the fields; either schedule is a kind with numbers that are not the paper's."""
    values = {"T": T, "betas": betas, "zero": zero}
    for prefix, (kind, numbers) in ((SOLID, solid), (DASHED, dashed)):
        own = dict.fromkeys(PARAMETERS, 0.0) | KINDS.get(kind, {}) | numbers
        values |= {f"{prefix}schedule": kind, **{f"{prefix}{name}": value for name, value in own.items()}}
    return values
