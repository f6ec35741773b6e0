"""A repository of the Hugging Face Hub -> a folder that `load_checkpoint` reads, safely.

Knows ids, callbacks and what to say when it fails; `snapshot` decides what is downloaded. Needs no torch to
be imported, and asks the Hub nothing until `fetch` is called.
"""

import errno
import re
import secrets
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from huggingface_hub import errors
from huggingface_hub.utils import validate_repo_id

from ..files.locations import CheckpointError, unet_folder
from ..files.weight_files import STEM
from .download import DownloadCancelled, is_unreachable
from .snapshot import Snapshot

if TYPE_CHECKING:
    import torch

HUB_ID = re.compile(r"(?P<repo>\w[\w.-]*/\w[\w.-]*)(@(?P<revision>\w[\w.-]{0,99}))?", re.ASCII)


class Preset(NamedTuple):
    """`pickled`: the repository holds its weights as a .bin only."""

    shows: str
    pixels: int
    megabytes: int
    pickled: bool = False


PRESETS = {
    "google/ddpm-cifar10-32": Preset("objects", 32, 143),
    "google/ddpm-celebahq-256": Preset("faces", 256, 455),
    "google/ddpm-church-256": Preset("churches", 256, 455, pickled=True),
    "google/ddpm-bedroom-256": Preset("bedrooms", 256, 455, pickled=True),
    "google/ddpm-cat-256": Preset("cats", 256, 455),
    "google/ddpm-ema-celebahq-256": Preset("faces", 256, 455, pickled=True),
    "google/ddpm-ema-church-256": Preset("churches", 256, 455, pickled=True),
    "google/ddpm-ema-bedroom-256": Preset("bedrooms", 256, 455, pickled=True),
    "google/ddpm-ema-cat-256": Preset("cats", 256, 455, pickled=True),
}


def is_hub_id(source: str) -> bool:
    """Whether `source` is written like owner/name or owner/name@revision. Asks nobody whether it exists."""
    match = HUB_ID.fullmatch(source)
    if match is None or ".." in source:
        return False
    try:
        validate_repo_id(match["repo"])
    except errors.HFValidationError:
        return False
    return True


def fetch(
    source: str,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    sample_size: int | Sequence[int] | None = None,
) -> Path:
    """Download `source` (owner/name or owner/name@revision, else main) and return its folder in the cache.

    Both callbacks are called in this thread, some 20 times a second: progress(done, total), in bytes, when it has
    changed, and cancelled(). sample_size: as in load_checkpoint. Without network, what an earlier call has completed
    is returned.
    Raises DownloadCancelled as soon as cancelled() is true, and CheckpointError with a sentence for the user if the
    repository cannot be had or cannot be used.
    """
    match = HUB_ID.fullmatch(source)
    if match is None or not is_hub_id(source):
        raise CheckpointError(
            "{source!r} is no repository of the Hugging Face Hub; write owner/name or owner/name@revision, "
            "such as google/ddpm-cifar10-32.",
            source=source[:100],
        )
    # A preset with a revision is not a preset: anyone can propose a commit to it.
    snapshot = Snapshot(match["repo"], match["revision"] or "main", source in PRESETS, sample_size)
    results: list[Path | BaseException] = []

    def work() -> None:
        try:
            results.append(snapshot.get())
        except BaseException as error:
            results.append(error)

    # A thread, since a stalled connection cannot be interrupted. One that is left behind ends at its next chunk.
    thread = threading.Thread(target=work, daemon=True, name=f"fetch {source}")
    if cancelled and cancelled():
        raise DownloadCancelled
    thread.start()
    alive, reported = True, None
    try:
        while alive:
            thread.join(0.05)
            alive = thread.is_alive()
            if cancelled and cancelled():
                raise DownloadCancelled
            now = (snapshot.done, snapshot.total)
            if progress and snapshot.total and now != reported:
                progress(*now)
                reported = now
    finally:
        snapshot.stopped.set()
    if isinstance(results[0], BaseException):
        raise _explained(results[0], snapshot)
    if snapshot.may_unpickle:
        without_pickle(results[0])
    return results[0]


def without_pickle(folder: Path) -> None:
    """Write the weights of a preset that has nothing but a .bin as safetensors beside it, once."""
    unet = unet_folder(folder)
    pickled = unet / f"{STEM}.bin"
    if not pickled.exists() or (unet / f"{STEM}.safetensors").exists():
        return
    from safetensors import SafetensorError
    from safetensors.torch import save_file

    weights = load_pickle_weights(pickled)
    temporary = unet / f".{STEM}-{secrets.token_hex(4)}"  # another page may be at it too
    try:
        save_file({name: value.contiguous() for name, value in weights.items()}, temporary)
        temporary.replace(unet / f"{STEM}.safetensors")
    except (SafetensorError, OSError) as error:
        raise CheckpointError(
            "The weights cannot be written ({reason}); free some space and try again.", reason=str(error)
        ) from None
    finally:
        temporary.unlink(missing_ok=True)


def load_pickle_weights(path: Path) -> "dict[str, torch.Tensor]":
    """The tensors by name in a .bin file, on the CPU; no code that it may hold is run.

    Raises CheckpointError if it is damaged or is anything else than a flat dict of tensors.
    """
    import torch

    try:
        weights = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # there is no telling what bytes make an unpickler raise
        raise CheckpointError(
            "{file} is damaged or holds more than weights; choose a model with safetensors weights.", file=path.name
        ) from error
    flat = isinstance(weights, dict) and all(
        isinstance(name, str) and isinstance(value, torch.Tensor) for name, value in weights.items()
    )
    if not flat or not weights:
        raise CheckpointError(
            "{file} holds no list of weights; choose a model with safetensors weights.", file=path.name
        )
    tensors: dict[str, torch.Tensor] = weights
    return tensors


def _explained(error: BaseException, snapshot: Snapshot) -> CheckpointError:
    """The error in one sentence for the user."""
    repo, revision, cache = snapshot.repo, snapshot.revision, snapshot.cache
    if isinstance(error, errors.LocalEntryNotFoundError) and error.__cause__ is not None:
        error = error.__cause__  # it says that a file is not in the cache; the cause says why that matters
    if isinstance(error, CheckpointError):
        return error
    if is_unreachable(error):
        explained = CheckpointError(
            "The Hugging Face Hub cannot be reached, and {repo} is not complete in the cache; "
            "check the network, or choose a model that comes with the explorer.",
            repo=repo,
        )
    elif isinstance(error, errors.RevisionNotFoundError):
        explained = CheckpointError(
            "{repo} has no revision {revision!r}; write {repo} alone, or a branch, tag or commit that it has.",
            repo=repo,
            revision=revision,
        )
    elif isinstance(error, errors.HfHubHTTPError) and (
        isinstance(error, errors.GatedRepoError) or error.response.status_code == 403
    ):
        explained = CheckpointError(
            "{repo} is not open to everyone; choose another repository, "
            "or download it with your own account and give its folder.",
            repo=repo,
        )
    elif isinstance(error, errors.RepositoryNotFoundError):
        explained = CheckpointError(
            "The Hugging Face Hub has no public repository {repo}; check how owner and name are spelt.", repo=repo
        )
    elif isinstance(error, errors.HfHubHTTPError):
        explained = CheckpointError(
            "The Hugging Face Hub refuses {repo} (error {status}); try again later.",
            repo=repo,
            status=error.response.status_code,
        )
    elif isinstance(error, OSError) and error.errno == errno.ENOSPC:
        explained = CheckpointError("The disk is full; free some space in {folder} and try again.", folder=cache)
    elif isinstance(error, OSError) and error.errno is not None:
        explained = CheckpointError(
            "The cache {folder} cannot be used ({reason}); make it writable and try again.",
            folder=cache,
            reason=error.strerror,
        )
    elif isinstance(error, OSError):  # huggingface_hub got fewer bytes than were announced
        explained = CheckpointError("The download of {repo} broke off; try again.", repo=repo)
    else:
        explained = CheckpointError(
            "The Hub's answer about {repo} makes no sense ({kind}); choose another repository.",
            repo=repo,
            kind=type(error).__name__,
        )
    explained.__cause__ = error
    return explained
