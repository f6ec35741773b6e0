"""draw(): a grid of samples that can each be made again from their number."""

import numpy as np
import pytest

from explorer.diffusion.noise import Noise
from explorer.diffusion.samplers import sample
from explorer.images import grid, to_uint8
from explorer.models.draw import animate, draw
from tests.helpers import some_checkpoint


@pytest.mark.parametrize("rule", ["ddim", "ddpm"])
def test_each_picture_is_the_one_of_its_seed_in_the_row_of_its_class(rule):
    checkpoint, columns, pictures = some_checkpoint(labels=("a", "b", "c"), extra_class=True), 2, []
    for seed in range(6):
        noise, options = Noise([seed]), {"rule": rule, "steps": 4, "guidance": 2.0}
        x_T = noise.start(checkpoint.shape)
        *_, last = sample(checkpoint.denoiser, checkpoint.schedule, x_T, label=seed // columns, noise=noise, **options)
        pictures += list(to_uint8(last.x_s.numpy()))
    drawn = draw(checkpoint, columns, rule, steps=4, guidance=2.0)
    assert drawn.dtype == np.uint8
    assert np.abs(drawn.astype(int) - grid(pictures, columns).astype(int)).max() <= 1  # rounding in a batch


def test_without_classes_the_grid_is_square():
    height, width, _ = draw(some_checkpoint(), 3, "ddim", steps=2, guidance=1.0).shape
    assert height == width


def test_an_animation_ends_with_what_is_drawn():
    checkpoint = some_checkpoint(labels=("a", "b", "c"), extra_class=True)
    frames = animate(checkpoint, "ddim", steps=4, guidance=1.0)
    drawn = draw(checkpoint, 1, "ddim", steps=4, guidance=1.0)
    size = checkpoint.shape[1]
    assert len(frames) == 5 and len({frame.shape for frame in frames}) == 1
    np.testing.assert_array_equal(frames[-1][:size, :size], drawn[:size, :size])
    np.testing.assert_array_equal(frames[-1][-size:, -size:], drawn[-size:, -size:])
