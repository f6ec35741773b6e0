"""--device is one thing; bfloat16 and a compiled network only where they make a training quicker."""

import sys
from types import SimpleNamespace

import pytest
import torch

from explorer.models.runtime import DeviceError
from explorer.training import acceleration as quick
from explorer.training import finetune, job_run, loop, processes
from explorer.training.jobs.records import State
from explorer.training.launchers.local import PROGRAM
from explorer.ui.networks import Networks


@pytest.mark.parametrize(
    ("device", "capability", "hip", "quicker"),
    [
        ("cuda", (7, 5), None, False),  # T4
        ("cuda:0", (7, 0), None, False),  # V100
        ("cuda:1", (8, 0), None, True),  # A100
        ("cuda", (9, 0), None, True),  # H100
        ("cuda", (7, 5), "6.2", True),  # AMD
        ("mps", None, None, False),
    ],
)
def test_bfloat16_only_where_the_chip_has_it(monkeypatch, device, capability, hip, quicker):
    asked = []
    monkeypatch.setattr(torch.version, "hip", hip)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "get_device_capability", lambda device: asked.append(device) or capability)
    monkeypatch.setattr(torch.cpu, "_is_avx512_bf16_supported", lambda: True)
    assert quick.bf16(device) == quicker
    assert set(asked) <= {device}  # and not of another GPU


@pytest.mark.parametrize("has_it", [True, False])
def test_on_a_processor_a_gpu_beside_it_does_not_count(monkeypatch, has_it):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "get_device_capability", lambda device: (9, 0))
    monkeypatch.setattr(torch.cpu, "_is_avx512_bf16_supported", lambda: has_it)
    assert quick.bf16("cpu") == has_it


@pytest.fixture
def compiler(monkeypatch, tmp_path):
    """A machine on which all is there that compiling needs, and a torch.compile that says so."""
    (tmp_path / "Python.h").touch()
    monkeypatch.setattr(quick.sysconfig, "get_path", lambda name: str(tmp_path))
    monkeypatch.setattr(quick.shutil, "which", lambda name: "/usr/bin/gcc" if name == "gcc" else None)
    monkeypatch.setattr(quick, "find_spec", lambda name: object())
    monkeypatch.delenv("CC", raising=False)
    monkeypatch.setattr(torch, "compile", lambda network: ("compiled", network))
    return tmp_path


def is_compiled(device="cuda", steps=quick.LONG):
    network = object()
    return quick.compiled(network, device, steps) is not network


def test_long_trainings_on_a_gpu_are_compiled(compiler):
    assert is_compiled() and is_compiled("cuda:1", 100_000)
    assert not is_compiled(steps=quick.LONG - 1) and not is_compiled(steps=400)
    assert not is_compiled("cpu", 10**6) and not is_compiled("mps", 10**6)


@pytest.mark.parametrize("lacking", ["compiler", "headers", "triton"])
def test_nothing_is_compiled_where_something_is_missing(compiler, monkeypatch, lacking):
    if lacking == "compiler":
        monkeypatch.setattr(quick.shutil, "which", lambda name: None)
    elif lacking == "headers":
        (compiler / "Python.h").unlink()
    else:
        monkeypatch.setattr(quick, "find_spec", lambda name: None)
    assert not is_compiled()


def test_a_compiler_that_the_user_names_is_one(compiler, monkeypatch):
    monkeypatch.setattr(quick.shutil, "which", lambda name: None)
    monkeypatch.setenv("CC", "zig cc")
    assert is_compiled()


# --- where a training runs


@pytest.fixture
def two_gpus(monkeypatch):
    """A machine with CUDA, as far as names go."""
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(processes, "pick_device", lambda name: "cuda" if name == "auto" else name)


@pytest.mark.parametrize(
    ("asked", "rank", "own"),
    [
        ("cpu", None, "cpu"),
        ("cpu", "1", "cpu"),
        ("cuda:1", None, "cuda:1"),
        ("auto", None, "cuda"),
        ("auto", "1", "cuda:1"),
        ("cuda", "0", "cuda:0"),
        ("mps", None, "mps"),
        ("mps", "1", "cpu"),
    ],
)
def test_the_device_of_a_training_is_the_one_asked_for(two_gpus, monkeypatch, asked, rank, own):
    monkeypatch.delenv("RANK", raising=False)
    if rank is not None:
        monkeypatch.setenv("RANK", rank)
        monkeypatch.setenv("LOCAL_RANK", rank)
    assert processes.own_device(asked) == own


@pytest.mark.parametrize(("device", "told"), [("cpu", ["gloo"]), ("cuda:1", [1, "nccl"]), ("cuda", [0, "nccl"])])
def test_processes_meet_over_what_their_devices_can(two_gpus, monkeypatch, device, told):
    said = []
    monkeypatch.setattr(processes.dist, "init_process_group", said.append)
    monkeypatch.setattr(torch.cuda, "set_device", said.append)
    processes.meet(device)
    assert said == told  # on which GPU, before over what


def test_a_job_trains_on_the_cpu_when_told_to_whatever_gpu_there_is(new_job, monkeypatch):
    monkeypatch.setattr(job_run, "PREVIEW_STEPS", 1)
    devices, train = set(), loop.train

    def watched(state, *rest):
        devices.update(weight.device.type for net in (state.network, state.ema) for weight in net.parameters())
        return train(state, *rest)

    monkeypatch.setattr(job_run, "train", watched)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    job = new_job(steps=1)
    finetune._run_and_report(job, device="cpu")
    assert job.written_status().state == State.DONE and devices == {"cpu"}


def test_a_device_that_is_not_there_is_told_as_such(new_job):
    job = new_job(steps=1)
    with pytest.raises(DeviceError):
        finetune._run_and_report(job, device="cuda:99")
    assert job.written_status().reason == "job.no_device"


@pytest.mark.usefixtures("signals_restored")
@pytest.mark.parametrize("device", ["cuda:99", "tpu", ""])
def test_on_a_terminal_it_is_a_sentence(monkeypatch, capsys, tmp_path, device):
    command = ["finetune", "--images", "nowhere", "--out", str(tmp_path / "job"), "--device", device]
    monkeypatch.setattr(sys, "argv", command)
    assert finetune.main() == 1
    assert "Use --device auto or --device cpu" in capsys.readouterr().err
    assert not (tmp_path / "job").exists()


@pytest.mark.parametrize("device", ["auto", "cpu", "cuda:1"])
def test_the_servers_device_is_that_of_its_trainings(tmp_path, device, new_spec, pictures, monkeypatch):
    started = []
    networks = Networks("digits", device, tmp_path / "jobs")
    networks.supervisor.close()
    monkeypatch.setattr("subprocess.Popen", lambda command, **_: started.append(command) or SimpleNamespace(pid=1))
    job = networks.jobs.create(new_spec(), pictures)
    networks.supervisor.launcher.start(job)
    assert started[0][: len(PROGRAM)] == [*PROGRAM]
    assert started[0][started[0].index("--device") + 1] == device
