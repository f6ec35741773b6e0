"""Records the chains of the lessons, again whenever a network or a lesson has changed:

.venv/bin/python -m explorer.ui.record
"""

import tempfile
from pathlib import Path
from typing import Any

from . import recorded
from .chain_answer import read_requests
from .chain_request import Request
from .lessons import STEPS, with_step
from .link import read_link
from .restore import SETTINGS
from .room import Room
from .text import Text, load_text

START_NAMES = ("start", "label", "seed", "count", "to", "from", "picture")  # the fields of a Start in a link
WALK_NAMES = ("net", "sampler", "eta", "steps", "guidance", "clip", "foreign")


def fields_of(room: Room, place: str) -> list[Any]:
    """What the fields of the page hold at a step of a lesson, such as "fan.2", as `answer` takes them; [] if no chain
    is shown there.
    """
    state, bad = read_link(room, with_step({"lesson": place}))
    if bad:
        raise ValueError(f"{place}: {', '.join(bad)}")
    names = (*WALK_NAMES, *START_NAMES, "duel", *(f"rival_{name}" for name in WALK_NAMES), *SETTINGS)
    return [state[name] for name in names] if state["run"] else []


def requests_of(text: Text, room: Room, place: str) -> list[Request]:
    """The chains that a step of a lesson shows."""
    fields = fields_of(room, place)
    return read_requests(text, room, "", *fields) if fields else []


def main() -> None:
    from ..models.runtime import accelerate
    from .chain import chain

    text, written, ready = load_text("en"), set(), set()
    room = Room("toys", "cpu", Path(tempfile.mkdtemp()))
    for place in STEPS:
        for request in requests_of(text, room, place):
            checkpoint = room.load(request.walk.source)
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
    room.close()


if __name__ == "__main__":
    main()
