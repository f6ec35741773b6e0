"""How the files of a snapshot are fetched: with huggingface_hub, which can be stopped, and whose words are checked."""

import hashlib
import os
from functools import cache
from pathlib import Path
from typing import Any

from huggingface_hub import constants, errors

from ..files.locations import CheckpointError


@cache
def prepare_hub() -> None:
    """Once in a process, before anything is fetched."""
    constants.DOWNLOAD_CHUNK_SIZE = 2**20  # its 10 MB would make progress jump, and a cancelled download linger
    constants.HF_HUB_DISABLE_XET = True  # hf_xet reports from threads of its own, where nothing can stop it


class DownloadCancelled(CheckpointError):
    """The caller no longer wants the download."""

    def __init__(self) -> None:
        super().__init__("The download was stopped.")


class Bar:
    """What huggingface_hub takes for a progress bar: it counts the bytes of one file, and can end its download."""

    def __init__(self, snapshot: Any, size: int, **_: object):
        self.snapshot, self.limit = snapshot, snapshot.done + size

    def __enter__(self) -> "Bar":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def update(self, count: int) -> None:
        if self.snapshot.stopped.is_set():
            raise DownloadCancelled
        if self.snapshot.done + count > self.limit:
            raise CheckpointError(
                "{repo}: a file is larger than the Hub said; try again later.", repo=self.snapshot.repo
            )
        self.snapshot.done += count


def hub_endpoint() -> str:
    """The address of the Hub, which HF_ENDPOINT may change at any time."""
    return (os.environ.get("HF_ENDPOINT") or constants.ENDPOINT).rstrip("/")


def is_unreachable(error: BaseException) -> bool:
    """Whether the network or the Hub is at fault, not the repository."""
    if isinstance(error, errors.HfHubHTTPError):
        return error.response.status_code in (408, 429) or error.response.status_code >= 500
    # HTTPError is what the HTTP library raises by itself, whichever one huggingface_hub has.
    http_error = errors.HTTPError
    return isinstance(error, http_error | errors.OfflineModeIsEnabled)


def digest_of(path: Path, length: int) -> str:
    """sha256 in 64 digits, or in 40 digits the sha1 by which git names a content."""
    start = hashlib.sha256() if length == 64 else hashlib.sha1(b"blob %d\0" % path.stat().st_size)
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: start).hexdigest()
