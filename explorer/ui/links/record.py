"""Records the chains of the lessons, again whenever a network or a lesson has changed:

.venv/bin/python -m explorer.ui.links.record
"""

import tempfile
from pathlib import Path
from typing import Any

from ..chains import recorded
from ..chains.answer import read_requests
from ..chains.request import Request
from ..networks import Networks
from ..text import Text, load_text
from .beside import chain_request, items_at
from .lessons import STEPS, with_step
from .link import read_link

OPENING = "opening"  # the place of the chain with which the Denoise tab opens


def values_at(networks: Networks, place: str) -> dict[str, Any] | None:
    """What the page's fields hold at a step of a lesson, such as "fan.2", or OPENING; None if it shows no chain."""
    values, bad = read_link(networks, {"run": "1", "net": "toys"} if place == OPENING else with_step({"lesson": place}))
    if bad:
        raise ValueError(f"{place}: {', '.join(bad)}")
    return values if values["run"] else None


def requests_of(text: Text, networks: Networks, place: str) -> list[Request]:
    """The chains that are shown there, with those beside it."""
    values = values_at(networks, place)
    shown = read_requests(text, networks, "", values) if values else []
    kinds = (item.partition(":") for item in items_at(place))
    return shown + [chain_request(text, networks, place, steps) for kind, _, steps in kinds if kind == "chain"]


def main() -> None:
    from ...models.runtime import accelerate
    from ..chains.run import chain

    text, written, ready = load_text("en"), set(), set()
    networks = Networks("toys", "cpu", Path(tempfile.mkdtemp()))
    for place in (OPENING, *STEPS):
        for request in requests_of(text, networks, place):
            checkpoint = networks.load(request.walk.source)
            if request.walk.source not in ready:
                accelerate(checkpoint.denoiser)
                ready.add(request.walk.source)
            if (packets := recorded.find(request)) is None:
                made = chain(request, checkpoint, lambda: 1000)
                packets = [packet | {"rate": 0} for packet in made if "run" in packet]  # it is not computed now
            path = recorded.save(request, packets)
            written.add(path)
            print(f"{place}: {path.name}, {path.stat().st_size / 1000:.0f} kB", flush=True)
    for path in recorded.FOLDER.glob("*.json.gz"):
        if path not in written:
            path.unlink()
    networks.close()


if __name__ == "__main__":
    main()
