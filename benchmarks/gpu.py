"""What a GPU makes of chains and of fine-tuning: the U-Net alone, its fast path and diffusers, side by side.

    .venv/bin/python -m benchmarks.gpu

Writes benchmarks/results/gpu.md. Without an NVIDIA GPU, `--device cpu` tries the program itself and prints what it
would write; the fast path is then ncnn, and nothing has to be waited for.
"""

import argparse
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from statistics import median

import torch
from diffusers import UNet2DModel
from torch.profiler import ProfilerActivity, profile
from torch.utils.flop_counter import FlopCounterMode

from benchmarks.finetune import STEPS, UPLOADS, train
from benchmarks.report import FOLDER, machine, table
from benchmarks.sampling import SECONDS, matrix_product_s, our_chain, seconds_a_step, their_chain, typical_s, wait
from benchmarks.starts import pictures
from explorer.diffusion import Noise, sample
from explorer.diffusion.noise import sent
from explorer.diffusion.schedule import time_grid
from explorer.models.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from explorer.models.cuda_path import BATCHES
from explorer.models.runtime import DeviceError, pick_device
from explorer.models.unconditional import unconditional
from explorer.ui.chains.packets import Head, packets
from explorer.ui.chains.script import Facts

CHAINS, CHAIN_STEPS = 32, 50
WAITS = ("cudaStreamSynchronize", "cudaDeviceSynchronize", "cudaEventSynchronize")
PRODUCT = {"cuda": 8192, "cpu": 2048}  # rows of the matrices that tell how quick a device can multiply
COPIED = {"cuda": 2**28, "cpu": 2**24}  # numbers, of the tensor that tells how quick its memory is


def limits(device: str) -> tuple[float, float]:
    """Operations and bytes a second of a large product and a large copy, in the precision that convolutions have."""
    kind = device.split(":")[0]
    size, count = PRODUCT[kind], COPIED[kind]
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32
    product_s = matrix_product_s(size, device)
    torch.backends.cuda.matmul.allow_tf32 = False
    source = torch.zeros(count, device=device)
    target = torch.empty_like(source)
    copy_s = typical_s(lambda: target.copy_(source), device)
    return 2 * size**3 / product_s, 2 * source.nbytes / copy_s


def work_of(checkpoint: Checkpoint) -> tuple[float, float, float]:
    """Of one answer: operations, bytes of the weights, and bytes that its layers read and write for each picture."""
    network, traffic = checkpoint.denoiser.network, Counter()

    def count(_module: torch.nn.Module, inputs: tuple, output: torch.Tensor) -> None:
        traffic["bytes"] += sum(x.nbytes for x in (*inputs, output) if torch.is_tensor(x))

    hooks = [module.register_forward_hook(count) for module in network.modules() if not list(module.children())]
    x, t = torch.zeros(1, *checkpoint.shape, device=checkpoint.device), torch.tensor([1], device=checkpoint.device)
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        checkpoint.denoiser(x, t)
    for hook in hooks:
        hook.remove()
    return counter.get_total_flops(), sum(weight.nbytes for weight in network.parameters()), traffic["bytes"]


@torch.no_grad()
def differences(eager: Checkpoint, fast: Checkpoint, theirs: UNet2DModel, batch: int) -> tuple[float, float]:
    """How far the fast path is at most from the U-Net, and from diffusers', over a batch of noises and times."""
    x = sent(Noise(range(batch)).start(eager.shape), eager.device)
    t = torch.linspace(1, eager.schedule.T, batch, device=eager.device).long()
    said = fast.denoiser.output(x, t)
    return tuple(float((said - other).abs().max()) for other in (eager.denoiser.output(x, t), theirs(x, t - 1).sample))


def pace(folder: str, device: str, batches: list[int], rounds: int) -> tuple[list[list[str]], list[str]]:
    eager, fast = load_checkpoint(folder, device, fast=False), load_checkpoint(folder, device)
    theirs = UNet2DModel.from_pretrained(folder).eval().to(device)
    chains = {
        "diffusers": their_chain(folder, "ddim", device),
        "eager": our_chain(eager, "ddim"),
        "fast": our_chain(fast, "ddim"),
    }
    operations, weights, traffic = work_of(eager)
    most_operations, most_bytes = limits(device)
    rows = []
    for batch in batches:
        for chain in chains.values():
            chain(batch, 5)
        steps = min(1000, max(2, round(SECONDS / seconds_a_step(chains["diffusers"], batch, 10))))
        seconds = {name: [] for name in chains}
        for _ in range(rounds):
            for name, chain in chains.items():
                seconds[name].append(seconds_a_step(chain, batch, steps))
        typical = {name: median(values) for name, values in seconds.items()}
        rows.append([
            str(batch),
            *(f"{batch / typical[name]:.0f}" for name in chains),
            f"{typical['diffusers'] / typical['fast']:.2f}",
            f"{typical['eager'] / typical['fast']:.2f}",
            *(f"{far:.1e}" for far in differences(eager, fast, theirs, batch)),
            f"{batch * operations / typical['fast'] / most_operations:.2f}",
            f"{(weights + batch * traffic) / typical['fast'] / most_bytes:.2f}",
        ])  # fmt: skip
        print(rows[-1], flush=True)
    return rows, [
        f"Limits, measured: {most_operations / 1e12:.2f} TFLOP/s (product of {PRODUCT[device.split(':')[0]]}³), "
        f"{most_bytes / 1e9:.0f} GB/s (copy).",
        f"One answer: {operations / 1e9:.2f} GFLOP and {traffic / 1e6:.1f} MB a picture, "
        f"{weights / 1e6:.1f} MB of weights.",
    ]


def several(source: str, device: str) -> str:
    """Chains of one picture each, in as many threads: one after the other, and all at once."""
    checkpoint = load_checkpoint(source, device)
    together = replace(checkpoint, denoiser=checkpoint.denoiser.shared())
    for batch in BATCHES:  # a graph each, however many chains meet
        our_chain(checkpoint, "ddim")(batch, 5)
    began = time.perf_counter()
    for _ in range(CHAINS):
        our_chain(checkpoint, "ddim")(1, CHAIN_STEPS)
    turn = time.perf_counter() - began
    with ThreadPoolExecutor(CHAINS) as pool:
        began = time.perf_counter()
        list(pool.map(lambda _: our_chain(together, "ddim")(1, CHAIN_STEPS), range(CHAINS)))
        once = time.perf_counter() - began
    rate = CHAINS * CHAIN_STEPS / once
    return f"{CHAINS} chains at once: {rate:.0f} sample-steps a second, {turn / once:.2f} × one after the other."


def waits(source: str, device: str) -> str:
    """How often a chain as the server sends it waits for the GPU, and how many packets it makes."""
    checkpoint = load_checkpoint(source, device)
    our_chain(checkpoint, "ddim")(1, 5)
    noise, times = Noise([0]), time_grid(checkpoint.schedule.T, CHAIN_STEPS)
    facts = Facts(checkpoint.name, None, CHAIN_STEPS, checkpoint.schedule.T, checkpoint.clip)
    head = Head(times, checkpoint.schedule, [0], checkpoint.shape, checkpoint.clip, None, facts)
    x_T = sent(noise.start(checkpoint.shape), checkpoint.device)
    wait(device)
    gpu = [ProfilerActivity.CUDA] if device.startswith("cuda") else []
    with profile(activities=[ProfilerActivity.CPU, *gpu]) as profiled:
        steps = sample(checkpoint.denoiser, checkpoint.schedule, x_T, rule="ddpm", steps=CHAIN_STEPS, noise=noise)
        made = sum(1 for _ in packets(steps, head))
    seen = Counter(event.name for event in profiled.events() if event.name in WAITS)
    counts = ", ".join(f"{count} {name}" for name, count in seen.items()) or "none"
    return f"Waits in {CHAIN_STEPS} DDPM steps, {made} packets and the finished picture: {counts}."


def fine_tuning(source: str, device: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        _, seconds = train(Path(folder), pictures("flags", 32)[:UPLOADS], source, device)
    return f"Fine-tuning: {STEPS} steps with previews, from the start of its process to its end: {seconds:.0f} s."


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gpu", description=__doc__.splitlines()[0])
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--checkpoint", default="toys")
    parser.add_argument("--batches", type=int, nargs="+", default=BATCHES)
    parser.add_argument("--rounds", type=int, default=9)
    args = parser.parse_args()
    try:
        device = pick_device(args.device)
    except DeviceError as error:
        parser.error(str(error))
    with tempfile.TemporaryDirectory() as temporary:
        folder = str(Path(temporary) / args.checkpoint)
        save_checkpoint(unconditional(load_checkpoint(args.checkpoint)), folder)
        rows, facts = pace(folder, device, args.batches, args.rounds)
    facts += [several(args.checkpoint, device), waits(args.checkpoint, device), fine_tuning(args.checkpoint, device)]
    header = ["batch", "diffusers", "eager", "fast", "fast / diffusers", "fast / eager", "from eager",
              "from diffusers", "of arithmetic", "of memory"]  # fmt: skip
    name = torch.cuda.get_device_name(device) if device.startswith("cuda") else "no GPU"
    text = (
        f"# {args.checkpoint} on a GPU: sample-steps a second\n\n"
        f"{name}; {machine('torch', 'diffusers')}. DDIM; medians of {args.rounds} alternating rounds; `from`: the "
        "farthest that an output is; `of`: the share of what the device can do at most.\n\n"
        + table(header, rows)
        + "\n"
        + "".join(f"- {fact}\n" for fact in facts)
    )
    print(text)
    if device.startswith("cuda"):
        (FOLDER / "gpu.md").write_text(text)


if __name__ == "__main__":
    main()
