"""Chains as a page asks for them and takes them."""

import base64
import zlib
from typing import Any, NamedTuple

import numpy as np

from explorer.ui.chains.latest import Latest
from explorer.ui.chains.service import ChainService
from explorer.ui.chains.settings import RIVAL, START, WALK, usual_values
from explorer.ui.constants import COLUMNS
from explorer.ui.owner import new_key
from explorer.ui.tabs.denoise import tab as denoise
from explorer.ui.text import load_text

TEXT = load_text("en")
LINKS = {name: setting.link or name for name, setting in (WALK | START).items()}
FIRST = {"net": "digits", "label": "3", "steps": 4}  # where nothing else is said


def values_of(rival: dict[str, Any] | None = None, schedule: dict[str, Any] | None = None, **changes: Any) -> dict:
    """The values of the page's fields, by their names in a link; changes and rival go by the names of the settings."""
    first = FIRST | {f"{RIVAL}{name}": FIRST[name] for name in ("net", "steps")}
    own = {LINKS[name]: value for name, value in changes.items()}
    second = {f"{RIVAL}{LINKS[name]}": value for name, value in (rival or {}).items()}
    return usual_values("digits", ()) | first | own | second | (schedule or {}) | {"duel": rival is not None}


def is_skip(value: Any) -> bool:
    return isinstance(value, dict) and value.get("__type__") == "update" and len(value) == 1


def run_chain(chains: ChainService, **changes: Any) -> list[dict]:
    """All packets of one chain, or of a duel with a second one that walks as `rival` says."""
    return taken(ask(chains, **changes))


def taken(answers) -> list[dict]:
    """The packets as a page takes them: once each."""
    packets = []
    for answer in answers:
        packets += [] if is_skip(answer) else [packet for packet in answer if packet not in packets]
    return packets


def ask(chains: ChainService, latest: Latest | None = None, **changes: Any) -> Any:
    """The handler's answers to a press of the button."""
    return denoise.denoise(TEXT, chains, latest or Latest(), new_key(), values_of(**changes))


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
        numbers = np.frombuffer(base64.b64decode(packet["numbers"]), "<f8").reshape(-1, len(COLUMNS))
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
