"""The server's share of huggingface_hub's cache: the repositories that it was the first to fetch, and may delete.

Other programs of this user have theirs in the same folder, so each of ours holds a file MARK, whose time is that of
the last use; what has none is left alone. So the share outlives the server.
"""

import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from huggingface_hub import constants
from huggingface_hub.file_download import repo_folder_name

MARK = ".diffusion-explorer"


def store_of(source: str) -> Path:
    """Where the cache keeps all revisions of `source`, owner/name or owner/name@revision."""
    return _cache() / repo_folder_name(repo_id=source.partition("@")[0], repo_type="model")


def claim(store: Path) -> bool:
    """Whether the store is not there yet: then it is now, and ours."""
    try:
        store.mkdir(parents=True)
    except OSError:
        return False
    (store / MARK).touch()
    return True


def note_use(store: Path) -> None:
    with suppress(OSError):
        if (store / MARK).exists():
            (store / MARK).touch()


def discard(store: Path) -> bool:
    """Delete a store if it is ours."""
    if not (store / MARK).exists():
        return False
    shutil.rmtree(store, ignore_errors=True)
    return True


def trim(most: int, kept: Iterable[Path]) -> None:
    """Delete our stores, the longest unused first, until they have at most `most` bytes together; not those `kept`."""
    kept = set(kept)
    stores = sorted((mark.stat().st_mtime_ns, mark.parent) for mark in _cache().glob(f"models--*/{MARK}"))
    sizes = {store: _size(store) for _, store in stores}
    for _, store in stores:
        if sum(sizes.values()) <= most:
            return
        if store not in kept and discard(store):
            del sizes[store]


def _size(store: Path) -> int:
    """Bytes; the snapshots are links to the blobs, or hold the files where there are no links."""
    return sum(path.lstat().st_size for path in store.rglob("*") if path.is_file() and not path.is_symlink())


def _cache() -> Path:
    return Path(constants.HF_HUB_CACHE).expanduser().resolve()
