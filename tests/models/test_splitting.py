"""A batch is as large as memory allows, and gets smaller when memory is refused."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import torch

from explorer.diffusion.noise import Noise
from explorer.diffusion.samplers import sample
from explorer.models import memory
from explorer.models import splitting as batches
from explorer.models.errors import ExplainedError
from explorer.models.files.config import UNetConfig
from explorer.models.splitting import Splitting
from explorer.training.jobs.records import reason_of
from explorer.training.preview import save_preview
from tests.helpers import SMALL, gaussian_noise, some_checkpoint

CHURCH = UNetConfig(
    sample_size=256,
    block_out_channels=(128, 128, 256, 256, 512, 512),
    down_block_types=("DownBlock2D",) * 4 + ("AttnDownBlock2D", "DownBlock2D"),
    up_block_types=("UpBlock2D", "AttnUpBlock2D") + ("UpBlock2D",) * 4,
    attention_head_dim=None,
)
GB = 10**9
REFUSED = [
    torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB."),
    RuntimeError("[enforce fail at alloc_cpu.cpp:117] . DefaultCPUAllocator: can't allocate memory: you tried ..."),
    RuntimeError("[enforce fail at alloc_cpu.cpp:80] data. DefaultCPUAllocator: not enough memory: you tried ..."),
    RuntimeError("MPS backend out of memory (MPS allocated: 9.05 GB)"),
    RuntimeError("CUDNN_STATUS_ALLOC_FAILED"),
    MemoryError(),
]


class Refusing:
    """A network's run that has memory for so many samples, and notes how many it was asked for."""

    def __init__(self, run, most, error=REFUSED[0]):
        self.run, self.most, self.error, self.asked = run, most, error, []

    def __call__(self, x, time, label=None):
        self.asked.append(len(x))
        if len(x) > self.most:
            raise self.error
        return self.run(x, time, label)


def inputs(count):
    return gaussian_noise(torch.empty(count, 1, 8, 8)), torch.arange(1, count + 1)


@pytest.fixture
def checkpoint():
    return some_checkpoint()


@pytest.mark.parametrize("error", REFUSED, ids=lambda error: str(error)[-30:])
def test_a_refused_batch_is_halved_until_it_fits_and_that_is_remembered(checkpoint, error):
    denoiser, (x, t) = checkpoint.denoiser, inputs(20)
    with torch.no_grad():
        expected = denoiser.output(x, t)
        denoiser.run = refusing = Refusing(denoiser.network, 6, error)
        torch.testing.assert_close(denoiser.output(x, t), expected, rtol=1e-4, atol=1e-5)
        assert refusing.asked == [20, 10, 5, 5, 5, 5]
        denoiser.under(checkpoint.schedule).output(x, t)
    assert refusing.asked[6:] == [5] * 4


def test_labels_go_with_their_samples():
    run = Refusing(lambda x, t, label: x * t[:, None, None, None] + label[:, None, None, None], 2)
    asked = Splitting(SMALL).ask(run, torch.ones(5, 1, 8, 8), torch.arange(5), torch.arange(5) * 10)  # fmt: skip
    assert asked[:, 0, 0, 0].tolist() == [0, 11, 22, 33, 44]


def test_where_not_even_one_has_room_it_is_a_sentence(checkpoint):
    checkpoint.denoiser.run = Refusing(checkpoint.denoiser.network, 0)
    with pytest.raises(ExplainedError, match="not enough memory") as caught:
        checkpoint.denoiser.output(*inputs(4))
    assert reason_of(caught.value) == "job.out_of_memory"


def test_another_error_is_no_refusal(checkpoint):
    checkpoint.denoiser.run = refusing = Refusing(checkpoint.denoiser.network, 0, RuntimeError("a mistake of ours"))
    with pytest.raises(RuntimeError, match="a mistake of ours"):
        checkpoint.denoiser.output(*inputs(4))
    assert refusing.asked == [4]


def test_chains_together_are_halved_too_and_all_get_their_pictures(checkpoint):
    shared = checkpoint.denoiser.shared()
    checkpoint.denoiser.run = refusing = Refusing(checkpoint.denoiser.network, 3)

    def draw(seed):
        noise = Noise(range(seed, seed + 4))
        *_, last = sample(shared, checkpoint.schedule, noise.start((1, 8, 8)), steps=5)
        return last.x_s

    with ThreadPoolExecutor(4) as pool:
        drawn = list(pool.map(draw, range(4)))
    checkpoint.denoiser.run = checkpoint.denoiser.network
    for seed, pictures in enumerate(drawn):
        torch.testing.assert_close(pictures, draw(seed), rtol=1e-3, atol=1e-3)
    assert max(refusing.asked[-10:]) <= 3


def test_a_preview_fits_into_what_there_is(checkpoint, tmp_path):
    save_preview(checkpoint, tmp_path / "1.png", 8, 2)
    checkpoint.denoiser.run = Refusing(checkpoint.denoiser.network, 3)
    save_preview(checkpoint, tmp_path / "2.png", 8, 2)
    assert checkpoint.denoiser.run.asked[-1] <= 3


def test_a_batch_in_training_is_never_split(checkpoint):
    checkpoint.denoiser.network.train()
    checkpoint.denoiser.run = refusing = Refusing(checkpoint.denoiser.network, 3)
    with pytest.raises(torch.OutOfMemoryError):
        checkpoint.denoiser.output(*inputs(4))
    assert refusing.asked == [4]


@pytest.mark.parametrize(("free", "most"), [(1 * GB, 1), (8 * GB, 10), (40 * GB, 52), (200 * GB, 64)])
def test_a_large_network_gets_as_many_as_half_of_what_is_left_can_hold(monkeypatch, free, most):
    monkeypatch.setattr(batches, "left", lambda device: free)
    room = Splitting(CHURCH).room(torch.empty(1, 3, 256, 256, device="meta"), 64)
    assert abs(room - most) <= 1
    assert room < 64 or free > 40 * GB  # 64 take more than 20 GB


def test_larger_pictures_take_more(monkeypatch):
    monkeypatch.setattr(batches, "left", lambda device: 8 * GB)
    rooms = [Splitting(CHURCH).room(torch.empty(1, 3, side, side, device="meta"), 1000) for side in (64, 128, 256)]
    assert rooms[0] == pytest.approx(4 * rooms[1], abs=4) and rooms[1] == pytest.approx(4 * rooms[2], abs=4)


def test_a_small_network_is_asked_for_all_without_a_look_at_the_memory(monkeypatch):
    monkeypatch.setattr(batches, "left", lambda device: pytest.fail("looked"))
    assert Splitting(SMALL).room(torch.empty(1, 1, 32, 32), 64) == 64


def test_the_estimate_is_what_torch_holds(monkeypatch):
    """Measured with torch's own count of what is alive, on a network of three levels."""
    config = replace(CHURCH, sample_size=64, norm_num_groups=8, block_out_channels=(16, 16, 32, 32, 64, 64))
    estimated = memory.numbers_per_pixel(config) / memory.numbers_per_pixel(CHURCH)
    assert estimated == pytest.approx(1 / 8)  # widths of an eighth
    assert 4 * memory.numbers_per_pixel(CHURCH) * 256**2 == pytest.approx(348e6, rel=0.1)  # counted: 348 MB


def test_a_container_has_what_its_limit_leaves(monkeypatch, tmp_path):
    monkeypatch.setattr(memory, "CGROUP", tmp_path)
    whole = memory.system_left()
    for name, text in {"max": "1000000", "current": "900000", "stat": "anon 5\ninactive_file 300000\n"}.items():
        (tmp_path / f"memory.{name}").write_text(text)
    assert memory.system_left() == 400_000
    (tmp_path / "memory.max").write_text("max\n")
    assert memory.system_left() > 400_000 and whole > 400_000
    (tmp_path / "memory.max").write_text("nonsense")
    assert memory.system_left() > 400_000


@pytest.mark.parametrize("kind", ["cuda", "mps"])
def test_a_gpu_says_itself_what_it_has_left(monkeypatch, kind):
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda device: (5 * GB, 8 * GB))
    monkeypatch.setattr(torch.cuda, "memory_reserved", lambda device: 2 * GB)
    monkeypatch.setattr(torch.cuda, "memory_allocated", lambda device: GB)
    monkeypatch.setattr(torch.mps, "recommended_max_memory", lambda: 8 * GB)
    monkeypatch.setattr(torch.mps, "current_allocated_memory", lambda: 2 * GB)
    assert memory.left(torch.device(kind)) == 6 * GB
