"""A U-Net that draws no pictures is refused by the part of its pipeline that shows it, and others load."""

import json

import pytest
from diffusers import AutoencoderKL, DDIMScheduler, DDPMPipeline, DDPMScheduler, LDMPipeline, UNet2DModel, VQModel

from explorer.models.checkpoint import load_checkpoint, save_checkpoint
from explorer.models.files.locations import CheckpointError
from explorer.ui.networks import Networks
from tests.helpers import SMALL, some_checkpoint
from tests.models.files.test_checkpoint_with_diffusers import their_network

SMALL_CODE = {"in_channels": 3, "out_channels": 3, "block_out_channels": [8], "norm_num_groups": 4}


@pytest.fixture
def folder(tmp_path):
    """A pipeline that loads."""
    DDPMPipeline(their_network(), DDPMScheduler()).save_pretrained(tmp_path / "pipeline")
    load_checkpoint(tmp_path / "pipeline")
    return tmp_path / "pipeline"


def say(folder, **parts):
    path = folder / "model_index.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | parts))


def refusal(folder):
    with pytest.raises(CheckpointError) as error:
        load_checkpoint(folder)
    assert "\n" not in str(error.value)
    return str(error.value)


@pytest.mark.parametrize("index", [True, False])
@pytest.mark.parametrize("code", [VQModel(**SMALL_CODE), AutoencoderKL(**SMALL_CODE)], ids=["vq", "kl"])
def test_latent_diffusion_is_refused(tmp_path, code, index):
    # Three channels, as many as a picture has.
    network = UNet2DModel(**vars(SMALL) | {"in_channels": 3, "out_channels": 3})
    LDMPipeline(vqvae=code, unet=network, scheduler=DDIMScheduler()).save_pretrained(tmp_path)
    if not index:
        (tmp_path / "model_index.json").unlink()
    assert '"vqvae"' in refusal(tmp_path) and "latent diffusion" in refusal(tmp_path)


@pytest.mark.parametrize("part", ["vae", "vqvae", "movq", "image_vae", "autoencoder"])
def test_any_decoder_beside_the_network_is_refused_by_its_name(folder, part):
    say(folder, **{part: ["diffusers", "Model"]})
    assert f'"{part}"' in refusal(folder) and "latent diffusion" in refusal(folder)


@pytest.mark.parametrize("kind", ["AutoencoderKL", "VQModel", "AsymmetricAutoencoderKL", "Kandinsky6SRVAE"])
def test_a_decoder_is_known_by_its_class(folder, kind):
    say(folder, decoder=["diffusers", kind])
    assert '"decoder"' in refusal(folder) and "latent diffusion" in refusal(folder)


@pytest.mark.parametrize("part", ["text_encoder", "image_encoder", "bert", "prior", "controlnet", "value_function"])
def test_a_part_that_the_network_needs_is_named(folder, part):
    say(folder, **{part: ["library", "Model"]})
    assert "model_index.json" in refusal(folder) and f'"{part}"' in refusal(folder)


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"vqvae": [None, None]},
        {"vae": None},
        {"mel": ["audio_diffusion", "Mel"], "_name_or_path": "a/vae"},
        {"safety_checker": ["diffusers", "Checker"], "requires_safety_checker": True},
        {"id2label": {"0": "cat"}, "vae_scale": 8},
    ],
)
def test_a_pipeline_whose_network_draws_alone_loads(folder, parts):
    say(folder, **parts)
    assert load_checkpoint(folder).shape == (1, 8, 8)


def test_a_flat_folder_with_an_index_loads(tmp_path):
    save_checkpoint(some_checkpoint(), tmp_path / "flat")
    index = {"_class_name": "DDPMPipeline", "unet": ["diffusers", "UNet2DModel"], "scheduler": ["diffusers", "X"]}
    (tmp_path / "flat" / "model_index.json").write_text(json.dumps(index))
    load_checkpoint(tmp_path / "flat")
    say(tmp_path / "flat", vae=["diffusers", "AutoencoderKL"])
    assert "latent diffusion" in refusal(tmp_path / "flat")


@pytest.mark.parametrize("content", ["", "[]", "{", "3"])
def test_a_damaged_index_is_named(folder, content):
    (folder / "model_index.json").write_text(content)
    assert "model_index.json is damaged" in refusal(folder)


def test_the_page_says_the_same(folder, tmp_path):
    networks = Networks("toys", "cpu", tmp_path / "jobs")
    try:
        say(folder, vae=["diffusers", "AutoencoderKL"])
        with pytest.raises(CheckpointError, match="latent diffusion"):
            networks.read_outline(str(folder))
    finally:
        networks.close()


@pytest.mark.parametrize("channels", [2, 4, 5, 6, 16])
def test_a_network_of_no_pictures_is_refused_by_its_channels(tmp_path, channels):
    their_network(in_channels=channels, out_channels=channels).save_pretrained(tmp_path)
    DDPMScheduler().save_pretrained(tmp_path)
    assert f"in_channels = {channels}" in refusal(tmp_path) and "no network of pictures" in refusal(tmp_path)
