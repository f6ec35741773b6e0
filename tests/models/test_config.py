"""A config.json that no U-Net of ours can follow is refused by name, never run wrongly."""

import pytest

from explorer.models.config import UNetConfig


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("sample_size", 0),
        ("sample_size", True),
        ("sample_size", 7),
        ("layers_per_block", "2"),
        ("block_out_channels", ("16", "32")),
        ("block_out_channels", (16.0, 32.0)),
        ("block_out_channels", ()),
        ("norm_num_groups", 0),
        ("norm_num_groups", 5),
        ("attention_head_dim", -8),
        ("num_class_embeds", "ten"),
        ("dropout", "x"),
        ("freq_shift", 16),
        ("norm_eps", "x"),
        ("mid_block_scale_factor", 0),
        ("flip_sin_to_cos", "no"),
        ("downsample_padding", 3),
        ("down_block_types", ("UpBlock2D", "UpBlock2D")),
    ],
)
def test_an_impossible_value_is_refused_by_its_fields_name(field, value):
    fine = {
        "block_out_channels": (32, 64),
        "down_block_types": ("DownBlock2D", "AttnDownBlock2D"),
        "up_block_types": ("AttnUpBlock2D", "UpBlock2D"),
        "norm_num_groups": 8,
    }
    UNetConfig(**fine)
    blamed = "block_out_channels" if (field, value) == ("norm_num_groups", 5) else field
    with pytest.raises(ValueError, match=blamed):
        UNetConfig(**(fine | {field: value}))
