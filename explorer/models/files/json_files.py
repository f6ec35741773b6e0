"""The JSON files of a checkpoint, and how a value from one is quoted to the user. No torch here."""

import json
from pathlib import Path
from typing import Any

from .locations import CheckpointError


def read_object(path: Path) -> dict[str, Any]:
    """The JSON object in a file. Raises CheckpointError, naming the file, where there is none."""
    value = read_json(path)
    if not isinstance(value, dict):
        raise CheckpointError("{folder}: {file} is damaged (it holds no object).", **place_of(path))
    return value


def read_json(path: Path) -> Any:
    """What a JSON file holds. Raises CheckpointError, naming the file, if it is missing or damaged."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise missing(path) from None
    except (OSError, ValueError, RecursionError) as error:
        raise CheckpointError("{folder}: {file} is damaged ({reason}).", **place_of(path), reason=str(error)) from None


def read_labels(folder: Path, classes: int) -> tuple[str, ...]:
    """The names in labels.json; numbers where there is no such file."""
    if not (folder / "labels.json").exists():
        return tuple(str(i) for i in range(classes))
    labels = read_json(folder / "labels.json")
    if not isinstance(labels, list) or not all(isinstance(label, str) for label in labels):
        raise CheckpointError("{folder}: labels.json must be a list of names.", folder=folder.name)
    if len(labels) > classes:
        raise CheckpointError(
            "{folder}: labels.json has {names} names for {classes} classes.",
            folder=folder.name,
            names=len(labels),
            classes=classes,
        )
    return tuple(labels)


def missing(path: Path) -> CheckpointError:
    """That a file which a checkpoint needs is not there."""
    return CheckpointError("{folder}: {file} is missing. Copy it into {path}.", **place_of(path), path=path.parent)


def place_of(path: Path) -> dict[str, str]:
    """How an error names a file."""
    return {"folder": path.parent.name, "file": path.name}


def write_json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")


def quoted(value: Any) -> str:
    """A value as it is written in the file, on one line of at most 100 characters."""
    text = json.dumps(value, default=repr)
    return text if len(text) <= 100 else f"{text[:97]}..."


def is_number(value: object) -> bool:
    """Finite, too: a JSON file can hold NaN and Infinity."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e30
