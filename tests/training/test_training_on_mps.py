"""Trainings, previews and findings on a device without float64."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.diffusion.schedule import cosine
from explorer.models.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from explorer.models.network import NetworkDenoiser
from explorer.training import finetune, job_run, pretrain
from explorer.training.data import ImageSet
from explorer.training.jobs.records import State
from explorer.training.loop import TrainConfig, train
from explorer.training.state import TrainState
from tests.helpers import random_unet
from tests.mps_stand_in import TINY, playing_mps, waits


@pytest.fixture
def tiny(tmp_path):
    network = random_unet(replace(TINY, num_class_embeds=3))
    denoiser = NetworkDenoiser(network, cosine(50), "v_prediction", no_label=2)
    save_checkpoint(Checkpoint(denoiser, cosine(50), (1, 8, 8), ("a", "b"), "tiny"), tmp_path / "tiny")
    return tmp_path / "tiny"


@pytest.fixture(autouse=True)
def few_steps(monkeypatch):
    monkeypatch.setattr(job_run, "PREVIEW_STEPS", 1)
    monkeypatch.setattr(pretrain, "SAVE_EVERY", 1)
    monkeypatch.setattr(pretrain, "REPORT_EVERY", 1)


@pytest.mark.parametrize("options", [{}, {"label": "mine", "light": True, "flip": True}, {"scratch": True}], ids=str)
def test_a_job(jobs, new_spec, pictures, tiny, options):
    trained = []
    for device in ("auto", "cpu"):
        many = np.concatenate([pictures[:, ::2, ::2]] * 2)  # so many that one is held out
        job = jobs.create(new_spec(base=str(tiny), steps=2, fp32=True, **options), many)
        with playing_mps():
            finetune._run_and_report(job, device=device)
            finetune._run_and_report(job, device=device)  # restored, and nothing is left to do
        assert job.written_status().state == State.DONE
        assert len(job.samples()) == len(job.spec.shown) and np.isfinite(job.findings(2)["held_out"])
        trained.append(load_checkpoint(job.result).denoiser.network.state_dict())
    for name, weight in trained[1].items():
        np.testing.assert_allclose(trained[0][name], weight, atol=2e-3)


def test_pretraining(tmp_path):
    data = pretrain.ImageSet(np.random.default_rng(0).integers(0, 256, (8, 8, 8, 1), np.uint8), np.arange(8))
    recipe = pretrain.RECIPES["digits"]
    config = replace(recipe.config, steps=2, batch=2, warmup=1)
    recipe = replace(recipe, network=replace(TINY, num_class_embeds=11), config=config)
    with playing_mps():
        pretrain.pretrain(recipe, data, tmp_path / "run", tmp_path / "out", "mps")
    assert load_checkpoint(tmp_path / "out").labels == recipe.labels
    assert len(list((tmp_path / "run" / "samples").iterdir())) == 2


def test_a_step_waits_for_the_device_once_and_where_labels_are_looked_at():
    network = random_unet(replace(TINY, num_class_embeds=3))
    data = ImageSet(np.random.default_rng(0).integers(0, 256, (8, 8, 8, 1), np.uint8), np.arange(8) % 2)
    with playing_mps():
        network.to("mps")
        denoiser = NetworkDenoiser(network, cosine(50), no_label=2)
        walk = train(TrainState.new(network), denoiser, cosine(50), data, TrainConfig(steps=3, batch=4))
        next(walk)
        waits.clear()
        step = next(walk)
    assert waits == ["_local_scalar_dense", "_to_copy"]  # whether there are such labels; the losses and their gradient
    assert step.losses.shape == step.t.shape == (4,) and step.loss == pytest.approx(step.losses.mean())
