"""Pictures that the project draws itself: no licence, no download, and each can be drawn again from its seed."""

import math

import numpy as np

from .brush import GRASS, INK, WHITE, Brush, Pose, hue, shade


def face(b: Brush, rng: np.random.Generator) -> None:
    skin = hue(rng, 0.05, 0.13, 0.75, 1.0)
    x, y, r = rng.uniform(0.47, 0.53), rng.uniform(0.5, 0.55), rng.uniform(0.3, 0.36)
    b.oval(x, y, r, r, shade(skin, 0.86))
    b.oval(x, y - 0.012, r * 0.97, r * 0.97, skin)
    gap = rng.uniform(0.11, 0.14)
    for side in (-1, 1):
        b.oval(x + side * gap * 1.6, y + 0.09, 0.05, 0.032, shade(hue(rng, 0.97, 1.0), 1.25))
        b.eye(x + side * gap, y - 0.06, 0.042)
    b.smile(x, y + 0.04, rng.uniform(0.11, 0.16), 0.026)
    wears, colour = rng.choice(["hat", "bow", "nothing"]), hue(rng)
    if wears == "hat":
        b.polygon([(x - 0.19, y - r * 0.82), (x + 0.19, y - r * 0.82), (x + 0.02, y - r - 0.2)], colour)
        b.oval(x + 0.02, y - r - 0.19, 0.04, 0.04, shade(colour, 1.5))
    if wears == "bow":
        for side in (-1, 1):
            b.polygon([(x, y + r), (x + side * 0.17, y + r - 0.09), (x + side * 0.17, y + r + 0.09)], colour)
        b.oval(x, y + r, 0.045, 0.045, shade(colour, 0.75))


def cat(b: Brush, rng: np.random.Generator) -> None:
    fur = hue(rng, 0.02, 0.14, rng.uniform(0.3, 0.75), rng.uniform(0.65, 0.98))
    x, y = 0.5, rng.uniform(0.55, 0.6)
    for side in (-1, 1):
        b.polygon([(x + side * 0.3, y - 0.02), (x + side * 0.29, y - 0.38), (x + side * 0.06, y - 0.2)], fur)
        inner = [(x + side * 0.25, y - 0.12), (x + side * 0.25, y - 0.29), (x + side * 0.13, y - 0.19)]
        b.polygon(inner, shade(fur, 1.5))
    b.oval(x, y, 0.32, 0.27, fur)
    for i in (-1, 0, 1):
        stripe = x + i * 0.08
        b.polygon([(stripe - 0.022, y - 0.28), (stripe + 0.022, y - 0.28), (x + i * 0.07, y - 0.15)], shade(fur, 0.75))
    iris = hue(rng, 0.2, 0.55, 0.6, 0.85)
    for side in (-1, 1):
        b.oval(x + side * 0.13, y - 0.03, 0.062, 0.068, iris)
        b.oval(x + side * 0.13, y - 0.03, 0.024, 0.055, INK)
        for k in (-1, 1):
            b.line([(x + side * 0.12, y + 0.11 + k * 0.012), (x + side * 0.37, y + 0.1 + k * 0.045)], 0.01, INK)
    b.oval(x, y + 0.1, 0.12, 0.075, shade(fur, 1.6))
    b.polygon([(x - 0.04, y + 0.055), (x + 0.04, y + 0.055), (x, y + 0.1)], (224, 110, 130))
    b.smile(x - 0.04, y + 0.09, 0.045, 0.014)
    b.smile(x + 0.04, y + 0.09, 0.045, 0.014)


def fish(b: Brush, rng: np.random.Generator) -> None:
    body, y = hue(rng), rng.uniform(0.47, 0.55)
    tail = [(0.2, 0), (0.44, -0.19), (0.38, 0), (0.44, 0.19)]
    b.polygon([(0.5 + dx, y + dy) for dx, dy in tail], shade(body, 0.8))
    b.polygon([(0.42, y - 0.15), (0.6, y - 0.15), (0.62, y - 0.3)], shade(body, 0.8))
    b.oval(0.47, y, 0.3, 0.2, body)
    stripe = shade(body, 1.55)
    for i in range(3):
        x = 0.51 + 0.09 * i
        b.oval(x, y, 0.02, 0.155 - 0.025 * i, stripe)
    b.oval(0.31, y - 0.05, 0.055, 0.055, WHITE)
    b.oval(0.3, y - 0.05, 0.03, 0.03, INK)
    for i in range(3):
        r = 0.018 + 0.006 * i
        b.oval(0.13 - 0.03 * (i % 2), y - 0.13 - 0.11 * i, r, r, (235, 248, 255))


def bird(b: Brush, rng: np.random.Generator) -> None:
    body = hue(rng)
    b.line([(0.45, 0.7), (0.43, 0.86)], 0.02, (190, 120, 40))
    b.line([(0.56, 0.7), (0.56, 0.86)], 0.02, (190, 120, 40))
    b.polygon([(0.3, 0.5), (0.05, rng.uniform(0.36, 0.44)), (0.08, rng.uniform(0.56, 0.64))], shade(body, 0.75))
    b.oval(0.5, 0.55, 0.27, 0.22, body)
    b.oval(0.55, 0.62, 0.17, 0.13, shade(body, 1.55))
    if rng.random() < 0.5:
        crest = hue(rng, 0.95, 1.15)
        b.polygon([(0.6, 0.26), (0.76, 0.26), (0.63, 0.12)], crest)
    b.oval(0.68, 0.36, 0.16, 0.15, body)
    b.polygon([(0.82, 0.32), (0.97, 0.38), (0.81, 0.42)], (245, 170, 50))
    b.eye(0.72, 0.33, 0.035)
    b.oval(0.42, rng.uniform(0.49, 0.55), 0.15, rng.uniform(0.08, 0.12), shade(body, 0.8))


def flower(b: Brush, rng: np.random.Generator) -> None:
    petal, x, y = hue(rng, 0.75, 1.15), rng.uniform(0.46, 0.54), rng.uniform(0.36, 0.42)
    b.line([(x, y), (0.5, 0.95)], 0.035, (70, 150, 70))
    b.oval(0.4, 0.76, 0.1, 0.042, (90, 175, 85))
    b.oval(0.6, 0.7, 0.1, 0.042, (90, 175, 85))
    count, turn = int(rng.integers(5, 9)), rng.uniform(0, 1)
    for i in range(count):
        angle = 2 * math.pi * (i + turn) / count
        colour = shade(petal, 1.0 if i % 2 else 1.15)
        b.oval(x + 0.19 * math.cos(angle), y + 0.19 * math.sin(angle), 0.105, 0.105, colour)
    b.oval(x, y, 0.115, 0.115, (250, 200, 60))
    b.oval(x, y, 0.07, 0.07, (225, 150, 45))


def tree(b: Brush, rng: np.random.Generator) -> None:
    leaf = hue(rng, 0.22, 0.42, 0.62, rng.uniform(0.5, 0.75))
    b.ground(0.82, GRASS)
    trunk = rng.uniform(0.04, 0.07)
    b.box(0.5 - trunk, 0.55, 0.5 + trunk, 0.88, (130, 85, 55))
    for x, y, r in ((0.34, 0.5, 0.17), (0.66, 0.5, 0.17), (0.5, 0.34, 0.21), (0.5, 0.5, 0.2)):
        b.oval(x, y, r, r * 0.92, leaf)
    b.oval(0.42, 0.32, 0.12, 0.1, shade(leaf, 1.25))
    fruit = hue(rng, 0.95, 1.1, 0.8)
    for _ in range(int(rng.integers(3, 7))):
        b.oval(rng.uniform(0.28, 0.72), rng.uniform(0.3, 0.58), 0.032, 0.032, fruit)


def house(b: Brush, rng: np.random.Generator) -> None:
    wall, roof = hue(rng, s=0.28, v=0.97), hue(rng, 0.95, 1.1, 0.7, 0.75)
    b.ground(0.83, GRASS)
    chimney, peak = rng.choice([0.27, 0.64]), rng.uniform(0.12, 0.22)
    b.box(chimney, 0.2, chimney + 0.09, 0.45, shade(roof, 0.7))
    b.box(0.2, 0.45, 0.8, 0.88, wall)
    b.polygon([(0.1, 0.48), (0.5, peak), (0.9, 0.48)], roof)
    door = hue(rng, s=0.6, v=0.6)
    b.box(0.43, 0.62, 0.57, 0.88, door, 0.02)
    b.oval(0.54, 0.76, 0.014, 0.014, (250, 210, 90))
    for x in (0.25, 0.63):
        b.box(x, 0.56, x + 0.13, 0.7, WHITE, 0.01)
        b.box(x + 0.015, 0.575, x + 0.115, 0.685, (120, 195, 235))
        b.line([(x + 0.065, 0.57), (x + 0.065, 0.69)], 0.012, WHITE)
    b.oval(0.5, 0.36, 0.05, 0.05, (120, 195, 235))


def car(b: Brush, rng: np.random.Generator) -> None:
    paint, top = hue(rng), rng.uniform(0.28, 0.35)
    b.ground(0.74, (150, 150, 158))
    b.box(-1, 0.86, 2, 0.885, (240, 230, 180))
    b.polygon([(0.24, 0.52), (0.34, top), (0.66, top), (0.78, 0.52)], shade(paint, 0.85))
    b.polygon([(0.29, 0.51), (0.365, top + 0.04), (0.485, top + 0.04), (0.485, 0.51)], (190, 228, 245))
    b.polygon([(0.515, 0.51), (0.515, top + 0.04), (0.635, top + 0.04), (0.72, 0.51)], (190, 228, 245))
    b.box(0.08, 0.5, 0.92, 0.72, paint, 0.07)
    b.oval(0.88, 0.58, 0.032, 0.032, (255, 240, 170))
    b.oval(0.115, 0.58, 0.025, 0.032, (225, 70, 60))
    for x in (0.27, 0.73):
        b.oval(x, 0.72, 0.105, 0.105, INK)
        b.oval(x, 0.72, 0.05, 0.05, (205, 208, 215))


def rocket(b: Brush, rng: np.random.Generator) -> None:
    trim = hue(rng)
    for _ in range(14):
        r = rng.uniform(0.006, 0.014)
        b.oval(rng.uniform(0.03, 0.97), rng.uniform(0.03, 0.97), r, r, (255, 250, 215))
    b.polygon([(0.41, 0.74), (0.59, 0.74), (0.5, rng.uniform(0.92, 0.99))], (250, 150, 50))
    b.polygon([(0.45, 0.74), (0.55, 0.74), (0.5, 0.87)], (255, 225, 110))
    b.polygon([(0.4, 0.5), (0.22, 0.76), (0.4, 0.72)], trim)
    b.polygon([(0.6, 0.5), (0.78, 0.76), (0.6, 0.72)], trim)
    b.oval(0.5, 0.47, 0.15, 0.37, (240, 242, 246))
    b.box(0.36, 0.66, 0.64, 0.76, (90, 95, 110), 0.02)
    b.polygon([(0.4, 0.21), (0.6, 0.21), (0.56, 0.13), (0.5, 0.06), (0.44, 0.13)], trim)
    b.oval(0.5, 0.4, 0.085, 0.085, trim)
    b.oval(0.5, 0.4, 0.06, 0.06, (150, 215, 245))


def mushroom(b: Brush, rng: np.random.Generator) -> None:
    cap, wide, stem = hue(rng, 0.93, 1.12, 0.8), rng.uniform(0.32, 0.38), rng.uniform(0.13, 0.17)
    b.ground(0.88, GRASS)
    b.oval(0.5, 0.88, stem + 0.02, 0.06, (225, 210, 190))
    b.polygon([(0.5 - stem, 0.5), (0.5 + stem, 0.5), (0.53 + stem, 0.88), (0.47 - stem, 0.88)], (248, 238, 220))
    b.oval(0.5, 0.4, wide, 0.27, cap)
    b.oval(0.5, 0.5, wide - 0.03, 0.08, (250, 232, 208))
    for x, y, r in ((-0.16, 0.34, 0.055), (0.0, 0.22, 0.06), (0.16, 0.35, 0.05), (0.0, 0.37, 0.04)):
        b.oval(0.5 + x + rng.uniform(-0.02, 0.02), y, r, r * 0.85, WHITE)
    for side in (-1, 1):
        b.eye(0.5 + side * 0.065, 0.67, 0.03)
    b.smile(0.5, 0.71, 0.06, 0.018)


KINDS = {f.__name__: f for f in (face, cat, fish, bird, flower, tree, house, car, rocket, mushroom)}


def sky(b: Brush, rng: np.random.Generator) -> None:
    """A sun, a cloud or nothing above the subject."""
    above, x = rng.choice(["sun", "cloud", "nothing"]), rng.choice([0.12, 0.88])
    if above == "sun":
        b.oval(x, 0.12, 0.09, 0.09, (255, 215, 90))
    if above == "cloud":
        for right, down, r in ((-0.08, 0.02, 0.05), (0.0, 0.0, 0.07), (0.08, 0.02, 0.05)):
            b.oval(x + right, 0.12 + down, r, r, WHITE)


def toy(seed: int, kind: str, size: int = 256) -> np.ndarray:
    """Draw one picture of `kind` (a name in KINDS): uint8 (size, size, 3), the same on every machine.

    The seed chooses colours, pose, proportions and details.
    """
    rng = np.random.Generator(np.random.Philox(key=seed))
    backgrounds = {"fish": (0.5, 0.58, 0.45, 0.92), "rocket": (0.62, 0.72, 0.65, 0.32)}
    background = hue(rng, *backgrounds.get(kind, (0.0, 1.0, 0.16, 1.0)))
    brush = Brush(size, background, Pose.draw(rng))
    if kind in ("tree", "house", "car"):
        sky(brush, rng)
    KINDS[kind](brush, rng)
    return brush.picture()
