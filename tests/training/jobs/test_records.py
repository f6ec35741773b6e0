"""What is read of a job's files, whoever wrote them: as it is meant, or refused with what is wrong."""

import json
from dataclasses import MISSING, asdict, fields

import pytest

from explorer.training.jobs.records import (
    MOST_BYTES,
    Findings,
    Metrics,
    Spec,
    State,
    Status,
    as_record,
    check,
    read_object,
)

SPEC = Spec("mine", "me", "toys", 10, 1.5, label="cat", flip=True)
STATUS = Status(State.FAILED, 7, "job.died", 2.5, 8)
# For each type what JSON may hold that looks like it at most.
WRONG = {
    str: [5, None, True, [], {}, "\ud800"],
    int: ["5", 5.0, None, True, -1, 2**64, [5]],
    float: ["5", None, True, float("nan"), float("inf"), -float("inf"), 10**400, [0.5]],
    bool: [0, 1, "true", None],
    State: ["dreaming", "stopping", 5, None, [], {}, ["done"]],
}


@pytest.mark.parametrize("record", [SPEC, STATUS])
def test_a_record_comes_back_as_it_was(record):
    assert as_record(type(record), json.loads(json.dumps(asdict(record)))) == record


@pytest.mark.parametrize("record", [SPEC, STATUS])
def test_what_a_later_version_adds_is_left_out(record):
    assert as_record(type(record), asdict(record) | {"colour": [1], "": None}) == record


@pytest.mark.parametrize("field", [*fields(Spec), *fields(Status)], ids=lambda field: field.name)
def test_what_an_earlier_version_did_not_know_has_its_default_and_what_has_none_is_named(field):
    kind = Spec if field in fields(Spec) else Status
    values = asdict(SPEC if kind is Spec else STATUS)
    del values[field.name]
    if field.default is MISSING:
        with pytest.raises(ValueError, match=f"{field.name} is missing"):
            as_record(kind, values)
    else:
        assert getattr(as_record(kind, values), field.name) == field.default


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [(kind, field.name, value) for kind in (Spec, Status) for field in fields(kind) for value in WRONG[field.type]],
)
def test_a_value_of_another_type_is_named(kind, name, value):
    with pytest.raises(ValueError, match=f"^{name} is "):
        as_record(kind, asdict(SPEC if kind is Spec else STATUS) | {name: value})


@pytest.mark.parametrize("changes", [{"steps": 0}, {"batch": 0}])
def test_a_training_without_steps_is_none(changes):
    with pytest.raises(ValueError, match="1 or more"):
        as_record(Spec, asdict(SPEC) | changes)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b"[" * 100_000, b'{"a":' * 100_000, b'{"lr": NaN}', b"\0" * 9,
     b'{"steps": ' + b"9" * 5000 + b"}", b" " * (MOST_BYTES + 1)],
    ids=range(12),
)  # fmt: skip
def test_a_file_without_a_json_object_is_a_value_error(tmp_path, content):
    (tmp_path / "spec.json").write_bytes(content)
    with pytest.raises(ValueError):
        read_object(tmp_path / "spec.json")


@pytest.mark.parametrize("text", ["naïve “blobs” 👨‍👩‍👧", "", "a\tb\nc", "日本語"])
def test_every_name_that_can_be_typed_can_be_read(text):
    assert as_record(Spec, json.loads(json.dumps(asdict(SPEC) | {"name": text}))).name == text


def test_lines_and_findings_are_checked_too():
    check({"step": 1, "loss": 0.5, "thirds": [0.5, None, 1], "more": {}}, Metrics)
    check({"seen": 0.5, "held_out": None, "nearest": [0, 2], "copied": [True], "distance": [1.5]}, Findings)
    for kind, values in (
        (Metrics, {"step": "1"}), (Metrics, {"step": 1, "loss": None}), (Metrics, {"thirds": ["a", None, 1]}),
        (Findings, {"nearest": 5}), (Findings, {"nearest": [0.5]}), (Findings, {"copied": [1]}),
        (Findings, {"seen": "x"}),
    ):  # fmt: skip
        with pytest.raises(ValueError):
            check(values, kind)


@pytest.mark.parametrize(
    ("steps", "shown", "kept"),
    [
        (1, [0, 1], [1]),
        (10, [0, 10], [10]),
        (60, [0, 10, 25, 50, 60], [60]),
        (400, [0, 10, 25, 50, 100, 200, 400], [100, 200, 400]),
        (1300, [0, 10, 25, 50, 100, 200, 400, 800, 1200, 1300], [100, 200, 400, 800, 1200, 1300]),
    ],
)
def test_previews_grow_apart_and_the_later_ones_come_with_a_checkpoint(steps, shown, kept):
    spec = Spec("", "", "", steps)
    assert spec.shown == shown
    assert [step for step in shown if spec.is_kept(step)] == kept
