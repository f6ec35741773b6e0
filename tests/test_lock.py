"""The image is built from exactly the files that requirements.lock names, which agrees with requirements.txt."""

import re
from importlib.metadata import requires
from pathlib import Path

PROJECT = Path(__file__).parents[1]
PINNED = re.compile(r"^([\w.-]+)==(\S+)(?: ; [^\\]+)?(?: \\)?$")


def locked() -> dict[str, str]:
    """Name -> version of each entry; an entry without a hash fails."""
    text = (PROJECT / "requirements.lock").read_text(encoding="utf-8").replace(" \\\n    --hash", " --hash")
    found = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            entry, *hashes = line.split(" --hash=")
            assert hashes and all(re.fullmatch(r"sha256:[0-9a-f]{64}", each.strip()) for each in hashes), entry
            name, version = PINNED.match(entry).groups()
            found[normal(name)] = version
    return found


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_requirement_is_locked_at_its_version():
    lines = (PROJECT / "requirements.txt").read_text(encoding="utf-8").split()
    pinned = dict(line.split("==") for line in lines if not line.startswith("torch"))
    assert pinned
    versions = locked()
    assert {name: versions.get(normal(name)) for name in pinned} == pinned


def test_what_torch_needs_is_locked_though_torch_is_not():
    """Its CPU build is of another index; what else comes with it for CUDA has a marker."""
    needed = [entry for entry in requires("torch") if "extra" not in entry and "Linux" not in entry]
    names = {normal(re.match(r"[\w.-]+", entry)[0]) for entry in needed}
    assert "sympy" in names and names - locked().keys() == set()
    assert "torch" not in locked()


def test_the_image_takes_nothing_else():
    dockerfile = (PROJECT / "Dockerfile").read_text(encoding="utf-8")
    ignored = (PROJECT / ".dockerignore").read_text(encoding="utf-8").split()
    version = re.search(r"^torch>=[\d.]+,<=([\d.]+)$", (PROJECT / "requirements.txt").read_text(), re.MULTILINE)[1]
    assert "--require-hashes --only-binary :all: -r requirements.lock" in dockerfile
    assert f"torch=={version}\n" in dockerfile.replace(" \\\n", "\n") and "requirements.txt" not in dockerfile
    copied = re.findall(r"^COPY (.+) \S+$", dockerfile, re.MULTILINE)
    assert {f"!{name}" for names in copied for name in names.split()} <= set(ignored)
