"""python -m explorer.deploy USER/NAME: puts what is committed on the Hugging Face Hub, as a Space.

The token is the one that huggingface_hub finds, in HF_TOKEN or from `hf auth login`; it is never printed.
"""

import argparse
import sys
from pathlib import Path

from huggingface_hub import CommitOperationAdd, CommitOperationDelete, HfApi, SpaceHardware, Volume, errors, get_token

from .models.files.locations import BUCKET
from .models.hub.download import hub_endpoint, is_unreachable, prepare_hub
from .models.hub.hub import is_hub_id
from .space import LEFT_OUT, SpaceError, commit_of, is_zero, space_files, uncommitted

PROJECT = Path(__file__).parents[1]
HARDWARE = [hardware.value for hardware in SpaceHardware]
MADE_BY_THE_HUB = {".gitattributes", "README.md"}  # what a Space holds that nobody has put anything in
DISK = "A Space's disk is emptied whenever it restarts: fetched networks are lost then, and fine-tuning jobs {which}."
ZERO = """\
ZeroGPU lends its GPU to one call at a time, for seconds that are taken from the visitor's own. Chains of large networks
use it, such as google/ddpm-cifar10-32, and their fine-tuning while a page of its owner is open. Small networks run on
the CPU or on the visitor's device: they are quicker there. For a GPU for all choose another hardware, such as
t4-small."""


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m explorer.deploy", description="Make or update a Space.")
    add = parser.add_argument
    add("space", metavar="USER/NAME", help="the Space: an account, or an organisation, and a name")
    add("--hardware", default="cpu-basic", choices=HARDWARE, metavar="HARDWARE", help=f"one of {', '.join(HARDWARE)}")
    add("--private", action="store_true", help="only the account sees the Space; one that is public is left alone")
    add("--bucket", metavar="USER/NAME", help="keep fine-tuning jobs in this storage bucket, which is made if need be")
    add("--dry-run", action="store_true", help="show what would be sent, and ask nobody")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    options = parse(arguments)
    try:
        if not is_hub_id(options.space) or "@" in options.space:
            raise SpaceError(f"{options.space!r} names no Space; write USER/NAME, such as ada/diffusion-explorer.")
        if options.bucket is not None and (not is_hub_id(options.bucket) or "@" in options.bucket):
            raise SpaceError(f"{options.bucket!r} names no bucket; write USER/NAME, such as ada/jobs.")
        files = space_files(PROJECT, options.hardware)
        commit = commit_of(PROJECT)
        tell(files, commit, options.hardware, options.bucket)
        if options.dry_run:
            show(files)
        else:
            print(deploy(files, commit, options.space, options.hardware, options.private, options.bucket))
    except SpaceError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def tell(files: dict[str, bytes], commit: str, hardware: str, bucket: str | None) -> None:
    """Say what goes along, what does not, and what will not work."""
    size = sum(map(len, files.values())) / 1e6
    print(f"Commit {commit} for {hardware}: {len(files)} files, {size:.1f} MB, without {', '.join(LEFT_OUT)}.")
    if changed := uncommitted(PROJECT):
        names = ", ".join(changed[:5]) + (", ..." if len(changed) > 5 else "")
        print(f"Changes that are not committed do not go along: {names}")
    print(DISK.format(which=f"are kept in {bucket}" if bucket else "that are in no bucket, too"))
    if is_zero(hardware):
        print(ZERO)


def show(files: dict[str, bytes]) -> None:
    """What --dry-run prints: sizes, and the two texts that are written for the Space."""
    print()
    for path, content in files.items():
        print(f"{len(content):>10,}  {path}")
    front_matter = files["README.md"].decode().split("---\n")[1]
    print(f"\nrequirements.txt\n\n{files['requirements.txt'].decode()}\nREADME.md\n\n---\n{front_matter}---")


def deploy(
    files: dict[str, bytes], commit: str, space: str, hardware: str, private: bool, bucket: str | None = None
) -> str:
    """Make the Space hold exactly `files`, in one commit, with its bucket; its address. Raises SpaceError."""
    token = get_token()
    if token is None:
        raise SpaceError("The Hub wants a token that may write: run `hf auth login`, or set HF_TOKEN.")
    try:
        prepare_hub()
        return _deploy(HfApi(hub_endpoint()), files, commit, space, hardware, private, bucket)
    except SpaceError:
        raise
    except Exception as error:  # there is no telling what a strange answer makes huggingface_hub raise
        raise SpaceError(_explained(error, space, hardware).replace(token, "(token)")) from None


def _deploy(
    api: HfApi, files: dict[str, bytes], commit: str, space: str, hardware: str, private: bool, bucket: str | None
) -> str:
    api.create_repo(
        space,
        repo_type="space",
        space_sdk="gradio",
        space_hardware=SpaceHardware(hardware),
        private=private or None,  # not False: an organisation may make its Spaces private by default
        exist_ok=True,
    )
    info = api.space_info(space)
    there = {file.rfilename for file in info.siblings or ()}
    if there - MADE_BY_THE_HUB and "explorer/__init__.py" not in there:
        raise SpaceError(f"{space} holds something else, which this would delete; choose another name.")
    if private and not info.private:
        raise SpaceError(f"{space} is public already; make it private in its settings, or choose another name.")
    # Before the files: who is not given the hardware keeps a Space that fits the old one.
    if info.runtime is None or (info.runtime.requested_hardware or info.runtime.hardware) != hardware:
        api.request_space_hardware(space, SpaceHardware(hardware))
    if bucket:
        api.create_bucket(bucket, private=True, exist_ok=True)
        others = [
            volume for volume in (info.runtime and info.runtime.volumes) or () if volume.mount_path != str(BUCKET)
        ]
        api.set_space_volumes(space, [*others, Volume(type="bucket", source=bucket, mount_path=str(BUCKET))])
    gone = there - files.keys() - MADE_BY_THE_HUB
    # One commit, where upload_folder may make several: each rebuilds the Space.
    api.create_commit(
        space,
        [
            *(CommitOperationAdd(path, content) for path, content in files.items()),
            *(CommitOperationDelete(path) for path in sorted(gone)),
        ],
        commit_message=f"Diffusion Explorer at {commit}",
        repo_type="space",
    )
    return f"{api.endpoint}/spaces/{space}"


def _explained(error: Exception, space: str, hardware: str) -> str:
    """A sentence for what went wrong, with what the Hub says of it."""
    if isinstance(error, RuntimeError) and isinstance(error.__cause__, Exception):
        error = error.__cause__  # huggingface_hub wraps what happens to large files
    if is_unreachable(error):
        return "The Hub cannot be reached; look at the network, or try again later."
    if isinstance(error, errors.HfHubHTTPError):
        status = error.response.status_code
        may_not = f"This token may not write to {space}; use one of its owner's that may."
        known = {
            401: "The Hub does not know this token: run `hf auth login`, or set HF_TOKEN.",
            402: f"The Hub wants {hardware} to be paid for; free accounts get zero-a10g.",
            403: may_not,
            404: may_not,
        }
        said = " ".join((error.server_message or "").split())
        return known.get(status, f"The Hub refused this with status {status}.") + (f" It says: {said}" if said else "")
    if isinstance(error, ValueError) and "README.md" in str(error):
        return " ".join(str(error).split())
    return f"The Space could not be made ({type(error).__name__}); try again later."


if __name__ == "__main__":
    sys.exit(main())
