"""A config.json that no U-Net of ours can follow is refused by name, never run wrongly."""

import pytest

from explorer.models.files.config import FIXED, UNetConfig, parse_unet_config
from explorer.models.files.locations import CheckpointError


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
        ("attention_head_dim", 65),
        ("attn_norm_num_groups", 5),
        ("attn_norm_num_groups", 0),
        ("time_embedding_dim", 1.5),
        ("in_channels", 10**30),
        ("act_fn", "tanh"),
        ("act_fn", ["silu"]),
        ("resnet_time_scale_shift", "ada_group"),
        ("norm_eps", float("nan")),
        ("norm_eps", 0),
        ("downsample_padding", True),
        ("up_block_types", ("UpBlock2D",)),
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


@pytest.mark.parametrize("field", ["time_embedding_type", "mid_block_type", "downsample_type", "class_embed_type"])
def test_what_has_but_one_value_may_be_left_out(field):
    assert parse_unet_config({"sample_size": 32}) == parse_unet_config({"sample_size": 32, field: FIXED[field]})


def test_a_square_may_have_two_sides():
    assert parse_unet_config({"sample_size": [32, 32]}) == UNetConfig(sample_size=32)


@pytest.mark.parametrize(("size", "said"), [(None, "write there"), ([32, 16], "square"), ([32], "square")])
def test_another_size_than_a_square_is_refused(size, said):
    with pytest.raises(CheckpointError, match=f"sample_size.*{said}"):
        parse_unet_config({"sample_size": size})


@pytest.mark.parametrize("said", [{}, {"sample_size": None}, {"sample_size": 64}, {"sample_size": [32, 16]}])
@pytest.mark.parametrize("size", [32, (32, 32), [32, 32]])
def test_the_caller_may_give_the_size(said, size):
    assert parse_unet_config(said, size) == UNetConfig(sample_size=32)


@pytest.mark.parametrize("size", [0, -8, 7, 32.0, "32", True, (32, 16), (32,), ()])
def test_an_impossible_size_of_the_caller_is_refused(size):
    with pytest.raises(CheckpointError, match="sample_size"):
        parse_unet_config({"sample_size": 32}, size)


@pytest.mark.parametrize("channels", [1, 3])
def test_pictures_are_grey_or_coloured(channels):
    said = {"sample_size": 32, "in_channels": channels, "out_channels": channels}
    assert parse_unet_config(said).in_channels == channels


@pytest.mark.parametrize("channels", [2, 4, 5, 10**6])
def test_other_channels_are_refused_by_their_number(channels):
    with pytest.raises(CheckpointError, match=f"in_channels = {channels}.*no network of pictures"):
        parse_unet_config({"sample_size": 32, "in_channels": channels, "out_channels": channels})


def test_a_size_that_is_not_given_is_refused():
    with pytest.raises(CheckpointError, match="sample_size is not given"):
        parse_unet_config({})


def test_the_older_names_of_blocks_are_understood():
    older = {
        "down_block_types": ["UNetResDownBlock2D"] + ["UNetResAttnDownBlock2D"] * 3,
        "up_block_types": ["UNetResAttnUpBlock2D"] * 3 + ["UNetResUpBlock2D"],
    }
    assert parse_unet_config({"sample_size": 32} | older) == UNetConfig()


def test_only_the_middle_needs_to_be_as_wide_as_a_head_where_it_alone_attends():
    plain = {"block_out_channels": (16, 64), "down_block_types": ("DownBlock2D",) * 2}
    plain |= {"up_block_types": ("UpBlock2D",) * 2, "norm_num_groups": 8, "attention_head_dim": 64}
    assert UNetConfig(**plain).attention_head_dim == 64
    with pytest.raises(ValueError, match="attention_head_dim = 64 is not supported; it must be at most 16"):
        UNetConfig(**plain | {"down_block_types": ("AttnDownBlock2D", "DownBlock2D")})


def test_what_it_says_is_short_and_on_one_line():
    with pytest.raises(CheckpointError) as refusal:
        parse_unet_config({"sample_size": 32, "x\n" * 1000: 1})
    assert len(str(refusal.value)) < 200
    assert "\n" not in str(refusal.value)
