"""Random states of the page, as a link may name them."""

import random
from typing import Any

from explorer.ui.chains.settings import ANY, CLIPS, SAMPLERS, STARTS
from explorer.ui.links.link import FOLDS
from explorer.ui.networks import Networks
from explorer.ui.pictures import PICTURES
from explorer.ui.schedule_fields import GIVEN, KINDS, PARAMETERS, RESCALED
from explorer.ui.tabs import TABS
from explorer.ui.tabs.plane.plane_stage import FIELDS
from explorer.ui.tabs.plane.tab import COUNTS, DENOISERS, SETS, VIEWS
from explorer.ui.tabs.training.training_stage import TARGETS

LABELS = 10  # of each network that ships with labels


def random_state(networks: Networks, chance: random.Random) -> dict[str, Any]:
    T, any_of, maybe = chance.randint(10, 4000), chance.choice, lambda: chance.random() < 0.5
    run = maybe()
    networks = [name for name in networks.shipped() if networks.outline(name).labels]
    return {
        "tab": any_of(TABS).id,
        "t": chance.randint(0, T),
        "picture": any_of(tuple(PICTURES)),
        "size": any_of(("32", "64", "128", "256")),
        "noise": chance.randint(0, 2**32 - 1),
        "T": T,
        "betas": any_of((GIVEN, RESCALED)),
        "zero": maybe(),
        **_schedule("", chance),
        **_schedule("other_", chance),
        "draw": chance.randint(0, 2**32 - 1),
        "target": any_of(tuple(TARGETS)),
        "plane": any_of(SETS),
        "word": any_of(("DDPM", "x = 1", "шум")),
        "points": any_of(COUNTS),
        "plane_seed": chance.randint(0, 2**32 - 1),
        "view": any_of(VIEWS),
        "by": any_of(DENOISERS),
        "field": any_of(FIELDS),
        "against": any_of(("none", *SAMPLERS, "other")),
        "plane_label": any_of((ANY, "0", "1")),
        "touch": any_of(("", "0.5,-1.25", "-3,2")),
        "trained": chance.randint(0, 100_000),
        **_walk("", networks, chance),
        "label": any_of((ANY, *(str(i) for i in range(LABELS)))),
        "start": any_of(STARTS),
        "from": chance.randint(1, 1000),
        "to": chance.randint(0, 2**32 - 1),
        "seed": chance.randint(0, 2**32 - 1),
        "count": chance.randint(1, 16),
        "duel": maybe(),
        **_walk("rival_", networks, chance),
        "run": run,
        "at": chance.randint(0, T) if run and maybe() else None,
        "open": any_of((None, *FOLDS)),
    }


def _schedule(prefix: str, chance: random.Random) -> dict[str, Any]:
    kind = chance.choice(tuple(KINDS))
    own = {name: round(chance.uniform(0.0001, 0.1), 5) if chance.random() < 0.5 else usual
           for name, usual in KINDS[kind].items()}  # fmt: skip
    return {f"{prefix}schedule": kind, **{f"{prefix}{name}": own.get(name, 0.0) for name in PARAMETERS}}


def _walk(prefix: str, networks: list[str], chance: random.Random) -> dict[str, Any]:
    own = {
        "net": chance.choice(networks),
        "sampler": chance.choice(SAMPLERS),
        "eta": round(0.05 * chance.randint(0, 20), 2),
        "steps": chance.randint(1, 1000),
        "guidance": round(0.1 * chance.randint(0, 80), 1),
        "clip": chance.choice(CLIPS),
        "foreign": chance.random() < 0.5,
    }
    return {f"{prefix}{name}": value for name, value in own.items()}
