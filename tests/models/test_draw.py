"""draw(): a grid of samples that can each be made again from their number."""

import json

import numpy as np
import pytest
from PIL import Image

from explorer.diffusion.noise import Noise
from explorer.diffusion.samplers import sample
from explorer.images import grid, to_uint8
from explorer.models.checkpoint import save_checkpoint
from explorer.models.draw import animate, draw, main
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


def test_the_program_takes_the_size_that_a_checkpoint_does_not_say(tmp_path, monkeypatch):
    save_checkpoint(some_checkpoint(), tmp_path / "sizeless")
    path = tmp_path / "sizeless" / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"sample_size": None}))
    options = ["--out", str(tmp_path / "grid.png"), "--columns", "2", "--steps", "2", "--scale", "1"]
    monkeypatch.setattr("sys.argv", ["draw", str(path.parent), *options, "--size", "16"])
    main()
    with Image.open(tmp_path / "grid.png") as drawn:
        assert drawn.size == grid([np.zeros((16, 16, 1), np.uint8)] * 4, 2).shape[1::-1]
