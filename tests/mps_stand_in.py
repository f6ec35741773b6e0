"""Apple's MPS, played on any machine: a device of its own that has no float64.

A tensor there is a `There` around one of the CPU, on which torch calculates. Refused is what MPS refuses: float64,
also on the way to the CPU, operations on tensors of two devices, and .numpy().
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
import torch
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode

from tests.helpers import SMALL

MPS = torch.device("mps")
BELOW = torch.device("meta")  # what torch takes the device for: one that every build knows
FROM_DATA = (torch.tensor, torch.as_tensor, torch.asarray)
TINY = replace(
    SMALL, block_out_channels=(8,), norm_num_groups=4, add_attention=False,
    down_block_types=("DownBlock2D",), up_block_types=("UpBlock2D",),
)  # fmt: skip
BETWEEN = ("copy_", "_to_copy")  # what may read from one device and write to the other
waits: list[str] = []  # operations whose results the CPU has taken from the device: until they are there, it waits


class There(torch.Tensor):
    __torch_function__ = torch._C._disabled_torch_function_impl
    device = property(lambda self: MPS)
    is_meta = False

    @staticmethod
    def __new__(cls, here: torch.Tensor):
        if here.dtype == torch.float64:
            raise TypeError("Cannot convert a MPS Tensor to float64 dtype as MPS doesn't support float64.")
        layout = {"strides": here.stride(), "storage_offset": here.storage_offset(), "dtype": here.dtype}
        made = torch.Tensor._make_wrapper_subclass(cls, here.shape, device=BELOW, **layout)
        made.here = here
        return made

    @classmethod
    def __torch_dispatch__(cls, operation, types, args=(), kwargs=None):
        return calculate(operation, args, kwargs or {})


def each(change: Any, value: Any) -> Any:
    """`change` of a value, and of those in a list or tuple: torch's own trees take ten times as long."""
    return type(value)(change(one) for one in value) if type(value) in (list, tuple) else change(value)


def calculate(operation: Any, args: tuple, kwargs: dict[str, Any]) -> Any:
    """The operation on the CPU; its result is There if what it has read is, or if it was asked to be."""
    name = operation.overloadpacket.__name__
    there = mixed = False

    def here(value: Any) -> Any:
        nonlocal there, mixed
        if isinstance(value, There):
            there = True
            return value.here
        if isinstance(value, torch.Tensor):
            assert value.device.type == "cpu", f"{name}: a tensor got lost"
            mixed = mixed or value.ndim > 0
        return value

    here_args = [each(here, value) for value in args]
    kwargs = {key: each(here, value) for key, value in kwargs.items()}
    if there and mixed and name not in BETWEEN:
        raise RuntimeError(f"Expected all tensors to be on the same device, but found mps and cpu: {name}")
    to_there = there
    if kwargs.get("device") is not None:
        to_there = torch.device(kwargs["device"]).type == BELOW.type
        kwargs["device"] = "cpu"
        if there and kwargs.get("dtype") == torch.float64:
            raise TypeError("Cannot convert a MPS Tensor to float64 dtype, not even on its way to the CPU.")
    result = operation(*here_args, **kwargs)
    if there and (name == "_local_scalar_dense" or (name in BETWEEN and not (to_there and isinstance(args[0], There)))):
        waits.append(name)
    if name == "_local_scalar_dense":  # .item()
        return result
    if name.endswith("_"):
        return args[0] if result is not None else None
    return each(lambda x: There(x) if isinstance(x, torch.Tensor) else x, result) if to_there else result


def known(value: Any) -> Any:
    return BELOW if type(value) in (str, torch.device) and str(value).startswith("mps") else value


class Names(TorchFunctionMode):
    """torch of this machine has never heard of MPS: it is told another name."""

    def __torch_function__(self, function, types, args=(), kwargs=None):
        args = tuple(known(value) for value in args)
        kwargs = {key: known(value) for key, value in (kwargs or {}).items()}
        if function in FROM_DATA and kwargs.get("device") == BELOW:  # these go past a TorchDispatchMode
            return function(*args, **{**kwargs, "device": "cpu"}).to(BELOW)
        return function(*args, **kwargs)


class Work(TorchDispatchMode):
    def __torch_dispatch__(self, operation, types, args=(), kwargs=None):
        return calculate(operation, args, kwargs or {})


@contextmanager
def playing_mps() -> Iterator[None]:
    """A machine with an MPS, which "auto" takes."""
    with pytest.MonkeyPatch.context() as patch, Work(), Names():
        patch.setattr(torch.cuda, "is_available", lambda: False)
        patch.setattr(torch.backends.mps, "is_available", lambda: True)
        yield
