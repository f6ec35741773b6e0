"""A job's training in this process: what it trains, step by step, and what it keeps of it. Needs torch."""

import time
from collections.abc import Callable
from dataclasses import replace

import torch

from ..models.checkpoint import save_checkpoint
from ..models.network import NetworkDenoiser
from . import processes
from .acceleration import bf16, compiled
from .jobs.job import Job
from .jobs.records import State, Status
from .loop import TrainConfig, TrainStep, diverged, thirds, train
from .preview import save_preview
from .state import TrainState, restore_state, save_state
from .task import findings, held_out, labelled, task_of

PREVIEWS = 8
PREVIEW_STEPS = 25
TALK_EVERY_S = 2.0


class JobRun:
    """Goes on where the job's folder says that it is. `result` is the checkpoint of the moving average."""

    def __init__(self, job: Job, device: str):
        self.job, spec = job, job.spec
        base, self.label = task_of(spec, device)
        self.schedule = base.schedule
        self.state = TrainState.new(base.denoiser.network, spec.light)
        restore_state(self.state, job.folder)
        self.denoiser, average = (
            NetworkDenoiser(network, base.schedule, base.denoiser.prediction, base.denoiser.no_label)
            for network in (self.state.network, self.state.ema)
        )
        self.denoiser.run = compiled(self.state.network, device, spec.steps - self.state.step)
        self.result = replace(base, denoiser=average, name=spec.name)
        self.images = job.images()
        self.config = TrainConfig(
            steps=spec.steps,
            batch=spec.batch,
            lr=spec.lr,
            warmup=20,
            seed=spec.seed,
            ema_decay=0.99,
            flip=spec.flip,
            bf16=bf16(device) and not spec.fp32,
        )
        self.writes = processes.leads()

    def to_the_end(self, should_stop: Callable[[], bool], talks: bool) -> Status:
        """Train until there are no steps left, or until one should stop. Raises loop.Diverged."""
        job, state, steps = self.job, self.state, self.job.spec.steps
        if should_stop():
            return Status(State.STOPPED, state.step)
        if self.writes:
            self._begin()
        progress = Progress(steps, state.step) if talks and self.writes else None
        data = labelled(self.images[~held_out(len(self.images))], self.label)
        began = time.monotonic()
        for step in train(state, self.denoiser, self.schedule, data, self.config):
            if self.writes:
                self._note(step, time.monotonic() - began)
            if progress:
                progress.tell(step.step, step.loss)
            if should_stop():
                break
            if self.writes and step.step % job.spec.every == 0 and step.step < steps:
                self._keep()
                job.write_status(State.RUNNING, step.step)
            began = time.monotonic()
        if self.writes:
            self._keep()
        return Status(State.DONE if state.step >= steps else State.STOPPED, state.step)

    def _begin(self) -> None:
        self.job.forget_metrics_after(self.state.step)
        if self.state.step == 0:
            self._show(time.monotonic())
        self.job.write_status(State.RUNNING, self.state.step)

    def _note(self, step: TrainStep, seconds: float) -> None:
        self.job.add_metrics(
            step=step.step,
            loss=step.loss,
            thirds=thirds([step], self.schedule.T),
            time=time.time(),
            seconds=seconds,
            memory=processes.memory(),
        )

    def _keep(self) -> None:
        """A checkpoint. Raises loop.Diverged rather than keep what is no number."""
        began = time.monotonic()
        if not self.state.is_finite():
            raise diverged(self.state.step)
        save_state(self.state, self.job.folder)
        save_checkpoint(self.result, self.job.result, torch.float16)
        self._show(began)

    def _show(self, began: float) -> None:
        """A preview, and what is found out about it."""
        path = self.job.folder / "samples" / f"{self.state.step:08d}.png"
        drawn = save_preview(self.result, path, PREVIEWS, PREVIEW_STEPS, self.label)
        found = findings(self.result, drawn, self.images, self.label)
        self.job.add_findings(self.state.step, found | {"seconds": time.monotonic() - began})


class Progress:
    """Says on a terminal how far a training is."""

    def __init__(self, steps: int, done: int):
        self.steps, self.done, self.began, self.told = steps, done, time.monotonic(), 0.0

    def tell(self, step: int, loss: float) -> None:
        now = time.monotonic()
        if now - self.told < TALK_EVERY_S and step < self.steps:
            return
        self.told = now
        left = (self.steps - step) * (now - self.began) / (step - self.done)
        print(f"step {step}/{self.steps}  loss {loss:.4f}  {left // 60:.0f}:{left % 60:02.0f} left", flush=True)
