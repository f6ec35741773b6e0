"""What leaves the house of a fine-tuned network: a zip, or a repository on the owner's account of the Hugging Face Hub.

The owner's token is handed to huggingface_hub and nowhere else: it is kept in no file, and in no error.
"""

import re
import secrets
import shutil
import tempfile
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

from huggingface_hub import HfApi, errors
from huggingface_hub.utils import disable_progress_bars

from ..hub.download import hub_endpoint, is_unreachable, prepare_hub
from ..hub.hub import is_hub_id
from .model_card import Training, model_card

NEEDED = ("config.json", "scheduler_config.json", "diffusion_pytorch_model.safetensors")
FILES = (*NEEDED, "labels.json")
TOKEN = re.compile(r"[!-~]{1,500}")  # what a header can hold: the HTTP library quotes in its errors what it cannot send
MOST_LETTERS = 60

disable_progress_bars()  # they would be drawn into the server's log


class PublishError(Exception):
    """`reason` is a key of the interface's texts below "publish.", and `values` fill it in."""

    def __init__(self, reason: str, /, **values: object):
        super().__init__(reason)
        self.reason, self.values = reason, values


def file_name(name: str) -> str:
    """A name that every system takes for a file or a folder, without extension."""
    letters = re.sub(r"[^\w-]+", "-", unicodedata.normalize("NFKC", name))
    return letters.strip("-_")[:MOST_LETTERS].strip("-_") or "network"


def pack(result: Path, training: Training, folder: Path) -> Path:
    """Zip the checkpoint in `result` with a card, as a folder of its name; the zip appears whole in `folder`.

    Raises PublishError if the checkpoint is not complete, and OSError if the zip cannot be written.
    """
    name = file_name(training.name)
    new = folder / f".{secrets.token_hex(4)}.zip"
    try:
        with zipfile.ZipFile(new, "w") as archive:  # not compressed: weights hardly shrink
            for path in files_of(result):
                archive.write(path, f"{name}/{path.name}")
            archive.writestr(f"{name}/README.md", model_card(training, f"path/to/{name}"))
        return new.replace(folder / f"{name}.zip")
    finally:
        new.unlink(missing_ok=True)


def files_of(result: Path) -> list[Path]:
    """What is given away of a checkpoint's folder, and nothing else that may lie there."""
    if not all((result / name).is_file() for name in NEEDED):
        raise PublishError("incomplete")
    return [result / name for name in FILES if (result / name).is_file()]


def push(result: Path, training: Training, repo: str, token: str, private: bool) -> str:
    """Upload the checkpoint in `result` with a card to `repo`, "name" or "owner/name"; the address of its page.

    The repository is made if need be. A private one is asked for in earnest: one that is public already is refused.
    Raises PublishError.
    """
    prepare_hub()
    repo, token = repo.strip(), token.strip()
    if not is_hub_id(repo if "/" in repo else f"me/{repo}") or "@" in repo:
        raise PublishError("bad_name")
    if not TOKEN.fullmatch(token):
        raise PublishError("bad_token")
    try:
        return _push(HfApi(hub_endpoint(), token), result, training, repo, private)
    except PublishError as error:
        failure = error
    except Exception as error:  # there is no telling what a strange answer makes huggingface_hub raise
        failure = _explained(error, repo)
    raise failure  # out here, or it would carry the request along, which has the token in its headers


def _push(api: HfApi, result: Path, training: Training, repo: str, private: bool) -> str:
    me = api.whoami()
    if _role(me) == "read":
        raise PublishError("read_only")
    owner = repo.partition("/")[0] if "/" in repo else me["name"]
    if owner.lower() not in {account["name"].lower() for account in [me, *me.get("orgs", [])]}:
        raise PublishError("not_yours", owner=owner, me=me["name"])
    repo = f"{owner}/{repo.rpartition('/')[2]}"
    with tempfile.TemporaryDirectory(prefix="publish-") as folder:
        for path in files_of(result):  # a copy, since a job that goes on replaces its result
            shutil.copy(path, folder)
        Path(folder, "README.md").write_text(model_card(training, repo), encoding="utf-8")
        api.create_repo(repo, private=private, exist_ok=True)
        if private and not api.model_info(repo).private:
            raise PublishError("public", repo=repo)
        api.upload_folder(repo_id=repo, folder_path=folder, commit_message="Fine-tuned with Diffusion Explorer")
    return f"{api.endpoint}/{repo}"


def _role(me: dict[str, Any]) -> str | None:
    """ "read", "write" or "fineGrained", if the Hub tells."""
    role: str | None = me.get("auth", {}).get("accessToken", {}).get("role")
    return role


def _explained(error: Exception, repo: str) -> PublishError:
    """The error by its reason; nothing of its own text, which quotes what was sent."""
    if isinstance(error, RuntimeError) and isinstance(error.__cause__, Exception):
        error = error.__cause__  # huggingface_hub wraps what happens to large files
    if is_unreachable(error):
        return PublishError("unreachable")
    if isinstance(error, errors.HfHubHTTPError):
        status = error.response.status_code
        known = {401: "bad_token", 403: "forbidden", 404: "forbidden"}
        return PublishError(known.get(status, "refused"), repo=repo, status=status)
    if isinstance(error, OSError) and error.errno is not None:
        return PublishError("disk", reason=error.strerror)
    return PublishError("failed")
