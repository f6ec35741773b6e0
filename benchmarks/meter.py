"""How often the memorisation meter errs: on new pictures, on copies, and on blotches.

    .venv/bin/python -m benchmarks.meter

Sets of 10 and of 100 training pictures; new ones of the same kind, which are no copies, nor are training pictures below
blotches; training pictures with noise, moved by a pixel, mirrored, and all of it at once, which are. What two networks
draw is judged, too: one that remembers ten pictures, one that does not. Writes benchmarks/results/meter.md.
"""

import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.meter_sets import SETS, SIZE, draw
from benchmarks.report import FOLDER, machine, table
from explorer.models.checkpoint import load_checkpoint
from explorer.toys import KINDS, toy
from explorer.training.memorised import nearest
from explorer.training.preview import save_preview
from explorer.ui.pictures import PICTURES

COUNTS, NEW, COPIES = (10, 100), 500, 200
NOISE, BLOTCHES = 10, 17  # grey levels, standard deviation
CHECKPOINTS = Path(__file__).parents[1] / "checkpoints"


def noisy(pictures: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return added(pictures, rng.normal(0, NOISE, pictures.shape))


def moved(pictures: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Each by a pixel down or up, right or left, or both; what comes in is as what was at the edge."""
    ways = [(y, x) for y in range(3) for x in range(3) if (y, x) != (1, 1)]
    edged = np.pad(pictures, ((0, 0), (1, 1), (1, 1), (0, 0)), mode="edge")
    chosen = (ways[i] for i in rng.integers(len(ways), size=len(pictures)))
    return np.stack([one[y : y + SIZE, x : x + SIZE] for one, (y, x) in zip(edged, chosen, strict=True)])


def mirrored(pictures: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return pictures[:, :, ::-1]


def all_three(pictures: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return noisy(mirrored(moved(pictures, rng), rng), rng)


def blotched(pictures: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Below blotches of a quarter of their side, as an untrained network leaves them."""
    coarse = rng.normal(0, 1, (*pictures.shape[:1], 7, 7, pictures.shape[-1])).astype(np.float32)
    channels = [Image.fromarray(channel) for one in coarse for channel in np.moveaxis(one, -1, 0)]
    large = np.stack([channel.resize((SIZE, SIZE), Image.Resampling.BICUBIC) for channel in channels])
    large = np.moveaxis(large.reshape(len(pictures), -1, SIZE, SIZE), 1, -1)
    return added(pictures, BLOTCHES * large / large.std())


def added(pictures: np.ndarray, more: np.ndarray) -> np.ndarray:
    return np.clip(pictures + more, 0, 255).round().astype(np.uint8)


def share(drawn: np.ndarray, training: np.ndarray) -> float:
    """Of the drawn pictures, that the meter calls near-copies."""
    return float(nearest(drawn, training).copied.mean())


def row(name: str, count: int) -> list[str]:
    training, rng = draw(name, count, seed=1), np.random.default_rng(3)
    chosen = training[rng.integers(count, size=COPIES)]
    shares = [share(draw(name, NEW, seed=2), training)]
    shares += [share(change(chosen, rng), training) for change in (noisy, moved, mirrored, all_three)]
    if name == "gradients":
        shares.append(share(blotched(chosen, rng), training))
    return [name, str(count), *(f"{100 * value:.1f} %" for value in shares)] + [""] * (6 - len(shares))


def networks() -> str:
    ten = np.stack([toy(seed, kind, SIZE) for kind, seed in PICTURES.items()])
    many = np.stack([toy(seed, list(KINDS)[seed % len(KINDS)], SIZE) for seed in range(200)])
    said = []
    for name, training in (("memorised", ten), ("toys", many)):
        with tempfile.TemporaryDirectory() as folder:
            network = load_checkpoint(CHECKPOINTS / name, "cpu")
            drawn = save_preview(network, Path(folder) / "drawn.png", count=32, steps=12)
        said.append(f"`{name}`, {round(32 * share(drawn, training))} of 32 beside {len(training)} pictures")
    return "; ".join(said)


def main() -> None:
    header = ["set", "pictures", "new", "noise", "moved", "mirrored", "all three", "blotches"]
    rows = [row(name, count) for name in SETS for count in COUNTS]
    text = (
        "# Does the memorisation meter cry wolf?\n\nCalled near-copies, of "
        f"{NEW} new pictures (none is), of {COPIES} copies with noise of {NOISE} grey levels, moved by a pixel, "
        f"mirrored, and all three at once (all are), and of copies below blotches of {BLOTCHES} grey levels "
        "(none is).\n\n"
        f"{table(header, rows)}\nOf what networks draw: {networks()}.\n\n{machine('numpy', 'torch')}\n"
    )
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "meter.md").write_text(text)
    print(text)


if __name__ == "__main__":
    main()
