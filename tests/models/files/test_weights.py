"""Weights in several files: put together as the index says, or refused by the name of the file that is wrong."""

import json

import pytest
import torch
from safetensors.torch import load_file, save_file

from explorer.models.checkpoint import load_checkpoint, save_checkpoint
from explorer.models.files.locations import CheckpointError
from explorer.models.files.weights import WEIGHTS, load_weights
from tests.helpers import some_checkpoint

INDEX = f"{WEIGHTS}.index.json"
SHARDS = [f"diffusion_pytorch_model-{i:05}-of-00003.safetensors" for i in (1, 2, 3)]


@pytest.fixture
def whole(tmp_path):
    save_checkpoint(some_checkpoint(), tmp_path / "whole")
    return load_file(tmp_path / "whole" / WEIGHTS)


@pytest.fixture
def folder(tmp_path, whole):
    """The same checkpoint in three shards."""
    folder = tmp_path / "whole"
    (folder / WEIGHTS).unlink()
    names = {name: SHARDS[i % 3] for i, name in enumerate(whole)}
    for shard in SHARDS:
        save_file({name: whole[name] for name in whole if names[name] == shard}, folder / shard)
    (folder / INDEX).write_text(json.dumps({"metadata": {}, "weight_map": names}))
    return folder


def assert_refused(folder, *said):
    with pytest.raises(CheckpointError) as refusal:
        load_checkpoint(folder)
    for words in said:
        assert words in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_the_shards_make_up_the_whole(folder, whole):
    weights = load_weights(folder)
    assert weights.keys() == whole.keys()
    assert all(torch.equal(weights[name], whole[name]) for name in whole)
    load_checkpoint(folder)


@pytest.mark.parametrize("shard", SHARDS)
def test_a_missing_shard_is_named(folder, shard):
    (folder / shard).unlink()
    assert_refused(folder, f"{shard} is missing")


def test_a_damaged_shard_is_named(folder):
    (folder / SHARDS[1]).write_bytes((folder / SHARDS[1]).read_bytes()[:-1])
    assert_refused(folder, SHARDS[1], "damaged")


def test_a_folder_instead_of_a_shard_is_named(folder):
    (folder / SHARDS[1]).unlink()
    (folder / SHARDS[1]).mkdir()
    assert_refused(folder, SHARDS[1], "damaged")


def test_a_shard_that_the_index_does_not_name_is_named(folder):
    extra = "diffusion_pytorch_model-00001-of-00002.safetensors"
    save_file({"x": torch.zeros(1)}, folder / extra)
    assert_refused(folder, extra, "not named")


def test_a_tensor_that_the_index_does_not_name_is_named(folder):
    save_file(load_file(folder / SHARDS[0]) | {"extra.weight": torch.zeros(1)}, folder / SHARDS[0])
    assert_refused(folder, SHARDS[0], "extra.weight")


def test_a_tensor_that_is_not_in_its_shard_is_named(folder):
    index = json.loads((folder / INDEX).read_text())
    index["weight_map"]["conv_in.weight"] = next(
        shard for shard in SHARDS if shard != index["weight_map"]["conv_in.weight"]
    )
    (folder / INDEX).write_text(json.dumps(index))
    assert_refused(folder, "conv_in.weight")


def test_both_a_whole_and_shards_are_refused(folder, whole):
    save_file(whole, folder / WEIGHTS)
    assert_refused(folder, "both", WEIGHTS, INDEX)


@pytest.mark.parametrize(
    "name",
    [
        *("../whole/x.safetensors", "/etc/x.safetensors", "a/b.safetensors", "a\\b.safetensors", "C:x.safetensors"),
        *("x\0.safetensors", ".safetensors", "x.bin", "..", "", None, 3, ["x.safetensors"]),
    ],
)
def test_a_shard_can_only_be_a_plain_file_of_the_folder(folder, name):
    (folder / INDEX).write_text(json.dumps({"weight_map": {"conv_in.weight": name}}))
    assert_refused(folder, INDEX, "plain", json.dumps(name))


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"weight_map": {}}', '{"weight_map": ["x"]}', "[" * 100_000])
def test_a_damaged_index_is_named(folder, text):
    (folder / INDEX).write_text(text)
    assert_refused(folder, INDEX, "damaged")
