"""Weights under the names that diffusers gives to variants, averages and shards load; pickles are explained."""

import json

import pytest
import torch
from diffusers import DDPMPipeline, DDPMScheduler
from diffusers.training_utils import EMAModel
from safetensors.torch import load_file, save_file

from explorer.models.checkpoint import load_checkpoint, save_checkpoint
from explorer.models.files.locations import CheckpointError
from explorer.models.files.weight_files import WEIGHTS, find_weight_files
from tests.helpers import SMALL, random_unet, some_checkpoint
from tests.models.files.test_checkpoint_with_diffusers import their_network

STEM = "diffusion_pytorch_model"


def assert_loads(folder, network):
    weights = load_checkpoint(folder).denoiser.network.state_dict()
    assert all(torch.equal(weights[name], value.float()) for name, value in network.state_dict().items())


def assert_refused(folder, *said):
    with pytest.raises(CheckpointError) as refusal:
        load_checkpoint(folder)
    for words in said:
        assert words in str(refusal.value)
    assert "\n" not in str(refusal.value) and "Copy it" not in str(refusal.value)


@pytest.fixture
def folder(tmp_path):
    """A folder with a schedule, for somebody's network."""
    DDPMScheduler().save_pretrained(tmp_path / "theirs")
    return tmp_path / "theirs"


@pytest.mark.parametrize("size", ["10GB", "20KB"])
@pytest.mark.parametrize("variant", ["fp16", "bf16", "ema", "non_ema", "fp32", "mine"])
def test_a_variant_loads(folder, variant, size):
    network = their_network().half()
    network.save_pretrained(folder, variant=variant, max_shard_size=size)
    assert not (folder / WEIGHTS).exists()
    assert (len(list(folder.glob("*.safetensors"))) > 1) == (size == "20KB")
    assert_loads(folder, network)


def test_shards_of_a_variant_under_their_older_names_load(folder):
    network = their_network()
    network.save_pretrained(folder, variant="fp16", max_shard_size="20KB")
    (index,) = folder.glob("*.index.fp16.json")
    index.write_text(index.read_text().replace(".fp16-", "-").replace(".safetensors", ".fp16.safetensors"))
    for path in folder.glob("*.safetensors"):
        path.rename(path.with_name(path.name.replace(".fp16-", "-").replace(".safetensors", ".fp16.safetensors")))
    assert_loads(folder, network)


def test_a_shard_of_a_variant_that_its_index_does_not_name_is_named(folder):
    their_network().save_pretrained(folder, variant="fp16", max_shard_size="20KB")
    extra = f"{STEM}.fp16-00001-of-00099.safetensors"
    save_file({"x": torch.zeros(1)}, folder / extra)
    assert_refused(folder, extra, "not named")


@pytest.mark.parametrize("size", ["10GB", "20KB"])
def test_plain_weights_come_before_a_variant_as_in_diffusers(folder, size):
    plain = their_network()
    plain.save_pretrained(folder, max_shard_size=size)
    for variant in ("ema", "fp16"):
        with torch.no_grad():
            other = their_network()
            other.conv_in.bias.add_(1)
        other.save_pretrained(folder, variant=variant)
    assert_loads(folder, plain)


@pytest.mark.parametrize(
    ("variants", "taken"),
    [
        (("fp16", "ema"), "ema"),
        (("non_ema", "fp16"), "fp16"),
        (("bf16", "fp32", "fp16"), "fp32"),
        (("zoo", "mine", "bf16"), "bf16"),
        (("zoo", "mine"), "mine"),
    ],
)
def test_of_several_variants_the_best_is_taken(variants, taken):
    names = [f"{STEM}.{variant}.safetensors" for variant in variants]
    assert find_weight_files(names).whole == f"{STEM}.{taken}.safetensors"


@pytest.mark.parametrize("name", [f"x{WEIGHTS}", "model.safetensors", f"{STEM}..safetensors", f"{STEM}.a/b.bin"])
def test_other_names_hold_no_weights(name):
    assert find_weight_files([name, f"{STEM}-00001-of-00002.safetensors"]) is None


@pytest.mark.parametrize("beside", [True, False])
def test_what_their_training_averages_loads(tmp_path, beside):
    network = their_network()
    DDPMPipeline(network, DDPMScheduler()).save_pretrained(tmp_path)
    if not beside:
        (tmp_path / "unet").rename(tmp_path / "raw")
    average = EMAModel(network.parameters(), model_cls=type(network), model_config=network.config)
    with torch.no_grad():
        for value in average.shadow_params:
            value.add_(0.1)
    average.save_pretrained(tmp_path / "unet_ema")
    if beside:  # what their own pipeline draws with
        return assert_loads(tmp_path, network)
    average.copy_to(network.parameters())
    return assert_loads(tmp_path, network)


@pytest.mark.parametrize("name", [f"{STEM}.bin", f"{STEM}.fp16.bin", f"{STEM}-1-of-2.bin", "model.pt", "a.ckpt"])
def test_a_pickle_alone_is_explained_and_not_opened(tmp_path, name):
    save_checkpoint(some_checkpoint(), tmp_path / "broken")
    (tmp_path / "broken" / WEIGHTS).unlink()
    (tmp_path / "broken" / name).write_bytes(b"never read")
    assert_refused(tmp_path / "broken", "pickle", name, WEIGHTS)


def test_what_diffusers_writes_without_safetensors_is_explained(folder):
    their_network().save_pretrained(folder, safe_serialization=False)
    assert_refused(folder, "pickle", f"{STEM}.bin")


@pytest.mark.parametrize("wrap", [torch.nn.DataParallel, torch.compile, lambda net: torch.nn.ModuleDict({"unet": net})])
def test_the_names_that_a_wrapper_gives_are_explained(tmp_path, wrap):
    save_checkpoint(some_checkpoint(), tmp_path / "wrapped")
    weights = wrap(random_unet(SMALL)).state_dict()
    assert set(weights) & set(load_file(tmp_path / "wrapped" / WEIGHTS)) == set()
    save_file({name: value.contiguous() for name, value in weights.items()}, tmp_path / "wrapped" / WEIGHTS)
    prefix = next(iter(weights)).split(".")[0]
    assert_refused(tmp_path / "wrapped", json.dumps(f"{prefix}."), "wrapper")


def test_wrappers_in_wrappers_are_explained(tmp_path):
    save_checkpoint(some_checkpoint(), tmp_path / "wrapped")
    path = tmp_path / "wrapped" / WEIGHTS
    save_file({f"module._orig_mod.{name}": value for name, value in load_file(path).items()}, path)
    assert_refused(tmp_path / "wrapped", '"module._orig_mod."')
