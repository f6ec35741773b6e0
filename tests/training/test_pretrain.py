"""The pretraining program: from pictures to a checkpoint, resumed, and in two processes."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from explorer.models.checkpoint import WEIGHTS, load_checkpoint
from explorer.training import pretrain as program
from explorer.training.pretrain import RECIPES, Recipe, pretrain, toys
from tests.helpers import SMALL

PROJECT = Path(__file__).parents[2]
RECIPE = replace(
    RECIPES["digits"],
    network=replace(SMALL, num_class_embeds=11),
    config=replace(RECIPES["digits"].config, steps=4, batch=4, warmup=1),
)


@pytest.fixture
def data():
    return program.ImageSet(np.random.default_rng(0).integers(0, 256, (8, 8, 8, 1), np.uint8), np.arange(8))


pytestmark = pytest.mark.usefixtures("signals_restored")


@pytest.fixture(autouse=True)
def often(monkeypatch):
    monkeypatch.setattr(program, "REPORT_EVERY", 2)
    monkeypatch.setattr(program, "SAVE_EVERY", 2)


def weights(folder: Path) -> dict[str, torch.Tensor]:
    return load_file(folder / WEIGHTS)


def assert_same_weights(one: Path, other: Path, atol: float = 0.0) -> None:
    for name, weight in weights(one).items():
        torch.testing.assert_close(weight, weights(other)[name], rtol=0, atol=atol)


def test_it_writes_a_checkpoint_a_preview_and_the_loss_by_thirds_of_t(tmp_path, data):
    pretrain(RECIPE, data, tmp_path / "run", tmp_path / "out", "cpu")
    checkpoint = load_checkpoint(tmp_path / "out")
    assert (checkpoint.labels, checkpoint.denoiser.prediction) == (RECIPE.labels, "v_prediction")
    assert checkpoint.denoiser.no_label == 10
    assert [path.name for path in sorted((tmp_path / "run" / "samples").iterdir())] == ["00000002.png", "00000004.png"]
    lines = [json.loads(line) for line in (tmp_path / "run" / "metrics.jsonl").read_text().splitlines()]
    assert [line["step"] for line in lines] == [2, 4]
    assert all(len(line["thirds"]) == 3 and line["images_per_s"] > 0 for line in lines)


def test_a_run_that_was_interrupted_goes_on_to_the_same_weights(tmp_path, data):
    pretrain(RECIPE, data, tmp_path / "whole", tmp_path / "one", "cpu")

    class Interrupted(Exception):
        pass

    def interrupt(*_, **__):
        raise Interrupted

    with pytest.MonkeyPatch.context() as patch, pytest.raises(Interrupted):
        patch.setattr(program, "save_preview", interrupt)  # after the state was saved at step 2
        pretrain(RECIPE, data, tmp_path / "run", tmp_path / "two", "cpu")
    pretrain(RECIPE, data, tmp_path / "run", tmp_path / "two", "cpu")
    assert_same_weights(tmp_path / "one", tmp_path / "two")


@pytest.mark.soak
def test_two_processes_train_the_network_that_one_does(tmp_path, data):
    np.savez(tmp_path / "data.npz", images=data.images, labels=data.labels)
    command = [
        "-c",
        "import sys; from tests.training import test_pretrain as t; from explorer.training import pretrain as p;"
        "p.RECIPES['digits'] = t.RECIPE; p.SAVE_EVERY = 2; sys.argv[0] = 'pretrain'; p.main()",
    ]
    options = ["digits", "--data", "data.npz", "--device", "cpu"]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), "OMP_NUM_THREADS": "1", "GLOO_SOCKET_IFNAME": "lo"}

    def start(name: str, **more: str) -> subprocess.Popen:
        arguments = [*command, *options, "--state", f"run-{name}", "--out", name]
        return subprocess.Popen([sys.executable, *arguments], cwd=tmp_path, env=environment | more)

    alone = start("one")
    rendezvous = {"WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": free_port()}
    pair = [start("two", RANK=rank, LOCAL_RANK=rank, **rendezvous) for rank in ("0", "1")]
    assert [process.wait(120) for process in (alone, *pair)] == [0, 0, 0]
    assert_same_weights(tmp_path / "one", tmp_path / "two", atol=1e-3)  # saved in float16


def free_port() -> str:
    import socket

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return str(listener.getsockname()[1])


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_fits_what_ships(name):
    recipe: Recipe = RECIPES[name]
    network = program.UNet(recipe.network)
    assert sum(weight.numel() for weight in network.parameters()) * 2 < 10e6  # float16
    assert recipe.network.num_class_embeds == len(recipe.labels) + 1


def test_toys_are_drawn_kind_by_kind_from_their_seeds():
    data = toys(12, 16)
    assert data.labels.tolist() == [*range(10), 0, 1]
    np.testing.assert_array_equal(data.images[11], program.toy(11, "cat", 16))


def test_a_recipe_without_data_is_refused(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["pretrain", "digits"])
    with pytest.raises(SystemExit):
        program.main()
    assert "digits needs --data" in capsys.readouterr().err


def test_a_missing_data_set_is_a_sentence(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["pretrain", "digits", "--data", "nowhere.npz"])
    assert program.main() == 1
    assert "nowhere.npz cannot be read: No such file" in capsys.readouterr().err


@pytest.fixture
def command(tmp_path, data, monkeypatch):
    """command(...): the program with these options, on eight pictures; its exit status."""
    monkeypatch.setitem(RECIPES, "digits", RECIPE)
    np.savez(tmp_path / "data.npz", images=data.images, labels=data.labels)

    def run(*options: str) -> int:
        places = ["--data", "data.npz", "--state", "run", "--out", "out", "--device", "cpu"]
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(sys, "argv", ["pretrain", "digits", *places, *options])
        return program.main()

    return run


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_who_ends_it_loses_no_step(tmp_path, command, monkeypatch, capsys, number):
    real = program.train

    def ended_in_time(*args):
        for step in real(*args):
            if step.step == 1:
                os.kill(os.getpid(), number)
            yield step

    monkeypatch.setattr(program, "train", ended_in_time)
    assert command() == 0
    assert "Stopped at step 1" in capsys.readouterr().out and (tmp_path / "run" / "ckpt-00000001.safetensors").exists()
    monkeypatch.setattr(program, "train", real)
    assert command() == 0
    said = capsys.readouterr().out
    assert "Going on from step 1." in said and "Done at step 4" in said
    assert command() == 0 and "Done at step 4" in capsys.readouterr().out


def test_more_steps_go_on(command, capsys):
    assert command("--steps", "2") == 0 and command("--steps", "3") == 0
    assert "Going on from step 2." in (said := capsys.readouterr().out) and "Done at step 3" in said


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--steps", "0"], "must be a whole number from 1"),
        (["--steps", "-5"], "must be a whole number from 1"),
        (["--steps", "many"], "must be a whole number from 1"),
        (["--data", "labels.npz"], "the labels must lie in 0..9"),
        (["--data", "float.npz"], "(N, H, W) or (N, H, W, 1 or 3) uint8"),
        (["--data", "."], "holds no picture that can be used"),
        (["--state", "data.npz"], "is a file. Give --state a folder"),
        (["--out", "data.npz"], "is a file. Give --out a folder"),
        (["--out", "."], "holds something else, which"),
        (["--state", "other"], "holds the training of another network"),
    ],
)
def test_what_cannot_be_trained_is_a_sentence(tmp_path, command, data, capsys, options, sentence):
    np.savez(tmp_path / "labels.npz", images=data.images, labels=np.full(8, 10))
    np.savez(tmp_path / "float.npz", images=data.images / 255)
    other = program.UNet(replace(SMALL, block_out_channels=(8, 16)))
    (tmp_path / "other").mkdir()
    program.save_state(program.TrainState.new(other), tmp_path / "other")
    try:
        assert command(*options) == 1
    except SystemExit as ended:
        assert ended.code == 2
    assert sentence in (said := capsys.readouterr().err) and "Traceback" not in said


def test_a_loss_that_is_no_number_ends_it_and_what_was_kept_stays(tmp_path, command, monkeypatch, capsys):
    assert command("--steps", "2") == 0
    before = (tmp_path / "out" / WEIGHTS).read_bytes()
    monkeypatch.setitem(RECIPES, "digits", replace(RECIPE, config=replace(RECIPE.config, steps=50, lr=1e30)))
    assert command() == 1
    assert "no longer a number at step" in capsys.readouterr().err
    assert (tmp_path / "out" / WEIGHTS).read_bytes() == before
