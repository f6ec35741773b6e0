"""A network's guesses by the server, for a page whose device cannot run the network: see looker.js."""

import math
from collections.abc import Mapping
from typing import Any

import gradio as gr
import numpy as np

from ...images import to_float
from ..chains.answer import read_requests
from ..chains.fair_queue import TooLong
from ..chains.service import ChainService
from ..chains.settings import ANY, usual_values
from ..clients import asking
from ..components import custom
from ..components.encode import base64_of
from ..components.picture_set import DRAWN, learned_from, picture_set
from ..networks import Networks
from ..owner import hash_of
from ..schedule_fields import MAX_T
from ..settings import is_number, is_whole
from ..text import Text
from ..widgets import label_name

MOST_LOOKS = 16  # in one question
KNOWN = 300  # drawings of the toys: what a browser can weigh in every frame of a drag
GREY = (0.299, 0.587, 0.114)  # of red, green and blue, as Pillow weighs them


def server_guess(text: Text) -> gr.HTML:
    return custom(__file__, {})


def guess(text: Text, chains: ChainService, key: str, picture: np.ndarray, asked: Mapping[str, Any]) -> Any:
    """What the page gets for {ask, source, looks, seed, label}: for each look [bar, at], what the network answers, in
    terms of its `prediction`, of the picture, uint8 (H, H, 3), noised until the signal's share is alpha_bar = bar, all
    in float32, one after the other; and what it has to know of the network; or a sentence that says why not.

    at: a time, whose noise it is, see Noise.at, or None for Noise.start. label: an index, or "" for anything.
    """

    try:
        said = look(text, chains, key, picture, asked)
    except (ValueError, TooLong) as error:
        reason = text(error.reason, **error.values) if isinstance(error, TooLong) else text.error(error)
        said = {"refused": reason}
    return {"ask": asked.get("ask")} | said


def known(networks: Networks, key: str, asked: Mapping[str, Any]) -> Any:
    """What the page gets for {ask, source, label}: pictures that the network has learned from, see picture_set.py, or
    None where they are not here; and whether these are all.
    """
    source, label = str(asked.get("source")), str(asked.get("label"))
    outline = networks.outline(source) if networks.may_use(source, hash_of(key)) else None
    number = int(label) if label.isdecimal() and len(label) < 6 else None
    images = learned_from(networks, source, outline, number, KNOWN) if outline else None
    whole = images is not None and source != DRAWN
    return {"ask": asked.get("ask"), "known": None if images is None else picture_set(images), "all": whole}


def look(text: Text, chains: ChainService, key: str, picture: np.ndarray, asked: Mapping[str, Any]) -> Any:
    """Raises what ChainService.load raises, BadRequest and TooLong."""
    networks, source, looks = chains.networks, str(asked.get("source")), asked.get("looks")
    outline = networks.outline(source) if networks.may_use(source, hash_of(key)) else None
    if outline is None or looks is None or not are_looks(looks):
        raise ValueError(text["denoise.bad_setting"])
    checkpoint = networks.load(source)
    import torch

    from ...diffusion import Gaussian, Noise
    from ...diffusion.objective import TARGETS
    from ...diffusion.samplers import Step
    from ..chains.run import Beginning, steps_of

    label = str(asked.get("label") or ("0" if outline.always_labelled else ANY))
    x_0 = torch.from_numpy(shrunk(to_float(picture[None])[0], checkpoint.shape)[None])
    prediction, answers = checkpoint.denoiser.prediction, []
    for bar, at in looks:
        t = time_of(checkpoint.schedule.log_snr, bar)
        said = {"start": "picture", "from": t, "seed": asked.get("seed"), "label": label}
        values = usual_values(source, outline.labels) | said | {"steps": 1, "clip": "off"}
        (request,) = read_requests(text, networks, key, values)
        chains.load(text, request)  # refuses what cannot be walked
        noise = Noise([request.start.seed])
        eps = noise.start(checkpoint.shape) if at is None else noise.at(at, checkpoint.shape)
        x_t = Gaussian(math.sqrt(bar) * x_0, 1 - bar).sample(eps)
        begin = Beginning(x_t.to(checkpoint.device), t, noise)
        steps, cost = steps_of(request, checkpoint, begin), (request.work(outline.size), request.width(outline.size))
        in_turn = chains.queue.queue(steps, [asking.get()], *cost)  # with the chains
        (step,) = [item for item in in_turn if isinstance(item, Step)]
        own = TARGETS[prediction](checkpoint.schedule, step.x0_hat, step.eps_hat, t)
        answers.append(own.float().cpu().numpy())
    return {
        "shape": list(checkpoint.shape),
        "labels": list(outline.labels),
        "names": [label_name(text, each) for each in outline.labels],
        "no_label": None if outline.always_labelled else len(outline.labels),
        "prediction": prediction,
        "answers": base64_of(np.concatenate(answers)),
    }


def are_looks(looks: Any) -> bool:
    """Whether these are one to MOST_LOOKS pairs of an alpha_bar and a time, or None in its place."""
    return (
        isinstance(looks, list)
        and 1 <= len(looks) <= MOST_LOOKS
        and all(isinstance(look, list) and len(look) == 2 for look in looks)
        and all(is_number(bar, 0, 1) and (at is None or is_whole(at, 0, MAX_T)) for bar, at in looks)
    )


def shrunk(x: np.ndarray, shape: tuple[int, int, int]) -> np.ndarray:
    """A picture, float (3, H, H), as a network gets it, (C, H, W): averaged over squares, as noising.pool does it."""
    channels, size, _ = shape
    edges = np.arange(size + 1)[:, None] * x.shape[1] / size
    before = np.clip(edges - np.arange(x.shape[1]), 0, 1)  # how much of a pixel lies before an edge
    weights = np.diff(before, axis=0) * size / x.shape[1]
    small = weights @ x @ weights.T
    return (small if channels == 3 else np.tensordot(GREY, small, 1)[None]).astype(np.float32)


def time_of(log_snr: np.ndarray, bar: float) -> int:
    """The network's time, 1..T, whose logarithm of signal over noise is nearest to that of alpha_bar = `bar`."""
    with np.errstate(divide="ignore"):
        wanted = np.log(np.float64(bar)) - np.log1p(-np.float64(bar))
        apart = np.abs(np.clip(log_snr[1:], -1e9, 1e9) - np.clip(wanted, -1e9, 1e9))
    return int(apart.argmin()) + 1
