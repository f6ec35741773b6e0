"""A chain that the device walks is the library's: the same plan, the same network, the same float32 order."""

import base64
from itertools import pairwise

import numpy as np
import pytest

from explorer.diffusion.rules import RULES
from explorer.images import to_uint8
from explorer.ui.chains.answer import read_requests
from explorer.ui.chains.plan import planned
from explorer.ui.chains.run import begun, steps_of
from explorer.ui.networks import Networks
from tests.support.chains import TEXT, values_of
from tests.support.schedules import settings
from tests.support.served import soaked

FEW = {"steps": 8}
WHOLE = [{"sampler": name} for name in RULES]
CASES = [
    *({"sampler": name, **more} for name in RULES for more in ({"guidance": 3.0}, {"clip": "off"}, {"foreign": True})),
    {"eta": 0.5},
    {"eta": 0.5, "guidance": 3.0, "clip": "off"},
    {"guidance": 0.0},
    {"label": "any"},
    {"kind": "fan", "eta": 0.5},
    {"kind": "between"},
    {"kind": "picture", "sampler": "ddpm"},
    {"kind": "picture", "t": 30, "count": 3},
    {"kind": "again", "steps": 4},
    {"count": 5, "sampler": "dpmpp-2m"},
    {"source": "toys", "label": "any"},
    {"source": "toys", "guidance": 3.0, "sampler": "heun"},
    {"source": "memorised", "label": "any"},
]
FOREIGN = {
    "cosine": settings(),
    "short": settings(T=60, solid=("linear", {})),
    "zero": settings(zero=True, solid=("linear", {})),
}


@pytest.fixture(scope="module")
def networks(tmp_path_factory):
    networks = Networks("digits", "cpu", tmp_path_factory.mktemp("walks") / "jobs")
    yield networks
    networks.close()


@pytest.fixture(scope="module")
def patient(lasting):
    """A page that takes the device however slow it is: the machine may be busy."""
    lasting.evaluate("() => Object.assign(window.device.bounds, { slowestMs: Infinity, quickMs: Infinity })")
    return lasting


def walked(page, packet: dict) -> dict:
    """The chain of a packet, walked by the page: x of the end, and the last x_t and mean, put together again there."""
    said = page.evaluate(
        """async (packet) => {
            await window.device.network(packet.plan.source);
            const chain = new chains.Chain({ about: {}, ...packet }), began = performance.now();
            const { bars, updates } = packet.plan, read = (text) => explorer.decode(text, Float64Array);
            const table = { bars: read(bars), updates: read(updates) };
            const { ended } = window.walks.walk(packet, chain.x, (step) => chain.add(step, table));
            const x = await ended, ms = performance.now() - began;
            chain.finish(chains.greys(x));
            const letters = (array) => Array.from(new Uint8Array(array.buffer), (byte) => String.fromCharCode(byte));
            const base64 = (array) => btoa(letters(array).join("")), final = base64(new Uint8Array(chain.final));
            return { x: base64(x), final, again: base64(chain.x), ms,
                     steps: chain.steps.length,
                     halves: Boolean(chain.steps[0].halves), t: chain.at(chain.total - 1).t };
        }""",
        packet,
    )
    return said | {
        "x": np.frombuffer(base64.b64decode(said["x"]), np.float32),
        "again": np.frombuffer(base64.b64decode(said["again"]), np.float32),
        "final": np.frombuffer(base64.b64decode(said["final"]), np.uint8),
    }


def compare(page, networks, case: dict) -> float:
    """The largest difference of the final pictures, which must be as small as the page promises."""
    foreign = case.get("foreign")
    schedule = FOREIGN[foreign if isinstance(foreign, str) else "cosine"] if foreign else None
    changes = FEW | case | {"foreign": bool(foreign)}
    (request,) = read_requests(TEXT, networks, "", values_of(schedule=schedule, **changes))
    checkpoint = networks.load(request.walk.source)
    *_, packet = planned(request, checkpoint, "")
    page.evaluate("(source) => window.device.network(source)", request.walk.source)
    packet["plan"]["sha256"] = page.evaluate("(s) => window.device.ready(s).offer.sha256", request.walk.source)
    begin = None

    def beginning():
        nonlocal begin
        begin = yield from begun(request, checkpoint)

    [*beginning()]
    *_, last = steps_of(request, checkpoint, begin)
    found = walked(page, packet)
    x = last.x_s.numpy()
    assert found["steps"] == len([*pairwise(packet["times"])]) and found["t"] == last.t
    assert found["halves"] == (last.x0_halves is not None)
    wanted = to_uint8(x).transpose(0, 3, 1, 2).ravel().astype(int)
    levels = np.abs(found["final"] - wanted)
    assert levels.max() <= 1 and (levels == 0).mean() >= 0.998
    assert np.abs(found["again"] - x.ravel()).max() <= 2e-3  # from what the page keeps of each step
    difference = float(np.abs(found["x"] - x.ravel()).max())
    print(f"{request.walk.source} {case}: {difference:.1e}")
    assert difference <= 2e-4
    return difference


@pytest.mark.parametrize("case", [*CASES, *soaked(each | {"steps": 50} for each in [*WHOLE, *CASES])], ids=str)
def test_device_and_server_agree(patient, networks, case):
    compare(patient, networks, case)


@pytest.mark.parametrize("name", FOREIGN)
@pytest.mark.parametrize("sampler", RULES)
def test_under_schedules_that_are_not_its_own(patient, networks, name, sampler):
    compare(patient, networks, {"sampler": sampler, "foreign": name, "steps": 6})
