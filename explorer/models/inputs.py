"""What both fast paths are made for."""

from collections.abc import Sequence

import torch


def are_usual(x: torch.Tensor, indices: Sequence[object], shape: tuple[int, int, int], device: torch.device) -> bool:
    """Whether x (B, *shape) in float32 and its indices (B,) in int64 lie on a device, and only an answer is wanted:
    no gradient, and no other type than that of the weights.
    """
    return (
        x.shape[1:] == shape
        and len(x) > 0
        and (x.dtype, x.device) == (torch.float32, device)
        and not (torch.is_grad_enabled() and x.requires_grad)
        and not torch.is_autocast_enabled(device.type)
        and all(
            torch.is_tensor(index) and index.shape == (len(x),) and (index.dtype, index.device) == (torch.int64, device)
            for index in indices
        )
    )
