"""pick_device on whatever machine this is."""

import pytest
import torch

from explorer.models.runtime import DeviceError, pick_device


@pytest.mark.parametrize("name", ["nonsense", "", "cuda:99", "CPU", "cpu:-1", "auto "])
def test_a_device_that_is_not_there_is_refused_with_what_to_do(name):
    with pytest.raises(DeviceError, match=f"no device '{name}'.*--device cpu"):
        pick_device(name)


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
