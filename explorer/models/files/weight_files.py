"""Which of the files beside a config.json hold the weights, by their names alone. No torch here."""

import re
from collections.abc import Iterable
from typing import NamedTuple

STEM = "diffusion_pytorch_model"
WEIGHTS = f"{STEM}.safetensors"
PICKLES = (".bin", ".pt", ".pth", ".ckpt", ".pkl")
# Of several variants, the first of these is taken; the others come after them, by name.
BETTER_FIRST = ("", "ema", "fp32", "fp16", "bf16")
VARIANT = r"[A-Za-z]\w{0,30}"
WHOLE = re.compile(rf"{STEM}(?:\.({VARIANT}))?\.safetensors", re.ASCII)
INDEX = re.compile(rf"{STEM}\.safetensors\.index(?:\.({VARIANT}))?\.json", re.ASCII)
# diffusers wrote a variant after the numbers until version 0.28.
SHARD = re.compile(rf"{STEM}(?:\.(?P<new>{VARIANT}))?-\d+-of-\d+(?:\.(?P<old>{VARIANT}))?\.safetensors", re.ASCII)


class WeightFiles(NamedTuple):
    """The names of what holds one variant of the weights: a whole file, an index of shards, or both by mistake."""

    whole: str | None
    index_file: str | None
    shards: tuple[str, ...]


def find_weight_files(names: Iterable[str]) -> WeightFiles | None:
    """The weights to take of all that lie in a folder; None where no safetensors file has a name that they can have.

    Plain ones come before variants ("diffusion_pytorch_model.fp16.safetensors"), as in diffusers.
    """
    wholes: dict[str, str] = {}
    indices: dict[str, str] = {}
    shards: dict[str, list[str]] = {}
    for name in names:
        if match := WHOLE.fullmatch(name):
            wholes[match[1] or ""] = name
        elif match := INDEX.fullmatch(name):
            indices[match[1] or ""] = name
        elif match := SHARD.fullmatch(name):
            shards.setdefault(match["new"] or match["old"] or "", []).append(name)
    variants = wholes.keys() | indices.keys()
    if not variants:
        return None
    ranks = {variant: place for place, variant in enumerate(BETTER_FIRST)}
    best = min(variants, key=lambda variant: (ranks.get(variant, len(ranks)), variant))
    return WeightFiles(wholes.get(best), indices.get(best), tuple(sorted(shards.get(best, []))))


def find_pickle(names: Iterable[str]) -> str | None:
    """The name of a file that holds weights as a pickle, if there is one."""
    return min((name for name in names if name.endswith(PICKLES)), default=None)
