"""Fine-tuning from a terminal, in this process: what is asked for is done, or a sentence says why not."""

import argparse
import io
import json
import os
import signal
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from safetensors.torch import load_file

from explorer.models.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from explorer.models.network import NetworkDenoiser
from explorer.toys import toy
from explorer.training import arguments as asked
from explorer.training import finetune, job_run
from explorer.training.jobs.job import Job
from explorer.training.jobs.records import State

pytestmark = pytest.mark.usefixtures("signals_restored")


@pytest.fixture(autouse=True)
def quick_previews(monkeypatch):
    monkeypatch.setattr(job_run, "PREVIEW_STEPS", 2)


@pytest.fixture
def place(tmp_path, base, new_network, schedule):
    """A folder with three pictures, and bases with and without classes."""
    (tmp_path / "pictures").mkdir()
    for seed in range(3):
        Image.fromarray(toy(seed, "fish", 20)).save(tmp_path / "pictures" / f"{seed}.png")
    (tmp_path / "base").symlink_to(base)
    plain = NetworkDenoiser(new_network(), schedule)
    save_checkpoint(Checkpoint(plain, schedule, (1, 16, 16), (), "plain"), tmp_path / "plain")
    return tmp_path


@pytest.fixture
def command(place, monkeypatch):
    """command(...): the program with these options; its exit status."""

    def run(*options: str, images: str = "pictures", out: str = "out", base: str = "base") -> int:
        monkeypatch.chdir(place)
        told = ["--images", images, "--out", out, "--base", base, "--batch", "2", "--steps", "3", *options]
        monkeypatch.setattr(sys, "argv", ["finetune", *told])
        try:
            return finetune.main()
        except SystemExit as ended:
            return ended.code

    return run


def said(capsys) -> str:
    captured = capsys.readouterr()
    assert "Traceback" not in captured.err
    return captured.out + captured.err


@pytest.mark.parametrize("option", ["--steps", "--batch"])
@pytest.mark.parametrize("value", ["0", "-1", "2.5", "", "many", "nan", "1e3", "9" * 5000, "²"])
def test_a_count_is_a_whole_number_above_0(command, capsys, option, value):
    assert command(f"{option}={value}") == 2
    assert f"argument {option}" in (text := said(capsys)) and "whole number from 1" in text


@pytest.mark.parametrize("value", ["0", "-1", "nan", "inf", "-inf", "1e400", "", "small"])
def test_a_rate_is_a_number_above_0(command, capsys, value):
    assert command(f"--lr={value}") == 2 and "a number above 0" in said(capsys)


@pytest.mark.parametrize("value", ["-1", "0.5", "x"])
def test_a_seed_is_a_whole_number(command, capsys, value):
    assert command(f"--seed={value}") == 2 and "whole number from 0" in said(capsys)


def archive(**arrays: object):
    return lambda path: np.savez(path, **arrays)


IMAGES = np.zeros((3, 20, 20), np.uint8)
# What may lie at --images, and what is said of it.
MISTAKES = {
    "nothing": (lambda path: None, "cannot be read: No such file"),
    "an empty folder": (Path.mkdir, "holds no picture that can be used"),
    "a folder of other files": (lambda path: (path.mkdir(), (path / "a.txt").touch()), "holds no picture"),
    "only what cannot be read": (lambda path: (path.mkdir(), (path / "a.png").write_text("x")), "holds no picture"),
    "one picture": (lambda path: Image.fromarray(IMAGES[0]).save(path, "PNG"), "Give the folder that they are in"),
    "an empty file": (Path.touch, "neither a folder of pictures nor an .npz"),
    "a single array": (lambda path: np.save(path.open("wb"), IMAGES), "neither a folder of pictures nor an .npz"),
    "another zip": (archive(pictures=IMAGES), "must hold `images`"),
    "pictures of floats": (archive(images=IMAGES / 255), "uint8"),
    "pictures with alpha": (archive(images=np.zeros((3, 20, 20, 4), np.uint8)), "1 or 3"),
    "flat pictures": (archive(images=np.zeros((3, 400), np.uint8)), "(N, H, W)"),
    "no pictures": (archive(images=IMAGES[:0]), "must hold"),
    "objects": (archive(images=np.array([{}], object)), "must hold"),
    "labels of other pictures": (archive(images=IMAGES, labels=np.arange(2)), "one number for each picture"),
    "labels in words": (archive(images=IMAGES, labels=np.array(["a", "b", "c"])), "one number for each picture"),
    "pictures of no whole factor": (archive(images=np.zeros((3, 20, 21), np.uint8)), "by a whole factor"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_what_is_no_set_of_pictures_is_a_sentence(command, place, capsys, mistake):
    make, sentence = MISTAKES[mistake]
    make(place / "given")
    if (place / "given.npz").exists():
        (place / "given.npz").rename(place / "given")
    assert command(images="given") == 1
    assert sentence in said(capsys) and not (place / "out").exists()


# What may lie at --out.
TAKEN = {
    "a file": Path.touch,
    "a folder of other files": lambda path: (path.mkdir(), (path / "thesis.tex").touch()),
    "a spec that is none": lambda path: (path.mkdir(), (path / "spec.json").write_text("[]")),
    "a spec of another program": lambda path: (path.mkdir(), (path / "spec.json").write_text('{"a": 1}')),
}


@pytest.mark.parametrize("taken", TAKEN)
def test_what_lies_at_out_is_left_alone(command, place, capsys, taken):
    TAKEN[taken](place / "out")
    before = sorted(path.name for path in place.rglob("*"))
    assert command() == 1
    assert str(place / "out") in said(capsys) and sorted(path.name for path in place.rglob("*")) == before


def test_a_file_in_the_way_to_out_is_a_sentence(command, place, capsys):
    (place / "file").touch()
    assert command(out="file/deep/out") == 1 and "Give another folder with --out." in said(capsys)


@pytest.mark.parametrize(
    ("options", "base", "sentence"),
    [(["--label", "fish"], "plain", "Leave --label out"), ([], "nowhere", "no checkpoint")],
)
def test_what_the_base_cannot_do_is_a_sentence(command, place, capsys, options, base, sentence):
    assert command(*options, base=base) == 1
    assert sentence in said(capsys) and not (place / "out").exists()


@pytest.mark.parametrize("job", ["nowhere", "pictures"])
def test_a_folder_without_a_job_is_a_sentence(place, monkeypatch, capsys, job):
    monkeypatch.setattr(sys, "argv", ["finetune", str(place / job)])
    assert finetune.main() == 1 and "There is no job in" in said(capsys)


def test_an_empty_folder_fewer_pictures_than_a_batch_and_half_a_character_are_no_mistakes(command, place):
    (place / "out").mkdir()
    assert command("--batch", "8", "--name", "fish\udcff") == 0
    assert Job(place / "out").spec.name == "fish?" and Job(place / "out").status().state == State.DONE


def test_the_same_command_is_done_already(command, capsys):
    assert command() == 0 and "Done at step 3" in said(capsys)
    assert command() == 0 and "Done at step 3" in (text := said(capsys)) and "step 1/" not in text


def test_more_steps_go_on(command, place, capsys):
    assert command("--seed", "4") == 0 and command("--steps", "5") == 0
    assert "Going on from step 3 to step 5." in (text := said(capsys)) and "Done at step 5" in text
    assert [line["step"] for line in Job(place / "out").metrics()] == [1, 2, 3, 4, 5]
    assert Job(place / "out").spec.seed == 4
    assert command("--steps", "2") == 1 and "is at step 5 already" in said(capsys)


@pytest.mark.parametrize(
    ("options", "what"),
    [
        (["--lr", "1e-4"], "--lr 0.0003 there, 0.0001 here"), (["--batch", "3"], "--batch 2 there, 3 here"),
        (["--seed", "1"], "--seed 0 there, 1 here"), (["--flip"], "--flip False there, True here"),
        (["--label", "x", "--light"], "--light False there, True here"), (["--base", "plain"], "--base 'base' there"),
        (["--lr", "1e-4", "--steps", "9"], "--lr 0.0003"), (["--images", "others"], "other pictures (3 there, 1 here)"),
    ],
)  # fmt: skip
def test_other_settings_are_named_and_nothing_is_changed(command, place, capsys, options, what):
    (place / "others").mkdir()
    Image.fromarray(toy(9, "cat", 20)).save(place / "others" / "9.png")
    assert command() == 0
    before = {path: path.read_bytes() for path in (place / "out").rglob("*") if path.is_file()}
    assert command(*options) == 1
    assert what in said(capsys)
    assert {path: path.read_bytes() for path in (place / "out").rglob("*") if path.is_file()} == before


def test_a_job_whose_checkpoints_were_given_up_does_not_begin_anew(command, place, capsys):
    assert command() == 0
    for path in Job(place / "out").checkpoints():
        path.unlink()
    assert command("--steps", "9") == 1 and "--base" in said(capsys)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_who_ends_it_loses_no_step(command, place, capsys, monkeypatch, number):
    add = Job.add_metrics

    def add_and_end(self: Job, **values: object) -> None:
        add(self, **values)
        if values["step"] == 17:
            os.kill(os.getpid(), number)

    monkeypatch.setattr(Job, "add_metrics", add_and_end)
    assert command("--steps", "100") == 0
    assert "Stopped at step 17" in said(capsys)
    assert [path.name for path in Job(place / "out").checkpoints()][-1] == "ckpt-00000017.safetensors"


def test_a_second_ctrl_c_ends_at_once(command, monkeypatch, capsys):
    def twice(*_args: object, **_values: object) -> None:
        for _ in range(2):
            os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(Job, "add_metrics", twice)
    assert command("--steps", "100") == 130 and "the last checkpoint" in said(capsys)


@pytest.mark.parametrize("name", ["é", "日本", "\udcff"])
def test_a_name_that_the_console_cannot_print_ends_nothing(command, place, monkeypatch, name):
    (place / "pictures" / f"{name}.png").write_text("no picture")
    console = io.TextIOWrapper(io.BytesIO(), "ascii", write_through=True)
    monkeypatch.setattr(sys, "stdout", console)
    assert command() == 0
    assert b"Left out:" in console.buffer.getvalue() and b"Done at step 3" in console.buffer.getvalue()


@pytest.mark.parametrize("lr", ["1e3", "1e30"])
def test_a_loss_that_is_no_number_names_the_step_and_what_was_kept_stays(command, place, capsys, lr):
    assert command("--steps", "200", "--lr", lr) == 1
    job, text = Job(place / "out"), said(capsys)
    status = job.status()
    assert status.state == State.FAILED and f"at step {status.failed_at}:" in text
    if status.step:
        assert status.reason == "job.diverged" and f"step {status.step} is in" in text
        saved = load_file(job.checkpoints()[-1])
        assert all(value.isfinite().all() for value in saved.values())
        weights = load_checkpoint(job.result).denoiser.network.parameters()
        assert all(weight.isfinite().all() for weight in weights)
    else:
        assert status.reason == "job.diverged_at_once" and "Nothing was kept." in text
        assert job.checkpoints() == [] and not job.result.exists()
    assert all(np.isfinite(line["loss"]) for line in job.metrics())
    assert job.metrics() == [] or job.metrics()[-1]["step"] >= status.step


def test_a_full_disk_is_a_sentence(command, capsys, monkeypatch):

    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(job_run, "save_state", full)
    assert command() == 1 and "goes on from step 0" in said(capsys)


def test_what_argparse_is_told_is_a_type():
    with pytest.raises(argparse.ArgumentTypeError):
        asked.whole(1)("0")
    assert json.dumps([asked.whole(0)("0"), asked.rate("1e-3"), asked.name(" a ")]) == '[0, 0.001, "a"]'
