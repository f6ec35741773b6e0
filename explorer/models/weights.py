"""The weights of a U-Net on disk: one safetensors file, or several with an index that says what lies where."""

from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file

from .folder import CheckpointError
from .json_files import missing, place_of, quoted, read_object

WEIGHTS = "diffusion_pytorch_model.safetensors"
INDEX = f"{WEIGHTS}.index.json"
SHARDS = "diffusion_pytorch_model-*-of-*.safetensors"
OLDER_NAMES = {".query.": ".to_q.", ".key.": ".to_k.", ".value.": ".to_v.", ".proj_attn.": ".to_out.0."}


def load_weights(folder: Path) -> dict[str, torch.Tensor]:
    """All tensors in `folder` by the names that the U-Net gives them, from WEIGHTS or the shards that INDEX names.

    Raises CheckpointError, naming the file, for one that is missing, damaged or too many.
    """
    if not (folder / INDEX).exists():
        return with_todays_names(_load_tensors(folder / WEIGHTS))
    if (folder / WEIGHTS).exists():
        raise CheckpointError(
            "{folder} holds both {file} and {index}; delete the one that is out of date.",
            folder=folder.name,
            file=WEIGHTS,
            index=INDEX,
        )
    names = _read_index(folder)
    shards = sorted(set(names.values()))
    for path in sorted(folder.glob(SHARDS)):
        if path.name not in shards:
            raise CheckpointError(
                "{folder}: {file} is not named in {index}; delete the one that is wrong.",
                **place_of(path),
                index=INDEX,
            )
    weights = {}
    for shard in shards:
        tensors = _load_tensors(folder / shard)
        odd = tensors.keys() ^ {name for name, place in names.items() if place == shard}
        if odd:
            raise CheckpointError(
                "{folder}: {file} does not hold what {index} says: only one of the two knows {tensor}.",
                folder=folder.name,
                file=shard,
                index=INDEX,
                tensor=quoted(min(odd)),
            )
        weights |= tensors
    return with_todays_names(weights)


def with_todays_names(weights: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Weights whose attention layers bear the names that diffusers used until version 0.15, under today's names."""
    renamed = {}
    for key, value in weights.items():
        if ".attentions." in key:
            for old, new in OLDER_NAMES.items():
                key = key.replace(old, new)
        renamed[key] = value
    return renamed


def _read_index(folder: Path) -> dict[str, str]:
    """In which shard each tensor lies."""
    names = read_object(folder / INDEX).get("weight_map")
    if not isinstance(names, dict) or not names:
        raise CheckpointError("{folder}: {file} is damaged (it has no weight_map).", **place_of(folder / INDEX))
    for shard in names.values():
        # The index is a stranger's: it must not lead out of the folder.
        plain = isinstance(shard, str) and shard.endswith(".safetensors") and not set(shard) & set("/\\:\0")
        if not plain or shard.startswith("."):
            raise CheckpointError(
                "{folder}: {file} names {shard}, which is no plain .safetensors file.",
                **place_of(folder / INDEX),
                shard=quoted(shard),
            )
    return names


def _load_tensors(path: Path) -> dict[str, torch.Tensor]:
    try:
        return load_file(path)
    except FileNotFoundError:
        raise missing(path) from None
    except (SafetensorError, OSError, ValueError) as error:
        said = " ".join(str(error).split())[:200]
        raise CheckpointError(
            "{folder}: the weights in {file} are damaged ({reason}).", **place_of(path), reason=said
        ) from None
