"""The files of a Hugging Face Space: what is committed, with a README.md and a requirements.txt for its hardware.

Knows git, Spaces' front matter and what each kind of hardware wants; asks nobody.
"""

import io
import re
import subprocess
import tarfile
from fnmatch import fnmatch
from pathlib import Path

from huggingface_hub import SpaceCard

# What a running app does not need. benchmarks/results and docs stay: the README shows them and leads there.
LEFT_OUT = (
    *("tests/*", "benchmarks/*.py", "docs/*.py", ".ci/*"),
    *("requirements-dev.txt", "requirements.lock", "Dockerfile", ".dockerignore"),
)
MOST_BYTES = 10_000_000  # of one file; the Hub wants larger ones in LFS
CPU_INDEX = "--extra-index-url https://download.pytorch.org/whl/cpu"  # its builds go before PyPI's, which bring CUDA
PYTHON, ZERO_PYTHON = "3.12", "3.12.12"
ZERO_TORCH = "torch>=2.8.0,<=2.11.0"  # the versions that ZeroGPU lists
ZERO_SPACES = "spaces>=0.51.3,<1"  # what was tried, or what comes after it: it must fit the machine that it runs on


class SpaceError(Exception):
    """The message is a sentence that says what to do."""


def space_files(project: Path, hardware: str) -> dict[str, bytes]:
    """Path -> content of every file of a Space on `hardware`, from the last commit of the checkout in `project`."""
    files = committed(project)
    missing = {"README.md", "requirements.txt", "app.py"} - files.keys()
    if missing:
        raise SpaceError(f"{' and '.join(sorted(missing))} must be committed before a Space can be made.")
    wanted = files["requirements.txt"].decode()
    files["README.md"] = readme(files["README.md"].decode(), wanted, hardware).encode()
    files["requirements.txt"] = requirements(wanted, hardware).encode()
    for path, content in files.items():
        if len(content) > MOST_BYTES:
            raise SpaceError(f"{path} has {len(content) / 1e6:.1f} MB, and a Space takes at most 10 MB without LFS.")
    return dict(sorted(files.items()))


def committed(project: Path) -> dict[str, bytes]:
    """Path -> content of what is committed at HEAD and not left out."""
    # Without autocrlf's conversion, or a Space that is deployed from Windows would get other files.
    archive = _git(project, "-c", "core.autocrlf=false", "archive", "--format=tar", "HEAD")
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        members = [member for member in tar if member.isfile()]
        kept = [each for each in members if not any(fnmatch(each.name, pattern) for pattern in LEFT_OUT)]
        files = {member.name: tar.extractfile(member) for member in kept}
        return {name: file.read() for name, file in files.items() if file}


def commit_of(project: Path) -> str:
    return _git(project, "rev-parse", "--short", "HEAD").decode().strip()


def uncommitted(project: Path) -> list[str]:
    """Paths of what the working tree changes, adds or lacks; a new folder counts as one."""
    status = ["-c", "core.quotePath=false", "--no-optional-locks", "status", "--porcelain", "."]
    lines = _git(project, *status).decode().splitlines()
    return [line[3:] for line in lines]


def readme(text: str, requirements: str, hardware: str) -> str:
    """The committed README.md, with the front matter of a Space on `hardware`."""
    gradio = re.search(r"^gradio==(\S+)$", requirements, re.MULTILINE)
    if gradio is None:
        raise SpaceError("requirements.txt must pin gradio as gradio==1.2.3: a Space is told the version.")
    try:
        card = SpaceCard(text)
    except Exception:  # yaml's own, which huggingface_hub lets through
        raise SpaceError("The front matter of README.md, between its two lines ---, is no YAML.") from None
    card.data["sdk"], card.data["sdk_version"] = "gradio", gradio[1]
    card.data["app_file"] = "app.py"
    card.data["python_version"] = ZERO_PYTHON if is_zero(hardware) else PYTHON
    card.data["suggested_hardware"] = hardware  # for who duplicates the Space: the requirements are made for it
    return str(card)


def requirements(committed: str, hardware: str) -> str:
    """The committed requirements.txt, with the torch that the hardware takes."""
    lines = committed.splitlines()
    if hardware.startswith("cpu-"):
        lines = [CPU_INDEX, *lines]
    elif is_zero(hardware):
        lines = [ZERO_TORCH if re.match(r"torch(?![\w.-])", line) else line for line in lines]
        lines.append(ZERO_SPACES)
    return "\n".join(lines) + "\n"


def is_zero(hardware: str) -> bool:
    return hardware.startswith("zero-")


def _git(project: Path, *arguments: str) -> bytes:
    try:
        return subprocess.run(["git", "-C", project, *arguments], capture_output=True, check=True).stdout
    except FileNotFoundError:
        raise SpaceError("A Space gets what is committed, and git, which knows it, is not installed.") from None
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip().partition("\n")[0]
        raise SpaceError(
            f"A Space gets what is committed, and {project} is no git checkout with a commit ({said})."
        ) from None
