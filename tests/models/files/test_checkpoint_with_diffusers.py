"""Folders that diffusers wrote load here, and ours load there, with the same pictures on both sides."""

import json
from dataclasses import asdict, replace

import numpy as np
import pytest
import torch
from diffusers import DDIMScheduler, DDPMPipeline, DDPMScheduler, UNet2DModel

from explorer.diffusion.process import x0_from_eps
from explorer.diffusion.schedule import NoiseSchedule, cosine, linear, scaled_linear, sigmoid, zero_terminal_snr
from explorer.models.checkpoint import load_checkpoint, save_checkpoint
from tests.helpers import SMALL, gaussian_noise, randomise, some_checkpoint
from tests.models.configurations import assert_same

X = gaussian_noise(torch.empty(3, 1, 8, 8))
T = torch.tensor([1, 400, 1000])
LABEL = torch.tensor([2, 0, 1])
SCHEDULERS = {
    "linear": {},
    "linear with other ends": {"beta_start": 0.001, "beta_end": 0.05},
    "scaled_linear": {"beta_schedule": "scaled_linear", "beta_start": 0.00085, "beta_end": 0.012},
    "cosine": {"beta_schedule": "squaredcos_cap_v2"},
    "sigmoid": {"beta_schedule": "sigmoid", "beta_end": 0.03},
    "trained betas": {"trained_betas": np.linspace(0.001, 0.03, 1000).tolist()},
}
SCHEDULES = {
    "linear": linear(1000),
    "other ends": linear(1000, 0.001, 0.05),
    "cosine": cosine(1000),
    "scaled linear": scaled_linear(1000, 0.00085, 0.012),
    "sigmoid": sigmoid(1000),
    "arbitrary": NoiseSchedule(np.concatenate([[0.0], np.random.default_rng(0).uniform(1e-3, 0.5, 1000)])),
}


def their_network(**changes):
    return randomise(UNet2DModel(**asdict(replace(SMALL, **changes))))


def said_here(checkpoint, label=None):
    with torch.no_grad():
        return checkpoint.denoiser(X, T, label)


def said_there(network, label=None):
    with torch.no_grad():
        return network(X, T - 1, class_labels=label).sample  # diffusers counts from 0


# Theirs, here


@pytest.mark.parametrize("options", SCHEDULERS.values(), ids=SCHEDULERS)
def test_their_folder_loads_here(tmp_path, options):
    network, scheduler = their_network(), DDPMScheduler(**options)
    network.save_pretrained(tmp_path)
    scheduler.save_pretrained(tmp_path)
    loaded = load_checkpoint(tmp_path)
    assert_same(said_here(loaded), said_there(network))
    np.testing.assert_allclose(loaded.schedule.beta[1:], scheduler.betas, rtol=0, atol=1e-7)
    assert (loaded.shape, loaded.labels) == ((1, 8, 8), ())


@pytest.mark.parametrize("prediction", ["sample", "v_prediction"])
@pytest.mark.parametrize("options", SCHEDULERS.values(), ids=SCHEDULERS)
def test_their_zero_terminal_snr_is_ours(tmp_path, options, prediction):
    network = their_network()
    scheduler = DDPMScheduler(**options, rescale_betas_zero_snr=True, prediction_type=prediction)
    network.save_pretrained(tmp_path)
    scheduler.save_pretrained(tmp_path)
    loaded = load_checkpoint(tmp_path)
    assert (loaded.schedule.alpha_bar[-1], loaded.schedule.beta[-1]) == (0, 1)
    np.testing.assert_allclose(loaded.schedule.alpha_bar[1:], scheduler.alphas_cumprod, rtol=1e-3, atol=1e-6)
    # At t = T nothing but noise is left, and that is what the denoiser says it is.
    torch.testing.assert_close(said_here(loaded)[-1], X[-1], rtol=0, atol=0)
    x0_hat = {"sample": loaded.denoiser.output(X, T), "v_prediction": -loaded.denoiser.output(X, T)}[prediction]
    theirs = scheduler.step(said_there(network)[[-1]], 999, X[[-1]]).pred_original_sample
    assert_same(x0_hat[[-1]].clamp(-1, 1), theirs)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, (1.0, "ddpm-small")),
        ({"clip_sample": False}, (0.0, "ddpm-small")),
        ({"clip_sample_range": 3.0}, (3.0, "ddpm-small")),
        ({"variance_type": "fixed_small_log"}, (1.0, "ddpm-small")),
        ({"variance_type": "fixed_large"}, (1.0, "ddpm")),
        ({"variance_type": "fixed_large_log"}, (1.0, "ddpm")),
        ({"timestep_spacing": "trailing", "steps_offset": 1, "sample_max_value": 2.0}, (1.0, "ddpm-small")),
    ],
)
def test_how_they_sample_is_known_here(tmp_path, options, expected):
    their_network().save_pretrained(tmp_path)
    DDPMScheduler(**options).save_pretrained(tmp_path)
    loaded = load_checkpoint(tmp_path)
    assert (loaded.clip, loaded.variance) == expected


def test_how_we_sample_is_known_there(tmp_path):
    save_checkpoint(replace(some_checkpoint(), clip=2.0, variance="ddpm"), tmp_path / "ours")
    config = DDPMScheduler.from_pretrained(tmp_path / "ours").config
    assert (config.clip_sample, config.clip_sample_range, config.variance_type) == (True, 2.0, "fixed_large")


@pytest.mark.parametrize("options", [{}, {"num_train_timesteps": 1000}])
def test_the_number_of_times_says_nothing_about_their_network(tmp_path, options):
    # Only a learned time embedding, which is refused, depends on it.
    randomise(UNet2DModel(**asdict(SMALL), **options)).save_pretrained(tmp_path)
    DDPMScheduler().save_pretrained(tmp_path)
    assert load_checkpoint(tmp_path).denoiser.network.config == SMALL


def test_their_older_word_for_predicting_x0_is_understood(tmp_path):
    their_network().save_pretrained(tmp_path)
    DDPMScheduler().save_pretrained(tmp_path)
    path = tmp_path / "scheduler_config.json"
    config = json.loads(path.read_text()) | {"predict_epsilon": False}
    del config["prediction_type"]
    path.write_text(json.dumps(config))
    assert load_checkpoint(tmp_path).denoiser.prediction == "sample"


def test_their_pipeline_loads_here(tmp_path):
    network, scheduler = their_network(), DDPMScheduler(beta_schedule="squaredcos_cap_v2")
    DDPMPipeline(network, scheduler).save_pretrained(tmp_path)
    assert not (tmp_path / "config.json").exists()  # it is in unet/
    loaded = load_checkpoint(tmp_path)
    assert_same(said_here(loaded), said_there(network))
    np.testing.assert_allclose(loaded.schedule.beta[1:], scheduler.betas, rtol=0, atol=1e-7)
    assert loaded.name == tmp_path.name


def test_a_pipelines_labels_lie_beside_its_two_folders(tmp_path):
    DDPMPipeline(their_network(num_class_embeds=4), DDPMScheduler()).save_pretrained(tmp_path)
    (tmp_path / "labels.json").write_text(json.dumps(["a", "b", "c"]))
    loaded = load_checkpoint(tmp_path)
    assert (loaded.labels, loaded.denoiser.no_label) == (("a", "b", "c"), 3)


def test_another_scheduler_of_theirs_will_do(tmp_path):
    their_network().save_pretrained(tmp_path)
    DDIMScheduler(beta_schedule="squaredcos_cap_v2").save_pretrained(tmp_path)
    assert np.array_equal(load_checkpoint(tmp_path).schedule.beta, cosine(1000).beta)


def test_their_classes_load_here(tmp_path):
    network = their_network(num_class_embeds=3)
    network.save_pretrained(tmp_path)
    DDPMScheduler().save_pretrained(tmp_path)
    loaded = load_checkpoint(tmp_path)
    assert loaded.labels == ("0", "1", "2")
    assert_same(said_here(loaded, LABEL), said_there(network, LABEL))


def test_their_half_precision_loads_here(tmp_path):
    network = their_network().half()
    network.save_pretrained(tmp_path)
    DDPMScheduler().save_pretrained(tmp_path)
    assert_same(said_here(load_checkpoint(tmp_path)), said_there(network.float()))


@pytest.mark.parametrize("prediction", ["epsilon", "sample", "v_prediction"])
def test_x0_is_the_one_their_scheduler_finds(tmp_path, prediction):
    network, scheduler = their_network(), DDPMScheduler(prediction_type=prediction, clip_sample=False)
    network.save_pretrained(tmp_path)
    scheduler.save_pretrained(tmp_path)
    loaded, output = load_checkpoint(tmp_path), said_there(network)
    # At t = T a difference in eps counts 157 times: the same output on both sides, then.
    loaded.denoiser.run = lambda x, time, label: output
    x0_hat = x0_from_eps(loaded.schedule, X, said_here(loaded), T)
    for i, t in enumerate(T.tolist()):
        theirs = scheduler.step(output[[i]], t - 1, X[[i]]).pred_original_sample
        # Their tables are float32, and at t = 1 off by 1e-4.
        torch.testing.assert_close(x0_hat[[i]], theirs, rtol=1e-4, atol=1e-3)


# Ours, there


@pytest.mark.parametrize("dtype", [torch.float32, torch.float16])
def test_our_network_loads_there(tmp_path, dtype):
    save_checkpoint(some_checkpoint(), tmp_path / "ours", dtype)
    network = UNet2DModel.from_pretrained(tmp_path / "ours").float().eval()
    assert_same(said_here(load_checkpoint(tmp_path / "ours")), said_there(network))


def test_our_classes_load_there(tmp_path):
    ours = some_checkpoint(labels=("a", "b", "c"), extra_class=True)
    save_checkpoint(ours, tmp_path / "ours")
    network = UNet2DModel.from_pretrained(tmp_path / "ours").eval()
    assert_same(said_here(ours, LABEL), said_there(network, LABEL))
    assert_same(said_here(ours), said_there(network, torch.tensor([3, 3, 3])))


@pytest.mark.parametrize("schedule", SCHEDULES.values(), ids=SCHEDULES)
def test_our_schedule_loads_there(tmp_path, schedule):
    save_checkpoint(some_checkpoint(schedule), tmp_path / "ours")
    scheduler = DDPMScheduler.from_pretrained(tmp_path / "ours")
    np.testing.assert_allclose(scheduler.betas, schedule.beta[1:], rtol=0, atol=1e-7)


@pytest.mark.parametrize("schedule", SCHEDULES.values(), ids=SCHEDULES)
def test_our_zero_terminal_snr_loads_there(tmp_path, schedule):
    schedule = zero_terminal_snr(schedule)
    save_checkpoint(some_checkpoint(schedule, "v_prediction"), tmp_path / "ours")
    scheduler = DDPMScheduler.from_pretrained(tmp_path / "ours")
    np.testing.assert_allclose(scheduler.betas, schedule.beta[1:], rtol=0, atol=1e-7)
    assert scheduler.alphas_cumprod[-1] == 0


@pytest.mark.parametrize("prediction", ["epsilon", "sample", "v_prediction"])
def test_our_prediction_type_is_known_there(tmp_path, prediction):
    save_checkpoint(some_checkpoint(prediction=prediction), tmp_path / "ours")
    config = DDPMScheduler.from_pretrained(tmp_path / "ours").config
    assert (config.prediction_type, config.variance_type, config.clip_sample) == (prediction, "fixed_small", True)


def test_our_folder_makes_pictures_there(tmp_path):
    save_checkpoint(some_checkpoint(), tmp_path / "ours")
    network, scheduler = (part.from_pretrained(tmp_path / "ours") for part in (UNet2DModel, DDPMScheduler))
    pipeline = DDPMPipeline(network, scheduler)
    pipeline.set_progress_bar_config(disable=True)
    assert pipeline(batch_size=2, num_inference_steps=3, output_type="np").images.shape == (2, 8, 8, 1)
