"""What a job trains and what it finds out: light training, new classes, held-out pictures."""

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file

from explorer.models.checkpoint import load_checkpoint
from explorer.training import finetune, job_run
from explorer.training.jobs.job import Job
from explorer.training.jobs.records import State
from explorer.training.state import LIGHT, TrainState, learning
from explorer.training.task import held_out, mean_loss, task_of

pytestmark = pytest.mark.usefixtures("signals_restored")


@pytest.fixture(autouse=True)
def quick_previews(monkeypatch):
    monkeypatch.setattr(job_run, "PREVIEW_STEPS", 2)


def train(job: Job) -> dict[str, torch.Tensor]:
    finetune._run_and_report(job)
    assert job.written_status().state == State.DONE
    return load_file(max(job.folder.glob("ckpt-*.safetensors")))


def test_light_training_moves_only_the_light_layers(new_job, base):
    saved = train(new_job(steps=2, light=True))
    before = task_of(new_job(steps=1).spec, "cpu").base.denoiser.network.state_dict()
    moved = {key for key, value in before.items() if not torch.equal(saved[f"network.{key}"], value)}
    assert moved and all(any(layer in key for layer in LIGHT) for key in moved)
    assert {"time_embedding.linear_1.weight", "mid_block.resnets.0.time_emb_proj.weight"} <= moved


def test_a_light_training_goes_on_as_if_it_had_not_stopped(new_job):
    stopped, straight = new_job(steps=4, light=True), new_job(steps=4, light=True)
    add = Job.add_metrics

    def add_and_stop(self, **values):
        add(self, **values)
        if values["step"] == 2 and self.id == stopped.id:
            self.ask_to_stop()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Job, "add_metrics", add_and_stop)
        finetune._run_and_report(stopped)
    stopped.take_back_stop()
    one, other = train(stopped), train(straight)
    assert [key for key in other if not torch.equal(one[key], other[key])] == []


def test_from_scratch_the_base_lends_its_shape_only(new_job):
    job = new_job(steps=1, lr=0.0, scratch=True, seed=5)
    saved, base = train(job), task_of(new_job(steps=1).spec, "cpu").base.denoiser.network.state_dict()
    assert {key: value.shape for key, value in base.items()} == {
        key.removeprefix("network."): value.shape for key, value in saved.items() if key.startswith("network.")
    }
    again = task_of(job.spec, "cpu").base.denoiser.network.state_dict()
    assert all(torch.equal(saved[f"network.{key}"], value) for key, value in again.items())  # drawn from the seed
    assert not torch.equal(base["conv_in.weight"], again["conv_in.weight"])


def test_the_pictures_become_a_class(new_job, base):
    job = new_job(steps=2, label="mine")
    train(job)
    result, start = load_checkpoint(job.result), load_checkpoint(base)
    assert result.labels == (*start.labels, "mine")
    with Image.open(job.samples()[-1]) as image:
        assert image.size == (4 * 16 + 3 * 2, 2 * 16 + 2)


@pytest.mark.parametrize(("count", "held"), [(1, 0), (9, 0), (10, 1), (25, 2)])
def test_every_tenth_picture_is_held_out_of_ten_or_more(count, held):
    assert held_out(count).sum() == held


def test_held_out_pictures_are_not_trained_on_and_their_loss_is_told(new_spec, jobs, pictures):
    many = np.concatenate([pictures] * 3)[:12]
    many[9] = 255  # the one that is held out
    job = jobs.create(new_spec(steps=2), many)
    train(job)
    facts = [job.findings(step) for step in (0, 2)]
    assert all(np.isfinite(fact["held_out"]) and np.isfinite(fact["seen"]) for fact in facts)
    assert all(9 not in fact["nearest"] and len(fact["nearest"]) == 8 for fact in facts)
    seen = [values["thirds"] for values in job.metrics()]
    assert all(len(thirds) == 3 for thirds in seen)
    assert job.metrics()[-1]["memory"] > 50


def test_few_pictures_have_no_held_out_loss(new_job):
    job = new_job(steps=1)
    train(job)
    assert job.findings(1)["held_out"] is None
    assert job.findings(77) == {}


def test_the_mean_loss_is_always_the_same_for_the_same_network(base, pictures):
    task = task_of(type("Spec", (), {"base": str(base), "label": "", "scratch": False, "light": False})(), "cpu")
    assert mean_loss(task.base, pictures, None) == mean_loss(task.base, pictures, None)


def test_the_weights_that_learn_are_those_of_the_optimizer(base):
    network = load_checkpoint(base).denoiser.network
    state = TrainState.new(network, light=True)
    assert [id(w) for w in learning(network)] == [id(w) for w in state.optimizer.param_groups[0]["params"]]
    assert 0 < len(learning(network)) < len(list(network.parameters()))
