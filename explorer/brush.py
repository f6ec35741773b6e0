"""What the project's own pictures are drawn with: shapes on the unit square, and colours."""

import colorsys
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw

SUPERSAMPLE = 4
INK = (45, 42, 50)
WHITE = (255, 255, 255)
GRASS = (140, 190, 95)
Colour = tuple[int, int, int]
Point = tuple[float, float]


class Pose(NamedTuple):
    """Where and how large the subject is: stretched, mirrored and moved about the middle of the unit square."""

    width: float
    height: float
    right: float
    down: float

    @classmethod
    def draw(cls, rng: np.random.Generator) -> "Pose":
        size = rng.uniform(0.84, 1.04)
        stretch = rng.uniform(0.94, 1.06)
        mirror = rng.choice([-1, 1])
        return cls(mirror * size * stretch, size / stretch, rng.uniform(-0.06, 0.06), rng.uniform(-0.03, 0.03))


class Brush:
    """Draws in the unit square, (0, 0) at the top left, on a canvas that is reduced at the end."""

    def __init__(self, size: int, background: Colour, pose: Pose):
        self.size = size
        self.scale = size * SUPERSAMPLE
        self.pose = pose
        self.image = Image.new("RGB", (self.scale, self.scale), background)
        self.pen = ImageDraw.Draw(self.image)

    def oval(self, x: float, y: float, rx: float, ry: float, colour: Colour) -> None:
        self.pen.ellipse(self._corners(x - rx, y - ry, x + rx, y + ry), fill=colour)

    def polygon(self, points: list[Point], colour: Colour) -> None:
        self.pen.polygon([self._place(*point) for point in points], fill=colour)

    def box(self, x0: float, y0: float, x1: float, y1: float, colour: Colour, radius: float = 0.0) -> None:
        self.pen.rounded_rectangle(self._corners(x0, y0, x1, y1), self._length(radius), fill=colour)

    def ground(self, y: float, colour: Colour) -> None:
        """From the height y down, all across the picture."""
        self.box(-1, y, 2, 2, colour)

    def line(self, points: list[Point], width: float, colour: Colour) -> None:
        dots = [self._place(*point) for point in points]
        self.pen.line(dots, fill=colour, width=max(1, self._length(width)), joint="curve")

    def smile(self, x: float, y: float, r: float, width: float, colour: Colour = INK) -> None:
        corners = self._corners(x - r, y - r, x + r, y + r)
        self.pen.arc(corners, 25, 155, fill=colour, width=max(1, self._length(width)))

    def eye(self, x: float, y: float, r: float) -> None:
        self.oval(x, y, r, r * 1.15, INK)
        self.oval(x + r * 0.3, y - r * 0.4, r * 0.35, r * 0.35, WHITE)

    def picture(self) -> np.ndarray:
        return np.asarray(self.image.resize((self.size, self.size), Image.Resampling.BOX))

    def _place(self, x: float, y: float) -> tuple[int, int]:
        pose = self.pose
        x, y = 0.5 + pose.width * (x - 0.5) + pose.right, 0.5 + pose.height * (y - 0.5) + pose.down
        return round(x * self.scale), round(y * self.scale)

    def _corners(self, x0: float, y0: float, x1: float, y1: float) -> list[int]:
        (xa, ya), (xb, yb) = self._place(x0, y0), self._place(x1, y1)
        return [min(xa, xb), ya, max(xa, xb), yb]

    def _length(self, length: float) -> int:
        return round(length * self.pose.height * self.scale)


def hue(rng: np.random.Generator, low: float = 0.0, high: float = 1.0, s: float = 0.68, v: float = 0.92) -> Colour:
    """A random colour with its hue in [low, high) of the colour circle."""
    r, g, b = colorsys.hsv_to_rgb(rng.uniform(low, high) % 1, s, v)
    return round(r * 255), round(g * 255), round(b * 255)


def shade(colour: Colour, factor: float) -> Colour:
    """The colour made darker (factor < 1) or lighter (factor > 1)."""
    r, g, b = (round(c * factor if factor <= 1 else 255 - (255 - c) * (2 - factor)) for c in colour)
    return r, g, b
