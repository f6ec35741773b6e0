"""The weights of a U-Net on disk: one safetensors file, or several with an index that says what lies where."""

from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file

from .json_files import missing, place_of, quoted, read_object
from .locations import CheckpointError
from .weight_files import WEIGHTS, find_pickle, find_weight_files

OLDER_NAMES = {".query.": ".to_q.", ".key.": ".to_k.", ".value.": ".to_v.", ".proj_attn.": ".to_out.0."}


def load_weights(folder: Path) -> dict[str, torch.Tensor]:
    """All tensors in `folder` by the names that the U-Net gives them, from one file or the shards that an index names.

    Raises CheckpointError, naming the file, for one that is missing, damaged or too many.
    """
    names_here = [path.name for path in folder.iterdir()]
    found = find_weight_files(names_here)
    if found and found.whole and found.index_file:
        raise CheckpointError(
            "{folder} holds both {file} and {index}; delete the one that is out of date.",
            folder=folder.name,
            file=found.whole,
            index=found.index_file,
        )
    if found and found.whole:
        return with_todays_names(_load_tensors(folder / found.whole))
    if found and found.index_file:
        return with_todays_names(_load_shards(folder, found.index_file, found.shards))
    raise _no_weights(folder, find_pickle(names_here))


def _load_shards(folder: Path, index: str, present: Sequence[str]) -> dict[str, torch.Tensor]:
    names = _read_index(folder / index)
    shards = sorted(set(names.values()))
    for shard in present:
        if shard not in shards:
            raise CheckpointError(
                "{folder}: {file} is not named in {index}; delete the one that is wrong.",
                folder=folder.name,
                file=shard,
                index=index,
            )
    weights: dict[str, torch.Tensor] = {}
    for shard in shards:
        tensors = _load_tensors(folder / shard)
        odd = tensors.keys() ^ {name for name, place in names.items() if place == shard}
        if odd:
            raise CheckpointError(
                "{folder}: {file} does not hold what {index} says: only one of the two knows {tensor}.",
                folder=folder.name,
                file=shard,
                index=index,
                tensor=quoted(min(odd)),
            )
        weights |= tensors
    return weights


def _no_weights(folder: Path, pickle: str | None) -> CheckpointError:
    if pickle is None:
        return missing(folder / WEIGHTS)
    return CheckpointError(
        "{folder} holds its weights as a pickle only ({file}), a file that can run code when it is opened; "
        "save them again with diffusers, which writes {wanted}.",
        folder=folder.name,
        file=pickle,
        wanted=WEIGHTS,
    )


def explain_misfit(folder: str, weights: dict[str, torch.Tensor], said: str) -> CheckpointError:
    """What to tell the user when a network does not take its weights; `said` is what load_state_dict raised."""
    first = "conv_in.weight"
    inside = next((name for name in weights if name.endswith(f".{first}")), None)
    if inside and first not in weights:
        return CheckpointError(
            "{folder}: the names of the weights begin with {prefix}, which comes from a wrapper such as "
            "DistributedDataParallel or torch.compile; save the network that is inside it.",
            folder=folder,
            prefix=quoted(inside.removesuffix(first)),
        )
    reason = (said.splitlines()[1:2] or [said])[0].strip()
    return CheckpointError("{folder}: the weights do not fit config.json: {reason}", folder=folder, reason=reason[:200])


def with_todays_names(weights: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Weights whose attention layers bear the names that diffusers used until version 0.15, under today's names."""
    renamed = {}
    for key, value in weights.items():
        if ".attentions." in key:
            for old, new in OLDER_NAMES.items():
                key = key.replace(old, new)
        renamed[key] = value
    return renamed


def _read_index(path: Path) -> dict[str, str]:
    """In which shard each tensor lies."""
    names = read_object(path).get("weight_map")
    if not isinstance(names, dict) or not names:
        raise CheckpointError("{folder}: {file} is damaged (it has no weight_map).", **place_of(path))
    for shard in names.values():
        # The index is a stranger's: it must not lead out of the folder.
        plain = isinstance(shard, str) and shard.endswith(".safetensors") and not set(shard) & set("/\\:\0")
        if not plain or shard.startswith("."):
            raise CheckpointError(
                "{folder}: {file} names {shard}, which is no plain .safetensors file.",
                **place_of(path),
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
