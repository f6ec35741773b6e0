"""Previews: what a network in training draws from noise that stays the same."""

import numpy as np
import pytest
from PIL import Image

from explorer.diffusion.noise import Noise
from explorer.diffusion.samplers import sample
from explorer.images import to_uint8
from explorer.models.checkpoint import Checkpoint
from explorer.models.network import NetworkDenoiser
from explorer.training.preview import RULE, Interrupted, save_preview


@pytest.fixture
def checkpoint(new_network, schedule) -> Checkpoint:
    return Checkpoint(NetworkDenoiser(new_network().eval(), schedule), schedule, (1, 16, 16), (), "my blobs")


def pixels(path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image)


def test_a_preview_holds_each_picture_of_the_chain_from_its_seed(checkpoint, tmp_path):
    save_preview(checkpoint, tmp_path / "00000003.png", count=6, steps=5)
    canvas = pixels(tmp_path / "00000003.png")
    assert canvas.shape == (2 * 16 + 2, 4 * 16 + 3 * 2)
    for seed in range(6):
        *_, last = sample(
            checkpoint.denoiser, checkpoint.schedule, Noise([seed]).start((1, 16, 16)), rule=RULE, steps=5
        )
        top, left = seed // 4 * 18, seed % 4 * 18
        drawn = canvas[top : top + 16, left : left + 16].astype(int)
        # A picture may differ by a rounding when it is drawn alone and not in a batch.
        assert np.abs(drawn - to_uint8(last.x_s.numpy())[0, ..., 0]).max() <= 1


def test_the_same_network_draws_the_same_preview(checkpoint, tmp_path):
    for name in ("a", "b"):
        save_preview(checkpoint, tmp_path / f"{name}.png", count=2, steps=3)
    np.testing.assert_array_equal(pixels(tmp_path / "a.png"), pixels(tmp_path / "b.png"))


def test_another_network_draws_another_preview(checkpoint, new_network, schedule, tmp_path):
    save_preview(checkpoint, tmp_path / "a.png", count=2, steps=3)
    other = NetworkDenoiser(new_network(seed=1).eval(), schedule)
    save_preview(Checkpoint(other, schedule, (1, 16, 16), (), "b"), tmp_path / "b.png", count=2, steps=3)
    assert not np.array_equal(pixels(tmp_path / "a.png"), pixels(tmp_path / "b.png"))


def test_a_conditional_network_is_drawn_without_label(new_network, schedule, tmp_path):
    network = new_network(num_class_embeds=4).eval()
    conditional = NetworkDenoiser(network, schedule, no_label=3)
    save_preview(Checkpoint(conditional, schedule, (1, 16, 16), ("a", "b", "c"), "x"), tmp_path / "a.png", 1, 3)
    *_, last = sample(conditional, schedule, Noise([0]).start((1, 16, 16)), rule=RULE, steps=3, label=3)
    assert np.abs(pixels(tmp_path / "a.png")[:, :16].astype(int) - to_uint8(last.x_s.numpy())[0, ..., 0]).max() <= 1


def test_a_preview_says_what_it_is_and_leaves_nothing_else(checkpoint, tmp_path):
    save_preview(checkpoint, tmp_path / "00000003.png", count=1, steps=2)
    with Image.open(tmp_path / "00000003.png") as image:
        assert image.text["Title"] == "my blobs, step 00000003"
    assert [path.name for path in tmp_path.iterdir()] == ["00000003.png"]


def test_drawing_does_not_change_the_network(checkpoint, tmp_path):
    network = checkpoint.denoiser.network
    before = {key: value.clone() for key, value in network.state_dict().items()}
    save_preview(checkpoint, tmp_path / "a.png", count=1, steps=2)
    assert all((value == before[key]).all() for key, value in network.state_dict().items())
    assert not network.training


def test_who_is_told_to_stop_draws_no_further_and_leaves_nothing(checkpoint, tmp_path):
    asked = []
    with pytest.raises(Interrupted):
        save_preview(checkpoint, tmp_path / "a.png", 1, 5, should_stop=lambda: asked.append(1) or len(asked) == 2)
    assert len(asked) == 2 and list(tmp_path.iterdir()) == []
