"""Small sets of pictures to fine-tune a network on: drawn by the project, the same on every machine."""

import math
from collections.abc import Callable

import numpy as np

from .brush import WHITE, Brush, Colour, Pose, hue, shade

AS_IT_IS = Pose(1, 1, 0, 0)
SKY, CLOTH = (214, 232, 245), (0.07, 0.2, 0.93, 0.8)  # the corners of a flag


def flag(brush: Brush, rng: np.random.Generator, number: int) -> None:
    """Of no country: a pattern, and two or three colours."""
    x0, y0, x1, y1 = CLOTH
    first = rng.uniform()
    one, two = hue(rng, first, first + 0.1, 0.8, 0.8), hue(rng, first + 0.3, first + 0.6, 0.75, 0.9)
    three = WHITE if number % 2 else shade(two, 0.55)

    def area(left: float, top: float, right: float, bottom: float, colour: Colour) -> None:
        brush.box(x0 + left * (x1 - x0), y0 + top * (y1 - y0), x0 + right * (x1 - x0), y0 + bottom * (y1 - y0), colour)

    area(0, 0, 1, 1, one)
    match number % 5:
        case 0:  # three bands
            area(0, 1 / 3, 1, 2 / 3, WHITE)
            area(0, 2 / 3, 1, 1, two)
        case 1:  # three stripes
            area(1 / 3, 0, 2 / 3, 1, three)
            area(2 / 3, 0, 1, 1, two)
        case 2:  # a cross
            area(0, 0.36, 1, 0.64, three)
            area(0.28, 0, 0.47, 1, three)
            area(0, 0.43, 1, 0.57, two)
            area(0.325, 0, 0.425, 1, two)
        case 3:  # a disc, or a ring
            brush.oval(0.5, 0.5, 0.19, 0.19, three)
            if number > 5:
                brush.oval(0.5, 0.5, 0.1, 0.1, one)
        case 4:  # a wedge before two bands
            area(0, 0.5, 1, 1, two)
            brush.polygon([(x0, y0), (x0 + 0.38, 0.5), (x0, y1)], three)


def planet(brush: Brush, rng: np.random.Generator, number: int) -> None:
    """A ball with bands, spots or a cap of ice; some have a ring or a moon."""
    for _ in range(16):
        r = rng.uniform(0.005, 0.013)
        brush.oval(rng.uniform(0.02, 0.98), rng.uniform(0.02, 0.98), r, r, (255, 250, 215))
    x, y, r = rng.uniform(0.46, 0.54), rng.uniform(0.47, 0.53), rng.uniform(0.25, 0.31)
    ground = hue(rng, number / 12, number / 12 + 0.08, 0.62, 0.9)
    ringed = number % 3 == 0
    if ringed:
        r *= 0.8
        brush.oval(x, y, r * 1.75, r * 0.5, shade(ground, 1.5))
        brush.oval(x, y, r * 1.45, r * 0.36, BLACK)
    brush.oval(x, y, r, r, ground)

    def band(top: float, bottom: float, colour: Colour) -> None:
        """Across the ball, from and to a height in its radii."""
        heights = np.linspace(top, bottom, 9)
        right = [(x + r * math.sqrt(1 - h * h), y + r * h) for h in heights]
        brush.polygon(right + [(2 * x - px, py) for px, py in reversed(right)], colour)

    match number % 4:
        case 0 | 1:
            for middle in (-0.55, 0.0, 0.5):
                wide = rng.uniform(0.08, 0.16)
                band(middle - wide, middle + wide, shade(ground, 0.78 if middle else 1.4))
        case 2:
            for _ in range(6):
                angle, far, size = rng.uniform(0, 2 * math.pi), rng.uniform(0, 0.68), rng.uniform(0.1, 0.2)
                px, py = x + r * far * math.cos(angle), y + r * far * math.sin(angle)
                brush.oval(px, py, r * size, r * size, shade(ground, 0.75))
        case 3:
            band(-0.98, -0.62, WHITE)
            band(0.7, 0.98, WHITE)
            band(-0.1, 0.25, shade(ground, 0.75))
    if ringed:  # its near half
        arc = [(x + r * 1.62 * math.cos(a), y + r * 0.44 * math.sin(a)) for a in np.linspace(0, math.pi, 25)]
        brush.line(arc, r * 0.2, shade(ground, 1.5))
    elif number % 3 == 1:
        brush.oval(x + r * 1.25, y - r * 1.05, r * 0.2, r * 0.2, (205, 205, 212))


BLACK = (18, 17, 38)
Drawing = Callable[[Brush, np.random.Generator, int], None]
SETS: dict[str, tuple[Drawing, int, Colour]] = {"flags": (flag, 10, SKY), "planets": (planet, 12, BLACK)}
"""What draws a picture, how many there are, and the colour behind."""


def pictures(name: str, size: int = 256) -> list[np.ndarray]:
    """All pictures of a set, a name in SETS: uint8 (size, size, 3) each."""
    drawing, count, behind = SETS[name]
    drawn = []
    for number in range(count):
        brush = Brush(size, behind, AS_IT_IS)
        drawing(brush, np.random.Generator(np.random.Philox(key=number)), number)
        drawn.append(brush.picture())
    return drawn
