"""Which device a network runs on."""

import torch


class DeviceError(ValueError):
    """A device that this machine does not have; the message says what to do."""


def pick_device(name: str) -> str:
    """"auto" -> "cuda", "mps" or "cpu", whatever is there; another name is checked and returned."""
    if name == "auto":
        if torch.cuda.is_available():
            return "cuda"
        return "mps" if torch.backends.mps.is_available() else "cpu"
    try:
        torch.zeros(1, device=name).item()  # a device that holds nothing, as "meta", fails here
    except (RuntimeError, AssertionError, ImportError):
        raise DeviceError(f"This machine has no device {name!r}. Use --device auto or --device cpu.") from None
    return name
