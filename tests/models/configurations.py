"""U-Nets of every kind that is supported: one change at a time, and any combination."""

import random
from dataclasses import replace

import torch

from explorer.models.files.config import ACTIVATIONS, DOWN_BLOCKS, UP_BLOCKS, UNetConfig
from tests.helpers import SMALL, gaussian_noise

THREE_LEVELS = {
    "down_block_types": ("DownBlock2D", "AttnDownBlock2D", "DownBlock2D"),
    "up_block_types": ("UpBlock2D", "AttnUpBlock2D", "UpBlock2D"),
    "block_out_channels": (8, 16, 24),
    "sample_size": 16,
}
CHANGES = {
    "as it is": {},
    "no attention in the blocks": {"down_block_types": ("DownBlock2D",) * 2, "up_block_types": ("UpBlock2D",) * 2},
    "attention everywhere": {"down_block_types": ("AttnDownBlock2D",) * 2, "up_block_types": ("AttnUpBlock2D",) * 2},
    "attention only on the way down": {"up_block_types": ("UpBlock2D",) * 2},
    "attention only on the way up": {"down_block_types": ("DownBlock2D",) * 2},
    "three levels": THREE_LEVELS,
    "three levels, three layers": {**THREE_LEVELS, "layers_per_block": 3},
    "one level": {"down_block_types": ("DownBlock2D",), "up_block_types": ("UpBlock2D",), "block_out_channels": (16,)},
    "narrower below": {"block_out_channels": (32, 16)},
    "two layers": {"layers_per_block": 2},
    "one head": {"attention_head_dim": None},
    "heads of 4": {"attention_head_dim": 4},
    "heads that do not divide the channels": {"attention_head_dim": 24},
    "asymmetric padding": {"downsample_padding": 0},
    "asymmetric padding at an odd number of levels": {**THREE_LEVELS, "downsample_padding": 0},
    "sine first": {"flip_sin_to_cos": False},
    "shifted frequencies": {"freq_shift": 1},
    "classes": {"num_class_embeds": 5},
    "scale and shift": {"resnet_time_scale_shift": "scale_shift"},
    "no attention in the middle": {"add_attention": False},
    "no attention in the middle, whatever is said about it": {
        "add_attention": False,
        "attention_head_dim": 64,
        "attn_norm_num_groups": 7,
        "down_block_types": ("DownBlock2D",) * 2,
        "up_block_types": ("UpBlock2D",) * 2,
    },
    "scaled middle": {"mid_block_scale_factor": 1.7},
    "centred input": {"center_input_sample": True},
    "three channels": {"in_channels": 3, "out_channels": 3},
    "other groups": {"norm_num_groups": 4},
    "other epsilon": {"norm_eps": 0.1},
    "odd width": {"block_out_channels": (15, 30), "norm_num_groups": 5},
    "narrow time embedding": {"time_embedding_dim": 20},
    "other groups in the middle": {"attn_norm_num_groups": 2},
    "groups in the middle in spite of scale and shift": {
        "attn_norm_num_groups": 16,
        "resnet_time_scale_shift": "scale_shift",
    },
    "dropout": {"dropout": 0.3},
    "google/ddpm-cifar10-32 in small": {
        **THREE_LEVELS,
        "attention_head_dim": None,
        "downsample_padding": 0,
        "flip_sin_to_cos": False,
        "freq_shift": 1,
        "in_channels": 3,
        "layers_per_block": 2,
        "norm_eps": 1e-6,
        "out_channels": 3,
    },
}

ACTIVATION_CHANGES = {act_fn: {"act_fn": act_fn} for act_fn in ACTIVATIONS}


def drawn(seed: int) -> dict:
    """Every field drawn by itself, from values that it can have beside the others."""
    rng = random.Random(seed)
    levels, groups, channels = rng.randint(1, 3), rng.choice([1, 2, 4]), rng.choice([1, 3])
    widths = tuple(groups * rng.randint(8 // groups, 20 // groups) for _ in range(levels))
    return {
        "sample_size": rng.choice([8, 12]),
        "in_channels": channels,
        "out_channels": channels,
        "center_input_sample": rng.random() < 0.5,
        "time_embedding_dim": rng.choice([None, 20]),
        "freq_shift": rng.choice([0, 1]),
        "flip_sin_to_cos": rng.random() < 0.5,
        "down_block_types": tuple(rng.choices(DOWN_BLOCKS, k=levels)),
        "up_block_types": tuple(rng.choices(UP_BLOCKS, k=levels)),
        "block_out_channels": widths,
        "layers_per_block": rng.choice([1, 2]),
        "mid_block_scale_factor": rng.choice([1.0, 2**0.5]),
        "downsample_padding": rng.choice([0, 1]),
        "dropout": rng.choice([0.0, 0.2]),
        "act_fn": rng.choice(ACTIVATIONS),
        "attention_head_dim": rng.choice([None, 3, 4, 8]),
        "norm_num_groups": groups,
        "attn_norm_num_groups": rng.choice([None, widths[-1] // groups]),
        "norm_eps": rng.choice([1e-6, 1e-5, 1e-3]),
        "resnet_time_scale_shift": rng.choice(["default", "scale_shift"]),
        "add_attention": rng.random() < 0.7,
        "num_class_embeds": rng.choice([None, 5]),
    }


CONFIGS = {name: replace(SMALL, **changes) for name, changes in (CHANGES | ACTIVATION_CHANGES).items()}
CONFIGS |= {f"drawn {seed}": replace(SMALL, **drawn(seed)) for seed in range(16)}


def inputs(config: UNetConfig) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor | None]:
    """x, time and label for four pictures."""
    x = gaussian_noise(torch.empty(4, config.in_channels, config.sample_size, config.sample_size))
    label = None if config.num_class_embeds is None else torch.tensor([0, 4, 2, 1])
    return x, torch.tensor([0, 3, 500, 999]), label


def assert_same(ours: torch.Tensor, theirs: torch.Tensor, tolerance: float = 1e-5) -> None:
    """Equal up to rounding, which grows with the largest number that went into a sum, not with its result."""
    assert (ours - theirs).abs().max() <= tolerance * theirs.abs().max()
