"""A run's memory on disk: complete or not at all, and exact."""

import errno
import os
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from explorer.models.network import NetworkDenoiser
from explorer.training import state as state_module
from explorer.training.data import ImageSet
from explorer.training.loop import TrainConfig, train
from explorer.training.state import TrainState, restore_state, save_state


@pytest.fixture(params=["contiguous", "channels_last"])
def new_state(request, new_network):
    """A fresh state, in the memory layout of a shipped network and in that of a loaded one."""
    layout = {"contiguous": torch.contiguous_format, "channels_last": torch.channels_last}[request.param]
    return lambda seed=0: TrainState.new(new_network(seed).to(memory_format=layout))


@pytest.fixture
def steps_of(schedule, pictures):
    """steps_of(state, count): train it so far, at most 8 steps in all."""

    def run(state: TrainState, count: int) -> None:
        denoiser = NetworkDenoiser(state.network, schedule)
        config = TrainConfig(steps=8, batch=4, lr=1e-2, warmup=2)
        list(islice(train(state, denoiser, schedule, ImageSet(pictures), config), count))

    return run


def everything(state: TrainState) -> dict[str, torch.Tensor]:
    moments = state.optimizer.state_dict()["state"]
    return {
        **{f"network {key}": value for key, value in state.network.state_dict().items()},
        **{f"ema {key}": value for key, value in state.ema.state_dict().items()},
        **{f"{key} {index}": value for index, values in moments.items() for key, value in values.items()},
    }


def assert_identical(a: TrainState, b: TrainState) -> None:
    assert a.step == b.step
    left, right = everything(a), everything(b)
    assert left.keys() == right.keys()
    different = [key for key in left if not torch.equal(left[key], right[key])]
    assert different == []


def checkpoints(folder: Path) -> list[int]:
    return sorted(int(path.stem.removeprefix("ckpt-")) for path in folder.glob("ckpt-*.safetensors"))


def saved_at(state: TrainState, folder: Path, *steps: int) -> None:
    for step in steps:
        state.step = step
        save_state(state, folder)


def disk_full(*_args: object, **_kwargs: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def half_written(tensors: dict[str, torch.Tensor], path: Path, *_rest: object) -> None:
    Path(path).write_bytes(b"half a file")
    disk_full()


def test_the_average_starts_as_the_network(new_state):
    state = new_state()
    for average, weight in zip(state.ema.parameters(), state.network.parameters(), strict=True):
        assert torch.equal(average, weight)
        assert average.data_ptr() != weight.data_ptr()


def test_a_new_state_trains_all_weights_even_of_a_frozen_network(new_network):
    state = TrainState.new(new_network().eval().requires_grad_(False))
    assert all(weight.requires_grad for weight in state.network.parameters())
    assert state.network.training


def test_a_restored_state_is_the_saved_one(new_state, steps_of, tmp_path):
    saved, restored = new_state(), new_state(seed=1)
    steps_of(saved, 3)
    save_state(saved, tmp_path)
    assert restore_state(restored, tmp_path)
    assert_identical(saved, restored)


def test_an_interrupted_run_ends_exactly_as_an_uninterrupted_one(new_state, steps_of, tmp_path):
    whole = new_state()
    steps_of(whole, 8)
    first = new_state()
    steps_of(first, 3)
    save_state(first, tmp_path)
    second = new_state(seed=1)  # a new process: other weights until they are restored
    restore_state(second, tmp_path)
    steps_of(second, 5)
    assert whole.step == 8
    assert_identical(whole, second)


def test_saving_changes_nothing(new_state, steps_of, tmp_path):
    saving, silent = new_state(), new_state()
    for _ in range(4):
        steps_of(saving, 1)
        save_state(saving, tmp_path)
    steps_of(silent, 4)
    assert_identical(saving, silent)


def test_a_state_before_its_first_step_can_be_kept(new_state, tmp_path):
    saved, restored = new_state(), new_state(seed=1)
    save_state(saved, tmp_path)
    assert restore_state(restored, tmp_path)
    assert_identical(saved, restored)


def test_an_empty_folder_restores_nothing(new_state, tmp_path):
    state, untouched = new_state(), new_state()
    assert not restore_state(state, tmp_path)
    assert_identical(state, untouched)


def test_the_two_newest_checkpoints_are_kept(new_state, tmp_path):
    saved_at(new_state(), tmp_path, 5, 20, 100, 1000)
    assert checkpoints(tmp_path) == [100, 1000]


def test_the_newest_checkpoint_is_restored(new_state, tmp_path):
    state, restored = new_state(), new_state()
    saved_at(state, tmp_path, 9, 10)
    restore_state(restored, tmp_path)
    assert restored.step == 10


def test_the_file_is_plain_safetensors_with_all_three_parts(new_state, steps_of, tmp_path):
    state = new_state()
    steps_of(state, 1)
    path = save_state(state, tmp_path)
    assert path.name == "ckpt-00000001.safetensors"
    tensors = load_file(path)
    count = len(state.network.state_dict())
    # Adam keeps two moments and a counter for each weight.
    assert {part: sum(key.startswith(part) for key in tensors) for part in ("network.", "ema.", "optimizer.")} == {
        "network.": count,
        "ema.": count,
        "optimizer.": 3 * count,
    }
    np.testing.assert_array_equal(tensors["ema.conv_in.weight"], state.ema.conv_in.weight)


@pytest.mark.parametrize(
    ("module", "name", "failure"),
    [(state_module, "save_file", disk_full), (state_module, "save_file", half_written), (os, "replace", disk_full)],
    ids=["nothing written", "half written", "not renamed"],
)
def test_a_failing_write_leaves_the_previous_checkpoint(
    new_state, steps_of, tmp_path, monkeypatch, module, name, failure
):
    state, before, restored = new_state(), new_state(), new_state(seed=1)
    steps_of(state, 2)
    steps_of(before, 2)
    save_state(state, tmp_path)
    steps_of(state, 1)
    monkeypatch.setattr(module, name, failure)
    with pytest.raises(OSError, match="No space left"):
        save_state(state, tmp_path)
    monkeypatch.undo()
    assert checkpoints(tmp_path) == [2]
    assert restore_state(restored, tmp_path)
    assert_identical(before, restored)


def test_a_failing_write_leaves_no_half_file_on_the_full_disk(new_network, tmp_path, monkeypatch):
    monkeypatch.setattr(state_module, "save_file", half_written)
    with pytest.raises(OSError, match="No space left"):
        save_state(TrainState.new(new_network()), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_failing_write_costs_neither_of_the_two_kept(new_state, tmp_path, monkeypatch):
    state = new_state()
    saved_at(state, tmp_path, 1, 2)
    monkeypatch.setattr(state_module, "save_file", disk_full)
    with pytest.raises(OSError, match="No space left"):
        saved_at(state, tmp_path, 3)
    assert checkpoints(tmp_path) == [1, 2]


def test_what_a_killed_process_left_half_written_is_not_read(new_state, tmp_path):
    state, restored = new_state(), new_state()
    saved_at(state, tmp_path, 4)
    (tmp_path / "ckpt-00000005.tmp").write_bytes(b"half a file")
    assert restore_state(restored, tmp_path)
    assert restored.step == 4


def test_the_data_reaches_the_disk_before_the_name_does(new_state, tmp_path, monkeypatch):
    # A power cut may otherwise leave the new name on an empty file.
    order = []
    fsync, replace = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda descriptor: (order.append("fsync"), fsync(descriptor)))
    monkeypatch.setattr(os, "replace", lambda *paths: (order.append("replace"), replace(*paths)))
    save_state(new_state(), tmp_path)
    assert order == ["fsync", "replace", "fsync"]
