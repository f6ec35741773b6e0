"""What other programs may ask for: three endpoints for gradio_client, which are the tools of the MCP server, too.

Gradio makes their documentation of the signatures and docstrings of `Api`.
"""

import math
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal, TypedDict

import gradio as gr
from gradio.data_classes import FileData

from ...decode import decode
from ...diffusion.schedule import NoiseSchedule
from ...images import to_float
from ...models.errors import ExplainedError
from ...refusals import PictureError
from ..chains.answer import read_requests
from ..chains.fair_queue import FairQueue, TooLong, Waiting
from ..chains.request import Request
from ..chains.service import ChainService
from ..chains.settings import ANY, SAMPLERS, START, WALK, usual_values
from ..clients import asking
from ..pictures import SIDE
from ..schedule_fields import (
    DASHED,
    KINDS,
    PARAMETERS,
    SOLID,
    USUAL,
    ParameterError,
    make_schedules,
    with_papers_numbers,
)
from ..settings import MAX_SEED, is_whole
from ..text import Text
from ..uploads import picture_sentence
from .api_values import Checks, picture_file, refusal, reverse_chain

CHAINS, PICTURES = 4, 2  # of other programs, worked on at once: the page keeps the other places
MOST_CALLS = 40  # of one client, at work and waiting; as many as one gradio_client sends at once
MOST_OF_ALL = 100  # each of them holds a thread
EVERY_S = 0.5  # at most so often a chain shows where it is
SHOWN = ("x0_hat", "x_t")
ENDPOINTS = ("noise_image", "schedule", "sample")

if TYPE_CHECKING:
    Kind = str
    Sampler = str
    Shown = str
else:  # for what Gradio tells of the endpoints
    Kind, Sampler, Shown = Literal[tuple(KINDS)], Literal[SAMPLERS], Literal[SHOWN]


class Factors(TypedDict):
    """Of x_t = signal x_0 + noise eps."""

    signal: float
    noise: float


class Arrays(TypedDict):
    beta: list[float]
    alpha_bar: list[float]
    snr: list[float | None]


def build(text: Text, chains: ChainService) -> None:
    """Register the endpoints with the page that is being built."""
    api = Api(text, chains)
    for name in ENDPOINTS:
        # They wait in lines of their own: in Gradio's queue they would take the page's places.
        gr.api(getattr(api, name), concurrency_limit=None)


class Api:
    """The endpoints. The values are a stranger's: whatever is wrong with them becomes a gr.Error with a sentence."""

    def __init__(self, text: Text, chains: ChainService):
        self._text, self._service, self._networks = text, chains, chains.networks
        self._checks = Checks(text)
        self._chains, self._pictures = FairQueue(CHAINS), FairQueue(PICTURES)

    def noise_image(
        self, image: FileData, t: int, schedule: Kind = "cosine", T: int = 1000, seed: int = 0
    ) -> tuple[FileData, Factors]:
        """Noise a picture to time t of a diffusion process: x_t = sqrt(alpha_bar_t) x_0 + sqrt(1 - alpha_bar_t) eps.

        Parameters:
            image: the picture, a file such as JPEG or PNG; its centre square becomes x_0, with 256 x 256 pixels
            t: the time, from 0, where the picture is clean, to T, where little or nothing of it is left
            schedule: the kind of noise schedule, with the values of its paper
            T: the number of diffusion steps, from 10 to 4000
            seed: of the noise eps; the same seed gives the same noise
        Returns:
            the noised picture x_t (PNG, clipped to what a picture can show)
            the factors: signal is sqrt(alpha_bar_t), noise is sqrt(1 - alpha_bar_t)
        """
        from ...diffusion import Noise, marginal

        self._checks.choice("schedule", schedule, tuple(KINDS))
        noise_schedule = self._schedule(schedule, T)
        self._checks.whole("t", t, 0, T)
        self._checks.whole("seed", seed, 0, MAX_SEED)
        path = self._uploaded(image)
        *_, (own,) = self._at_its_turn(self._pictures, (decode([each], SIDE, 3) for each in [path]))
        if isinstance(own, PictureError):
            raise refusal(picture_sentence(self._text, path, own))
        eps = Noise([seed]).start((3, SIDE, SIDE))
        x_t = marginal(noise_schedule, eps.new_tensor(to_float(own[None])), t).sample(eps)
        bar = float(noise_schedule.alpha_bar[t])
        return picture_file(x_t.numpy()), {"signal": math.sqrt(bar), "noise": math.sqrt(1 - bar)}

    def schedule(
        self,
        kind: Kind = "cosine",
        T: int = 1000,
        beta_1: float | None = None,
        beta_T: float | None = None,
        s: float | None = None,
        beta: float | None = None,
        zero_terminal_snr: bool = False,
    ) -> Arrays:
        """The arrays of a noise schedule. Each has T + 1 values; index t is time t, and index 0 is the clean picture.

        Parameters:
            kind: linear, scaled_linear and sigmoid have beta_1 and beta_T, cosine has s, constant has beta
            T: the number of diffusion steps, from 10 to 4000
            beta_1: the variance of the noise of the first step, above 0 and at most 1; the paper's if left out
            beta_T: that of the last step
            s: the offset of the cosine, from 0 to 0.5
            beta: the variance of the noise of every step
            zero_terminal_snr: whether the schedule is rescaled so that nothing of the picture is left at T
        Returns:
            beta, alpha_bar and snr = alpha_bar / (1 - alpha_bar), which is infinite, and null here, at index 0
        """
        self._checks.choice("kind", kind, tuple(KINDS))
        made = self._schedule(kind, T, bool(zero_terminal_snr), beta_1=beta_1, beta_T=beta_T, s=s, beta=beta)
        snr = [value if math.isfinite(value) else None for value in made.snr.tolist()]
        return {"beta": made.beta.tolist(), "alpha_bar": made.alpha_bar.tolist(), "snr": snr}

    def sample(  # type: ignore[misc]  # Gradio wants the type of each result
        self,
        checkpoint: str = "toys",
        label: str | int | None = None,
        sampler: Sampler = "ddim",
        steps: int = 50,
        eta: float = 0.0,
        guidance: float = 1.0,
        seed: int = 0,
        count: int = 1,
        show: Shown = "x0_hat",
    ) -> tuple[FileData | None, int]:
        """Draw pictures with a diffusion model, and show how they come out of noise: the results arrive while the
        reverse chain runs, and the last one is the finished picture.

        Parameters:
            checkpoint: the network: toys (drawings), digits, or another that the page offers to everyone
            label: what to draw: the name or the number of one of the network's classes; anything if left out
            sampler: the rule of the reverse steps
            steps: how many of them, from 1 to 1000
            eta: new noise in each step of ddim, from 0 (none) to 1
            guidance: 1 follows the label, more exaggerates it, 0 ignores it; from 0 to 8
            seed: of the noise; the same seed gives the same picture
            count: how many pictures, from 1 to 16, with seeds from `seed` on; they come as one, in rows
            show: what to see on the way: x0_hat, the guess of the finished picture, or x_t, the noisy state itself
        Returns:
            a picture (PNG), null while other chains go first
            its time t, from T down to 0, where the picture is finished
        """
        self._checks.choice("show", show, SHOWN)
        request = self._request(checkpoint, label, sampler, steps, eta, guidance, seed, count)
        try:
            network = self._service.load(self._text, request)
        except ValueError as error:
            raise refusal(self._text.error(error)) from None
        shown, cost = 0.0, (request.work(network.shape[1]), request.width(network.shape[1]))
        queued = self._service.queue.queue(reverse_chain(request, network), [asking.get()], *cost)
        try:
            for step in self._at_its_turn(self._chains, queued):
                if isinstance(step, Waiting):
                    yield None, network.schedule.T
                elif step.s == 0:
                    yield picture_file(step.x_s.cpu().numpy()), 0
                elif time.monotonic() - shown >= EVERY_S:
                    yield picture_file(getattr(step, show).cpu().numpy()), step.t
                    shown = time.monotonic()
        except ExplainedError as error:  # too little memory, say
            raise refusal(self._text.error(error)) from None

    def _at_its_turn(self, line: FairQueue, work: Iterator[Any]) -> Iterator[Any]:
        """What `work` yields, and Waiting before it."""
        client = asking.get()
        if len(line.held_by(client)) >= MOST_CALLS or len(line) >= MOST_OF_ALL:
            raise refusal(self._text["api.busy"])
        try:
            yield from line.queue(work, [client])
        except TooLong as error:
            raise refusal(self._text(error.reason, **error.values)) from None

    def _uploaded(self, image: Any) -> str:
        """The path of an uploaded file. Gradio has checked that of a value with `meta`, and of no other."""
        try:
            return FileData.model_validate(image, context={"validate_meta": True}).path
        except ValueError:
            raise refusal(self._text["api.picture"]) from None

    def _schedule(self, kind: str, T: int, zero: bool = False, **own: float | None) -> NoiseSchedule:
        """What is None in `own` is as in the paper."""
        given = {f"{prefix}{name}": own.get(name) for prefix in (SOLID, DASHED) for name in PARAMETERS}
        values = USUAL | {"T": T, "zero": zero, "schedule": kind, "other_schedule": kind, **given}
        if not isinstance(T, int) or isinstance(T, bool):
            raise refusal(self._text["schedules.T_range"])
        try:
            return make_schedules(with_papers_numbers(values))[kind]
        except ValueError as error:
            reason = self._text[str(error)] if isinstance(error, ParameterError) else self._text.error(error)
            raise refusal(self._text("api.schedule", reason=reason)) from None

    def _request(
        self,
        checkpoint: str,
        label: str | int | None,
        sampler: str,
        steps: int,
        eta: float,
        guidance: float,
        seed: int,
        count: int,
    ) -> Request:
        """That of a page that nobody owns, so that it may use what ships."""
        own = {"sampler": sampler, "steps": steps, "eta": eta, "guidance": guidance, "seed": seed, "count": count}
        self._checks.choice("checkpoint", checkpoint, tuple(self._networks.shipped()))
        for name, value in own.items():
            self._checks.setting(name, value, (WALK | START)[name])
        try:
            labels = self._networks.read_outline(checkpoint).labels
        except ValueError as error:
            raise refusal(self._text.error(error)) from None
        drawn = labels[label] if is_whole(label, 0, len(labels) - 1) and isinstance(label, int) else label
        self._checks.choice("label", drawn, (None, *labels))
        chosen = {"label": ANY if drawn is None else str(labels.index(drawn))}
        try:
            values = usual_values(checkpoint, labels) | own | chosen
            return read_requests(self._text, self._networks, "", values)[0]
        except ValueError as error:
            raise refusal(self._text.error(error)) from None
