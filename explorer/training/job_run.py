"""A job's training in this process: what it trains, step by step, and what it keeps of it. Needs torch."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import torch

from ..models.checkpoint import save_checkpoint
from ..models.network import NetworkDenoiser
from . import processes
from .acceleration import bf16, compiled, one_thread, snapshot
from .jobs.job import Job
from .jobs.records import State, Status
from .loop import TrainConfig, TrainStep, diverged, thirds, train
from .preview import STEPS as PREVIEW_STEPS
from .preview import Interrupted, save_preview
from .state import TrainState, restore_state, save_state
from .task import findings, held_out, labelled, task_of

PREVIEWS = 8
TALK_EVERY_S = 2.0


class JobRun:
    """Goes on where the job's folder says that it is. `result` is the checkpoint of the moving average."""

    def __init__(self, job: Job, device: str):
        self.job, spec = job, job.spec
        base, self.label = task_of(spec, device)
        self.schedule = base.schedule
        self.state = TrainState.new(base.denoiser.network, spec.light)
        self.kept = self.state.step if restore_state(self.state, job.folder) else None
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

    def to_the_end(self, should_stop: Callable[[], bool], time_is_up: Callable[[], bool], talks: bool) -> Status:
        """Train until there are no steps left, one of the processes should stop, which ends a preview, too, or the time
        is up, which does not. Raises loop.Diverged.
        """
        job, state, steps = self.job, self.state, self.job.spec.steps
        if processes.any_of(should_stop() or time_is_up()):
            return Status(State.STOPPED, state.step)
        shown = set(job.spec.shown)
        if self.writes:
            self._begin(should_stop)
        progress = Progress(steps, state.step) if talks and self.writes else None
        data = labelled(self.images[~held_out(len(self.images))], self.label)
        began = time.monotonic()
        for step in train(state, self.denoiser, self.schedule, data, self.config):
            if self.writes:
                self._note(step, time.monotonic() - began)
            if progress:
                progress.tell(step.step, step.loss)
            if self.writes and step.step in shown:
                self._show(should_stop)
            if processes.any_of(should_stop() or time_is_up()):
                break
            began = time.monotonic()
        if self.writes and not self.is_kept:
            self._keep()
        return Status(State.DONE if state.step >= steps else State.STOPPED, state.step)

    def _begin(self, should_stop: Callable[[], bool]) -> None:
        self.job.forget_metrics_after(self.state.step)
        self.job.write_status(State.RUNNING, self.state.step)
        if self.state.step == 0:
            self._show(should_stop)

    def _note(self, step: TrainStep, seconds: float) -> None:
        self.job.add_metrics(
            step=step.step,
            loss=step.loss,
            thirds=thirds([step], self.schedule.T),
            time=time.time(),
            seconds=seconds,
            memory=processes.memory(),
        )

    @property
    def is_kept(self) -> bool:
        """Whether what has been learned so far is on the disk."""
        return bool(self.kept) and self.kept == self.state.step

    def _keep(self) -> None:
        """A checkpoint. Raises loop.Diverged rather than keep what is no number."""
        with one_thread():
            if not self.state.is_finite():
                raise diverged(self.state.step)
            save_state(self.state, self.job.folder)
            save_checkpoint(self.result, self.job.result, torch.float16)
        self.kept = self.state.step

    def _show(self, should_stop: Callable[[], bool]) -> None:
        """A checkpoint if it is time for one, a preview and what is found out about it. Stops midway if told."""
        began, step = time.monotonic(), self.state.step
        if step and self.job.spec.is_kept(step):
            self._keep()
            self.job.write_status(State.RUNNING, step)
        path = self.job.folder / "samples" / f"{step:08d}.png"
        with suppress(Interrupted), one_thread() as threads:
            now = snapshot(self.result, threads)
            drawn = save_preview(now, path, PREVIEWS, PREVIEW_STEPS, self.label, should_stop)
            found = findings(now, drawn, self.images, self.label, should_stop)
            self.job.add_findings(step, found | {"seconds": time.monotonic() - began})


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
