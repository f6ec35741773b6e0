"""One commit of a repository on the Hugging Face Hub: which of its files are a checkpoint, and how to get them.

Only these are ever requested, from one commit and without a token; sizes and shapes are checked before the weights
are downloaded, contents after. huggingface_hub keeps the files in its cache.
"""

import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple

from huggingface_hub import HfApi, constants, hf_hub_download
from huggingface_hub.file_download import repo_folder_name

from ..files.config import parse_unet_config
from ..files.json_files import read_labels, read_object
from ..files.locations import UNETS, CheckpointError
from ..files.pipeline import FILE as PIPELINE
from ..files.pipeline import check_folder, check_neighbours
from ..files.weight_files import SHARD, STEM, WEIGHTS, find_pickle, find_weight_files
from .download import Bar, DownloadCancelled, digest_of, hub_endpoint, is_unreachable, prepare_hub
from .limits import check_labels, check_network

MAX_CONFIG_BYTES = 1_000_000
MAX_WEIGHTS_BYTES = 2_000_000_000
COMMIT = re.compile(r"[0-9a-f]{40}")
DIGEST = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
SECONDS = 5  # to wait for the Hub before the cache is used


class _Missing(CheckpointError):
    """A file that a checkpoint needs is not there."""


class _File(NamedTuple):
    size: int
    digest: str  # sha256 if the file is in LFS, else git's sha1; "" if it is not known


class Snapshot:
    """get() runs in one thread; another may read `done` and `total` and set `stopped`.

    done and total count bytes; total is 0 until it is known.
    """

    def __init__(self, repo: str, revision: str, may_unpickle: bool, sample_size: int | Sequence[int] | None = None):
        self.repo, self.revision, self.may_unpickle, self.sample_size = repo, revision, may_unpickle, sample_size
        self.endpoint = hub_endpoint()
        self.cache = Path(constants.HF_HUB_CACHE).expanduser().resolve()
        self.store = self.cache / repo_folder_name(repo_id=repo, repo_type="model")
        self.commit = ""
        self.files: dict[str, _File] = {}
        self.done = self.total = 0
        self.stopped = threading.Event()

    def get(self) -> Path:
        """The folder of the checkpoint, complete and checked. Raises huggingface_hub's errors and CheckpointError."""
        prepare_hub()
        try:
            self._ask_hub()
        except Exception as error:
            if not is_unreachable(error) or not self._ask_cache():
                raise
            try:
                self._get_files()
            except _Missing:
                raise error from None
        else:
            self._get_files()
            self._write_ref()
        return self.folder

    @property
    def folder(self) -> Path:
        return self.store / "snapshots" / self.commit

    def _ask_hub(self) -> None:
        api = HfApi(endpoint=self.endpoint)
        info = api.model_info(self.repo, revision=self.revision, files_metadata=True, timeout=SECONDS, token=False)
        if info.sha is None or info.siblings is None:
            raise TypeError("the Hub names no commit, or no files")
        if not COMMIT.fullmatch(info.sha):
            raise ValueError(f"{info.sha!r} is no commit")
        self.commit = info.sha
        for each in info.siblings:
            size, digest = (each.lfs.size, each.lfs.sha256) if each.lfs else (each.size, each.blob_id)
            if size is not None:
                self.files[each.rfilename] = _File(size, digest or "")

    def _ask_cache(self) -> bool:
        """Whether the revision is in the cache; whether completely, _get_files will tell."""
        ref = self.store / "refs" / self.revision
        self.commit = ref.read_text().strip() if ref.is_file() else self.revision
        if not COMMIT.fullmatch(self.commit):
            return False
        for path in self.folder.rglob("*"):
            if path.is_file():
                # The cache names a content by its digest; on a disk without symlinks that name is lost.
                blob = path.readlink().name if path.is_symlink() else ""
                name = path.relative_to(self.folder).as_posix()
                self.files[name] = _File(path.stat().st_size, blob if DIGEST.fullmatch(blob) else "")
        return bool(self.files)

    def _write_ref(self) -> None:
        """Let _ask_cache find the commit; only now that it is complete, so that an older one serves until then."""
        ref = self.store / "refs" / self.revision
        if self.revision == self.commit or (ref.is_file() and ref.read_text() == self.commit):
            return
        with suppress(OSError):  # a cache that is only to be read
            ref.parent.mkdir(parents=True, exist_ok=True)
            new = ref.with_name(f"{ref.name}.{threading.get_ident()}.tmp")
            new.write_text(self.commit)
            new.replace(ref)

    def _get_files(self) -> None:
        """Get the files of the checkpoint, the small ones first, for as long as they are found good."""
        unet = next((f"{name}/" for name in UNETS if f"{name}/config.json" in self.files), "")
        scheduler = "scheduler/" if unet else ""
        configs = [f"{unet}config.json", f"{scheduler}scheduler_config.json"]
        for name in configs:
            if name not in self.files:
                raise _Missing(
                    "{repo} holds no {file}, so it is no DDPM checkpoint; choose another repository.",
                    repo=self.repo,
                    file=name,
                )
        if unet:
            with self._naming_repo():
                check_neighbours(name.split("/")[0] for name in self.files if re.fullmatch("[^/]+/config.json", name))
        weights, index = self._find_weights(unet)
        others = [name for name in (PIPELINE, "labels.json") if name in self.files]
        small = [*configs, *([index] if index else []), *others]
        if max(self.files[name].size for name in small) > MAX_CONFIG_BYTES:
            raise CheckpointError(
                "{repo}: a configuration file is larger than 1 MB; choose another repository.", repo=self.repo
            )
        if (size := self._size(weights)) > MAX_WEIGHTS_BYTES:
            raise CheckpointError(
                "{repo} has weights of {size:.1f} GB, more than {most:.0f} GB; choose a smaller model.",
                repo=self.repo,
                size=size / 1e9,
                most=MAX_WEIGHTS_BYTES / 1e9,
            )

        paths = {name: self._get_file(name) for name in small}
        if index:
            weights = self._named_by_index(paths[index], unet)
        self._check_configs(paths[configs[0]], paths[configs[1]], self._size(weights))
        self.total = self._size([*small, *weights])
        for name in weights:
            self._get_file(name)

    def _size(self, names: Iterable[str]) -> int:
        return sum(self.files[name].size for name in names)

    def _find_weights(self, unet: str) -> tuple[list[str], str | None]:
        """The files that hold, or may hold, the weights; and the index that tells which, if there is one."""
        beside = [name.removeprefix(unet) for name in self.files if name.startswith(unet)]
        found, pickled = find_weight_files(beside), f"{unet}{STEM}.bin"
        if found and found.whole:
            return [unet + found.whole], None
        if found and found.index_file:
            return [unet + shard for shard in found.shards], unet + found.index_file
        if pickled in self.files and self.may_unpickle:
            return [pickled], None
        if find_pickle(name for name in beside if "/" not in name):
            raise CheckpointError(
                "{repo} holds its weights as a pickle only, a file that can run code when it is opened; "
                "choose a repository with safetensors weights.",
                repo=self.repo,
            )
        raise _Missing(
            "{repo} holds no {file}; choose a repository that has its weights in this file.",
            repo=self.repo,
            file=unet + WEIGHTS,
        )

    def _named_by_index(self, index: Path, unet: str) -> list[str]:
        with self._naming_repo():
            shards = sorted(set(read_object(index)["weight_map"].values()))
        if not shards or not all(SHARD.fullmatch(shard) for shard in shards):
            raise CheckpointError(
                "{repo}: {file} names no weights or strange ones; choose another one.", repo=self.repo, file=index.name
            )
        for shard in shards:
            if unet + shard not in self.files:
                raise _Missing(
                    "{repo} holds no {file}, a part of its weights; choose another repository.",
                    repo=self.repo,
                    file=shard,
                )
        return [unet + shard for shard in shards]

    def _check_configs(self, unet: Path, scheduler: Path, size: int) -> None:
        from ..files.scheduler_config import parse_schedule  # not above: it needs torch

        with self._naming_repo():
            check_folder(self.folder)
            config = parse_unet_config(read_object(unet), self.sample_size)
            parse_schedule(read_object(scheduler))
        check_network(self.repo, config, size)
        with self._naming_repo():
            labels = read_labels(self.folder, config.num_class_embeds or 0)
        check_labels(self.repo, labels)

    @contextmanager
    def _naming_repo(self) -> Iterator[None]:
        """What is said of a folder is said of the repository."""
        try:
            yield
        except CheckpointError as error:
            if error.values.get("folder") == self.commit:  # so the cache calls it; that tells a student nothing
                named = CheckpointError(error.template, **error.values | {"folder": self.repo})
                raise CheckpointError("{reason} Choose another repository.", reason=named) from None
            raise CheckpointError("{repo}: {reason} Choose another repository.", repo=self.repo, reason=error) from None

    def _get_file(self, name: str) -> Path:
        """The path of a file in the cache, downloaded if need be, its content checked."""
        if self.stopped.is_set():
            raise DownloadCancelled
        size, digest = self.files[name]
        done = self.done
        path = Path(
            hf_hub_download(  # type: ignore[call-overload]  # its types want a tqdm, it takes what works like one
                self.repo,
                name,
                revision=self.commit,
                cache_dir=self.cache,
                endpoint=self.endpoint,
                token=False,
                tqdm_class=partial(Bar, self, size),
            )
        )
        if digest and digest != digest_of(path, len(digest)):
            if path.is_symlink():
                (path.parent / path.readlink()).unlink()
            path.unlink()
            raise CheckpointError(
                "{repo}: {file} arrived damaged and was deleted; try again.", repo=self.repo, file=name
            )
        self.done = done + size
        return path
