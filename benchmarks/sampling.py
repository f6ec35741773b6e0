"""Steps a second of our reverse chain against diffusers' pipelines: same weights, same threads, alternating.

    .venv/bin/python -m benchmarks.sampling

Writes benchmarks/results/sampling.md and .png. Conditional networks are compared as the unconditional ones that they
contain, because diffusers' pipelines know no labels. "Plain" is our chain without the fast path.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import matplotlib.pyplot as plt
import torch
from diffusers import DDIMPipeline, DDIMScheduler, DDPMPipeline, DDPMScheduler, UNet2DModel
from torch.utils.flop_counter import FlopCounterMode

from benchmarks.report import COLOURS, machine, save, table
from explorer.diffusion.noise import Noise, sent
from explorer.diffusion.samplers import sample
from explorer.models.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from explorer.models.unconditional import unconditional

SECONDS = 0.7  # that one chain of one round should take
Chain = Callable[[int, int], None]  # (batch, steps)


def our_chain(checkpoint: Checkpoint, rule: str) -> Chain:
    def run(batch: int, steps: int) -> None:
        noise = Noise(range(batch))
        x_T = sent(noise.start(checkpoint.shape), checkpoint.device)
        *_, last = sample(checkpoint.denoiser, checkpoint.schedule, x_T, rule=rule, steps=steps, noise=noise)
        last.x_s.cpu()

    return run


def their_chain(folder: str, kind: str, device: str = "cpu") -> Chain:
    scheduler = DDPMScheduler.from_pretrained(folder)
    network = UNet2DModel.from_pretrained(folder).eval().to(device)
    pipeline = (
        DDPMPipeline(network, scheduler)
        if kind == "ddpm"
        else DDIMPipeline(network, DDIMScheduler.from_config(scheduler.config))
    )
    pipeline.set_progress_bar_config(disable=True)

    def run(batch: int, steps: int) -> None:
        generator = [torch.Generator().manual_seed(seed) for seed in range(batch)]
        pipeline(batch_size=batch, generator=generator, num_inference_steps=steps, output_type="np")

    return run


def seconds_a_step(chain: Chain, batch: int, steps: int) -> float:
    time.sleep(0.1)  # let the other library's threads go to sleep
    began = time.perf_counter()
    chain(batch, steps)
    return (time.perf_counter() - began) / steps


def wait(device: str) -> None:
    if device.startswith("cuda"):
        torch.cuda.synchronize()


def typical_s(work: Callable[[], object], device: str = "cpu") -> float:
    times = []
    for _ in range(6):
        wait(device)
        began = time.perf_counter()
        work()
        wait(device)
        times.append(time.perf_counter() - began)
    return median(times)


def matrix_product_s(size: int = 2048, device: str = "cpu") -> float:
    a, b = torch.randn(2, size, size, device=device)
    return typical_s(lambda: a @ b, device)


def first_step_s(checkpoint: Checkpoint) -> float:
    """From the call to the first Step, on the plain path."""
    noise = Noise([0])
    began = time.perf_counter()
    next(sample(checkpoint.denoiser, checkpoint.schedule, noise.start(checkpoint.shape), noise=noise))
    return time.perf_counter() - began


def peak_mb(side: str, folder: str, threads: int) -> float:
    """Of a process that draws one batch of 16."""
    command = [sys.executable, "-m", "benchmarks.sampling", "--memory", side, "--folder", folder]
    done = subprocess.run([*command, "--threads", str(threads)], capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1])


def draw_once(side: str, folder: str) -> None:
    if side == "theirs":
        their_chain(folder, "ddim")(16, 5)
    else:
        checkpoint = load_checkpoint(folder, fast=side == "ours")
        our_chain(checkpoint, "ddim")(16, 5)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def measure(folder: str, batches: list[int], rounds: int) -> tuple[list[list[str]], list[str]]:
    plain, fast = load_checkpoint(folder, fast=False), load_checkpoint(folder)
    began = time.perf_counter()
    our_chain(fast, "ddim")(1, 1)
    prepared_s = time.perf_counter() - began
    chains = {
        "diffusers DDPM": their_chain(folder, "ddpm"),
        "diffusers DDIM": their_chain(folder, "ddim"),
        "plain DDIM": our_chain(plain, "ddim"),
        "ours DDPM": our_chain(fast, "ddpm"),
        "ours DDIM": our_chain(fast, "ddim"),
    }
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        plain.denoiser(torch.zeros(1, *plain.shape), torch.tensor([1]))
    flops = counter.get_total_flops()
    rows, products = [], []
    for batch in batches:
        steps = max(2, round(SECONDS / seconds_a_step(chains["diffusers DDIM"], batch, 5)))
        for chain in chains.values():
            chain(batch, 5)
        seconds = {name: [] for name in chains}
        for _ in range(rounds):
            for name, chain in chains.items():
                seconds[name].append(seconds_a_step(chain, batch, steps))
            products.append(matrix_product_s())
        typical = {name: median(values) for name, values in seconds.items()}
        rate = 2 * 2048**3 / median(products)
        rows.append(
            [
                str(batch),
                *(f"{1 / typical[name]:.1f}" for name in chains),
                f"{typical['diffusers DDPM'] / typical['ours DDPM']:.2f}",
                f"{typical['diffusers DDIM'] / typical['ours DDIM']:.2f}",
                f"{batch * flops / typical['diffusers DDIM'] / rate:.2f}",
                f"{batch * flops / typical['ours DDIM'] / rate:.2f}",
                f"{typical['ours DDIM'] / median(products):.3f}",
            ]
        )
        print(rows[-1], flush=True)
    first, one = [], []
    for _ in range(20):
        first.append(first_step_s(plain))
        x, t = torch.randn(1, *plain.shape), torch.tensor([500])
        began = time.perf_counter()
        with torch.no_grad():
            plain.denoiser(x, t)
        one.append(time.perf_counter() - began)
    facts = [
        f"2048³ float32 matrix product: {median(products) * 1e3:.0f} ms ({rate / 1e9:.0f} GFLOP/s).",
        f"The network: {flops / 1e9:.2f} GFLOP a picture and step (direct convolutions; ours needs fewer).",
        f"First streamed step on the plain path / one plain evaluation: {median(first) / median(one):.2f}.",
        f"Preparing the fast path: {prepared_s:.2f} s, when it is first asked.",
    ]
    return rows, facts


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sampling", description=__doc__.splitlines()[0])
    parser.add_argument("--checkpoint", default="digits")
    parser.add_argument("--batches", type=int, nargs="+", default=[1, 4, 16, 64])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--memory", choices=("ours", "plain", "theirs"), help=argparse.SUPPRESS)
    parser.add_argument("--folder", help=argparse.SUPPRESS)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    if args.memory:
        draw_once(args.memory, args.folder)
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = str(Path(temporary) / args.checkpoint)
        save_checkpoint(unconditional(load_checkpoint(args.checkpoint)), folder)
        memory = {side: peak_mb(side, folder, args.threads) for side in ("theirs", "plain", "ours")}
        rows, facts = measure(folder, args.batches, args.rounds)
    facts.append("Peak memory, batch 16: " + ", ".join(f"{side} {mb:.0f} MB" for side, mb in memory.items()) + ".")
    header = [
        "batch", "diffusers DDPM", "diffusers DDIM", "plain DDIM", "ours DDPM", "ours DDIM",
        "ratio DDPM", "ratio DDIM", "diffusers' share", "our share", "our step / product",
    ]  # fmt: skip
    text = (
        f"# Sampling: {args.checkpoint}, steps a second\n\n"
        f"{machine('torch', 'ncnn', 'diffusers')}. Medians of {args.rounds} alternating rounds.\n"
        "Share: of the rate of a 2048³ float32 matrix product measured in the same run.\n\n"
        + table(header, rows)
        + "\n"
        + "".join(f"- {fact}\n" for fact in facts)
    )
    figure, axes = plt.subplots(figsize=(7, 4))
    for name, column, colour in (("diffusers", 2, "theirs"), ("plain", 3, "plain"), ("ours", 5, "ours")):
        rates = [float(row[column]) * int(row[0]) for row in rows]
        axes.plot([row[0] for row in rows], rates, "o-", label=name, color=COLOURS[colour])
    axes.set(xlabel="batch", ylabel="pictures × steps a second (DDIM)", ylim=(0, None), title=args.checkpoint)
    axes.legend(frameon=False)
    save(f"sampling-{args.checkpoint}", text, figure)


if __name__ == "__main__":
    main()
