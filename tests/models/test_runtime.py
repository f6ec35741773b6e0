"""pick_device on whatever machine this is."""

import pytest
import torch

from explorer.models.checkpoint import load_checkpoint
from explorer.models.runtime import DeviceError, pick_device


@pytest.mark.parametrize("name", ["nonsense", "", "cuda:99", "CPU", "cpu:-1", "auto "])
def test_a_device_that_is_not_there_is_refused_with_what_to_do(name):
    with pytest.raises(DeviceError, match=f"no device '{name}'.*--device cpu"):
        pick_device(name)


@pytest.mark.parametrize("device", ["cuda:99", "tpu", "", "meta", "cpu:-1", 3.5])
def test_a_checkpoint_is_not_loaded_for_a_device_that_is_not_there(device, monkeypatch):
    monkeypatch.setattr("explorer.models.checkpoint.fetch", lambda name: pytest.fail("fetched"))
    for source in ("digits", "owner/name"):
        with pytest.raises(DeviceError, match=r"no device .*--device cpu"):
            load_checkpoint(source, device=device)


@pytest.mark.parametrize(
    "said",
    [AssertionError("Torch not compiled with CUDA enabled"), RuntimeError("No CUDA GPUs are available"), ImportError()],
)
def test_a_build_or_a_machine_without_gpu_refuses_cuda_in_a_sentence(monkeypatch, said):
    def zeros(*_, device):
        raise said

    monkeypatch.setattr(torch, "zeros", zeros)
    with pytest.raises(DeviceError, match="no device 'cuda'"):
        load_checkpoint("digits", device="cuda")


def test_a_checkpoint_can_be_loaded_for_auto():
    assert load_checkpoint("digits", device="auto").device.type == pick_device("auto")


def test_the_cpu_is_always_there():
    assert pick_device("cpu") == "cpu"


def test_auto_names_a_device_that_works():
    assert torch.zeros(1, device=pick_device("auto")).item() == 0


@pytest.mark.parametrize(
    ("cuda", "mps", "picked"),
    [(True, True, "cuda"), (True, False, "cuda"), (False, True, "mps"), (False, False, "cpu")],
)
def test_auto_takes_the_fastest_there_is(monkeypatch, cuda, mps, picked):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: cuda)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: mps)
    assert pick_device("auto") == picked
