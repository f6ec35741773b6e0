"""The app as it is started on ZeroGPU, with the package `spaces` as it is, on a machine without a GPU.

A CPU build of torch gets what `spaces` takes for granted of a CUDA build: a version, a function that it replaces, and
one that can be pickled. Of `spaces` two functions are left out: the one that begins to use CUDA in the process that
has been forked, and the one that moves to it what was on the emulated GPU before (of this app: nothing). That process
then finds no GPU, and its network is on the CPU.
"""

import torch

from explorer import command
from explorer.training.launchers.portions import Lend
from explorer.ui.chains import zero

lenders = zero.lenders


def without_a_gpu() -> tuple[zero.Walk, Lend]:
    if torch.version.cuda is None:
        torch.version.cuda = "12.8"
        torch._C._cuda_init = None
        torch.cuda._is_in_bad_fork = torch.cuda.is_initialized
    lent = lenders()
    from spaces.zero import torch as emulation

    emulation.init = emulation.move = lambda *_, **__: None
    return lent


if __name__ == "__main__":
    zero.lenders = without_a_gpu
    command.main()
