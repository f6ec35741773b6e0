"""Checkpoints written and read here: what comes back, and what a failing save leaves behind."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from explorer.diffusion.schedule import NoiseSchedule, cosine, linear, scaled_linear, sigmoid, zero_terminal_snr
from explorer.models import checkpoint as module
from explorer.models.checkpoint import WEIGHTS, CheckpointError, load_checkpoint, save_checkpoint
from explorer.models.files import locations as folder
from tests.helpers import gaussian_noise, random_unet, some_checkpoint
from tests.models.configurations import assert_same

X = gaussian_noise(torch.empty(3, 1, 8, 8))
T = torch.tensor([1, 17, 40])
SCHEDULES = {
    "linear": linear(40),
    "other ends": linear(40, 0.001, 0.3),
    "cosine": cosine(40),
    "scaled linear": scaled_linear(40, 0.00085, 0.012),
    "sigmoid": sigmoid(40),
    "arbitrary": NoiseSchedule(np.concatenate([[0.0], np.random.default_rng(0).uniform(1e-3, 0.5, 40)])),
}


def assert_same_network(loaded, original):
    """Exactly the same weights; the outputs may round differently, because a loaded network is laid out otherwise.

    They are compared as the network itself says them: as eps they would be divided by the little noise of t = 1.
    """
    expected = original.denoiser.network.state_dict()
    assert loaded.denoiser.network.config == original.denoiser.network.config
    for name, weight in loaded.denoiser.network.state_dict().items():
        assert torch.equal(weight, expected[name]), name
    assert_same(said(loaded), said(original))


def said(checkpoint, label=None):
    with torch.no_grad():
        return checkpoint.denoiser.output(X, T, label)


def contents(folder):
    """Every file below a folder, hidden ones too, with its bytes."""
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("schedule", SCHEDULES.values(), ids=SCHEDULES)
@pytest.mark.parametrize("prediction", ["epsilon", "sample", "v_prediction"])
def test_what_was_saved_comes_back(tmp_path, schedule, prediction):
    original = some_checkpoint(schedule, prediction)
    save_checkpoint(original, tmp_path / "saved")
    loaded = load_checkpoint(tmp_path / "saved")
    assert np.array_equal(loaded.schedule.beta, schedule.beta)
    assert loaded.denoiser.prediction == prediction
    assert (loaded.shape, loaded.labels, loaded.name) == ((1, 8, 8), (), "saved")
    assert_same_network(loaded, original)


@pytest.mark.parametrize("schedule", [linear(40), cosine(40)], ids=["linear", "cosine"])
@pytest.mark.parametrize("prediction", ["sample", "v_prediction"])
def test_a_schedule_without_signal_at_its_end_comes_back(tmp_path, schedule, prediction):
    schedule = zero_terminal_snr(schedule)
    save_checkpoint(some_checkpoint(schedule, prediction), tmp_path / "saved")
    assert np.array_equal(load_checkpoint(tmp_path / "saved").schedule.beta, schedule.beta)


@pytest.mark.parametrize(
    "sampling",
    [
        {"clip": 1.5, "variance": "ddpm-small"},
        {"clip": 0.0, "variance": "ddpm"},
    ],
)
def test_how_it_is_sampled_comes_back(tmp_path, sampling):
    save_checkpoint(replace(some_checkpoint(), **sampling), tmp_path / "saved")
    loaded = load_checkpoint(tmp_path / "saved")
    assert {name: getattr(loaded, name) for name in sampling} == sampling


def test_labels_come_back_and_one_class_more_stands_for_none(tmp_path):
    original = some_checkpoint(labels=("cat", "Hund", "猫"), extra_class=True)
    save_checkpoint(original, tmp_path / "saved")
    loaded, label = load_checkpoint(tmp_path / "saved"), torch.tensor([2, 0, 1])
    assert loaded.labels == ("cat", "Hund", "猫")
    assert loaded.denoiser.no_label == 3
    assert_same_network(loaded, original)
    assert_same(said(loaded, label), said(original, label))
    assert (said(loaded) - said(loaded, label)).abs().max() > 1e-2


def test_without_one_class_more_there_is_no_index_for_none(tmp_path):
    save_checkpoint(some_checkpoint(labels=("a", "b")), tmp_path / "saved")
    assert load_checkpoint(tmp_path / "saved").denoiser.no_label is None


def test_classes_without_names_are_numbered(tmp_path):
    save_checkpoint(replace(some_checkpoint(labels=("a", "b")), labels=()), tmp_path / "saved")
    loaded = load_checkpoint(tmp_path / "saved")
    assert loaded.labels == ("0", "1")
    assert loaded.denoiser.no_label is None


def test_a_loaded_network_is_ready_to_use_and_not_to_train(tmp_path):
    save_checkpoint(some_checkpoint(), tmp_path / "saved", torch.float16)
    loaded = load_checkpoint(tmp_path / "saved")
    network = loaded.denoiser.network
    assert not any(module.training for module in network.modules())
    assert {(weight.dtype, weight.requires_grad) for weight in network.parameters()} == {(torch.float32, False)}
    assert loaded.device == torch.device("cpu")


def test_float16_keeps_every_weight_to_half_precision(tmp_path):
    original = some_checkpoint()
    save_checkpoint(original, tmp_path / "half", torch.float16)
    weights = load_checkpoint(tmp_path / "half").denoiser.network.state_dict()
    for name, weight in original.denoiser.network.state_dict().items():
        assert torch.equal(weights[name], weight.half().float()), name


def test_float16_takes_half_the_room_and_says_nearly_the_same(tmp_path):
    original = some_checkpoint()
    save_checkpoint(original, tmp_path / "full")
    save_checkpoint(original, tmp_path / "half", torch.float16)
    full, half = ((tmp_path / name / WEIGHTS).stat().st_size for name in ("full", "half"))
    assert half < 0.6 * full
    torch.testing.assert_close(said(load_checkpoint(tmp_path / "half")), said(original), rtol=0, atol=0.02)


def test_saving_in_float16_leaves_the_network_as_it_was(tmp_path):
    original = some_checkpoint()
    before = said(original)
    save_checkpoint(original, tmp_path / "half", torch.float16)
    assert torch.equal(said(original), before)


def test_a_checkpoint_is_found_by_its_name_among_the_shipped_ones(tmp_path, monkeypatch):
    monkeypatch.setattr(folder, "SHIPPED", tmp_path)
    save_checkpoint(some_checkpoint(), tmp_path / "mine")
    assert load_checkpoint("mine").name == "mine"


def test_an_unknown_name_is_refused_with_the_known_ones(tmp_path, monkeypatch):
    monkeypatch.setattr(folder, "SHIPPED", tmp_path)
    save_checkpoint(some_checkpoint(), tmp_path / "mine")
    with pytest.raises(CheckpointError, match=r"no checkpoint 'yours'.*: mine"):
        load_checkpoint("yours")


def test_a_relative_folder_is_found_and_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    save_checkpoint(some_checkpoint(), "deep/saved")
    assert load_checkpoint("deep/../deep/saved").name == "saved"


# Replacing a folder


def test_saving_replaces_the_old_files_whole(tmp_path):
    folder = tmp_path / "saved"
    save_checkpoint(some_checkpoint(labels=("a", "b")), folder)
    (folder / "leftover.bin").write_bytes(b"old")
    save_checkpoint(some_checkpoint(), folder)
    assert {path.name for path in folder.iterdir()} == {"config.json", "scheduler_config.json", WEIGHTS}
    assert load_checkpoint(folder).labels == ()


def test_a_model_card_survives(tmp_path):
    folder = tmp_path / "saved"
    save_checkpoint(some_checkpoint(), folder)
    (folder / "README.md").write_text("a card")
    save_checkpoint(some_checkpoint(), folder)
    assert (folder / "README.md").read_text() == "a card"


def test_saving_leaves_nothing_beside_the_folder(tmp_path):
    for _ in range(2):
        save_checkpoint(some_checkpoint(), tmp_path / "saved")
    assert [path.name for path in tmp_path.iterdir()] == ["saved"]


def test_everybody_may_read_what_was_saved(tmp_path):
    folder = tmp_path / "saved"
    save_checkpoint(some_checkpoint(), folder)
    assert folder.stat().st_mode & 0o755 == 0o755
    assert (folder / WEIGHTS).stat().st_mode & 0o444 == 0o444


@pytest.mark.parametrize("error", [OSError("disk full"), KeyboardInterrupt()])
@pytest.mark.parametrize("failing", ["save_file", "write_json"])
def test_a_failing_save_leaves_the_old_folder_and_no_rubbish(tmp_path, monkeypatch, failing, error):
    save_checkpoint(some_checkpoint(), tmp_path / "saved")
    before = contents(tmp_path)

    def fails(*_, **__):
        raise error

    monkeypatch.setattr(module, failing, fails)
    with pytest.raises(type(error)):
        save_checkpoint(some_checkpoint(cosine(1000)), tmp_path / "saved")
    assert contents(tmp_path) == before
    assert [path.name for path in tmp_path.iterdir()] == ["saved"]


def test_a_failing_first_save_leaves_nothing_at_all(tmp_path, monkeypatch):
    def fails_halfway(weights, path, metadata):
        path.write_bytes(b"half a file")
        raise OSError("disk full")

    monkeypatch.setattr(module, "save_file", fails_halfway)
    with pytest.raises(OSError, match="disk full"):
        save_checkpoint(some_checkpoint(), tmp_path / "saved")
    assert list(tmp_path.iterdir()) == []


def test_the_weights_are_in_the_file_under_the_networks_own_names(tmp_path):
    save_checkpoint(some_checkpoint(), tmp_path / "saved")
    assert load_file(tmp_path / "saved" / WEIGHTS).keys() == random_unet().state_dict().keys()


def test_a_folder_that_cannot_be_moved_into_place_leaves_the_old_one(tmp_path, monkeypatch):
    save_checkpoint(some_checkpoint(), tmp_path / "kept")
    before = (tmp_path / "kept" / "config.json").read_text()
    move = Path.replace

    def fails_for_the_new(self, target):
        if Path(target).name == "kept" and not self.name.endswith("-old"):
            raise OSError("no such luck")
        return move(self, target)

    monkeypatch.setattr(Path, "replace", fails_for_the_new)
    with pytest.raises(OSError, match="no such luck"):
        save_checkpoint(some_checkpoint(), tmp_path / "kept")
    assert (tmp_path / "kept" / "config.json").read_text() == before
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
