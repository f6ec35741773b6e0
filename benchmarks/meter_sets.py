"""Small sets of pictures, drawn anew from each seed, that the memorisation meter is measured on."""

import math
from collections.abc import Callable

import numpy as np
from PIL import Image

from explorer.brush import WHITE, Brush, Pose, hue, shade
from explorer.toys import KINDS, toy

SIZE = 32
STILL = Pose(1.0, 1.0, 0.0, 0.0)
SEGMENTS = {  # of a digit: the corners that its stroke runs through, in units of a box
    0: [(0, 0), (1, 0), (1, 2), (0, 2), (0, 0)],
    1: [(0.1, 0.4), (0.6, 0), (0.6, 2)],
    2: [(0, 0.2), (0.5, 0), (1, 0.5), (0, 2), (1, 2)],
    3: [(0, 0), (1, 0), (0.4, 0.9), (1, 1.4), (0.5, 2), (0, 1.8)],
    4: [(0.8, 2), (0.8, 0), (0, 1.3), (1.1, 1.3)],
    5: [(1, 0), (0.1, 0), (0, 0.9), (0.9, 1), (0.8, 1.9), (0, 2)],
    6: [(0.8, 0), (0, 1.2), (0.2, 2), (1, 1.8), (0.8, 1), (0.1, 1.2)],
    7: [(0, 0), (1, 0), (0.4, 2)],
    8: [(0.5, 1), (0, 0.4), (0.5, 0), (1, 0.5), (0, 1.5), (0.5, 2), (1, 1.5), (0.5, 1)],
    9: [(1, 0.8), (0.2, 0.9), (0, 0.3), (0.8, 0), (1, 0.8), (0.9, 2)],
}


def toys(rng: np.random.Generator) -> np.ndarray:
    return toy(int(rng.integers(1 << 31)), str(rng.choice(list(KINDS))), SIZE)


def flowers(rng: np.random.Generator) -> np.ndarray:
    return toy(int(rng.integers(1 << 31)), "flower", SIZE)


def digits(rng: np.random.Generator) -> np.ndarray:
    """A white stroke on black, by a hand that shakes and leans."""
    brush, lean, wide, high = Brush(SIZE, (0, 0, 0), STILL), rng.normal(0, 0.1), rng.uniform(0.2, 0.4), 0.3
    left, top = 0.5 - wide / 2 + rng.normal(0, 0.03), 0.5 - high + rng.normal(0, 0.03)
    shaken = [(x + rng.normal(0, 0.1), y + rng.normal(0, 0.1)) for x, y in SEGMENTS[int(rng.integers(10))]]
    points = [(left + wide * x + lean * (1 - y), top + high * y) for x, y in shaken]
    brush.line(points, rng.uniform(0.06, 0.12), WHITE)
    return brush.picture()[..., :1]


def gradients(rng: np.random.Generator) -> np.ndarray:
    """A colour in each corner, and smooth between them."""
    corners = Image.fromarray(rng.integers(0, 256, (2, 2, 3), dtype=np.uint8))
    return np.asarray(corners.resize((SIZE, SIZE), Image.Resampling.BICUBIC))


def flags(rng: np.random.Generator) -> np.ndarray:
    """Three stripes, a cross, or a disc, in any colours."""
    ground, *colours = (hue(rng, s=rng.uniform(0.2, 1), v=rng.uniform(0.3, 1)) for _ in range(3))
    brush, kind = Brush(SIZE, ground, STILL), rng.integers(4)
    if kind == 0:
        brush.box(1 / 3, -1, 2 / 3, 2, colours[0])
        brush.box(2 / 3, -1, 2, 2, colours[1])
    elif kind == 1:
        brush.box(-1, 1 / 3, 2, 2 / 3, colours[0])
        brush.box(-1, 2 / 3, 2, 2, colours[1])
    elif kind == 2:
        middle, half = rng.uniform(0.3, 0.5), rng.uniform(0.05, 0.12)
        brush.box(middle - half, -1, middle + half, 2, colours[0])
        brush.box(-1, 0.5 - half, 2, 0.5 + half, colours[0])
    else:
        radius = rng.uniform(0.2, 0.35)
        brush.oval(0.5, 0.5, radius, radius, colours[0])
    return brush.picture()


def planets(rng: np.random.Generator) -> np.ndarray:
    """A striped ball in the dark, lit from one side."""
    brush, colour, radius = Brush(SIZE, (10, 10, 30), STILL), hue(rng), rng.uniform(0.25, 0.42)
    x, y = rng.uniform(0.42, 0.58, 2)
    brush.oval(x, y, radius, radius, colour)
    for _ in range(int(rng.integers(1, 4))):
        down = rng.uniform(-0.7, 0.7) * radius
        brush.oval(
            x, y + down, math.sqrt(radius**2 - down**2), rng.uniform(0.02, 0.06), shade(colour, rng.uniform(0.6, 1.4))
        )
    light, angle = np.indices((SIZE, SIZE)) / SIZE - 0.5, rng.uniform(0, 2 * math.pi)
    lit = 0.8 + 0.7 * (light[0] * math.sin(angle) + light[1] * math.cos(angle))
    return np.clip(brush.picture() * lit[..., None], 0, 255).astype(np.uint8)


SETS: dict[str, Callable[[np.random.Generator], np.ndarray]] = {
    f.__name__: f for f in (toys, digits, flowers, gradients, flags, planets)
}


def draw(name: str, count: int, seed: int) -> np.ndarray:
    """uint8 (count, SIZE, SIZE, C)"""
    rng = np.random.default_rng(seed)
    return np.stack([SETS[name](rng) for _ in range(count)])
