"""A fine-tune that is given its time in portions."""

import pytest
import torch
from safetensors.torch import load_file

from explorer.training import finetune, job_run
from explorer.training.jobs.records import State, Status

pytestmark = pytest.mark.usefixtures("quick_previews")

STEPS = 12


def test_six_portions_are_one_whole_bit_by_bit(new_job, a_second_a_step):
    whole, portions = new_job(steps=STEPS), new_job(steps=STEPS)
    assert finetune.run(whole) == Status(State.DONE, STEPS)
    ended = [finetune.run(portions, seconds=STEPS / 6) for _ in range(6)]
    assert ended == [*(Status(State.STOPPED, 2 * n) for n in range(1, 6)), Status(State.DONE, STEPS)]
    for file in (f"ckpt-{STEPS:08d}.safetensors", "result/diffusion_pytorch_model.safetensors"):
        one, six = (load_file(job.folder / file) for job in (whole, portions))
        assert one.keys() == six.keys()
        assert all(torch.equal(value, six[name]) for name, value in one.items())


def test_without_time_nothing_is_trained(new_job, a_second_a_step):
    job = new_job(steps=STEPS)
    assert finetune.run(job, seconds=0) == Status(State.STOPPED, 0)
    assert job.metrics() == []


def test_loading_is_no_part_of_the_time(new_job, a_second_a_step, monkeypatch):
    class Slow(job_run.JobRun):
        def __init__(self, *of: object):
            super().__init__(*of)
            a_second_a_step.now += 100

    monkeypatch.setattr(job_run, "JobRun", Slow)
    job = new_job(steps=STEPS)
    assert finetune.run(job, seconds=2) == Status(State.STOPPED, 2)
