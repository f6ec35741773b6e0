"""ICC profiles: colours are those that the profile means, in sRGB, against the definitions of the colour spaces."""

import io
import struct

import numpy as np
import pytest
from PIL import Image, ImageCms

from explorer.images import read_picture

from .test_images import FAITHFUL, SUFFIX, saved

# Chromaticities of the primaries (x, y), all with the white of D65.
SRGB = ((0.64, 0.33), (0.30, 0.60), (0.15, 0.06))
DISPLAY_P3 = ((0.68, 0.32), (0.265, 0.69), (0.15, 0.06))
ADOBE_RGB = ((0.64, 0.33), (0.21, 0.71), (0.15, 0.06))
D65, D50 = np.array([0.95047, 1, 1.08883]), np.array([0.9642, 1, 0.8249])
BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])


def to_xyz(primaries) -> np.ndarray:
    """Linear RGB -> XYZ under D65, (3, 3)."""
    columns = np.array([(x / y, 1, (1 - x - y) / y) for x, y in primaries]).T
    return columns * np.linalg.solve(columns, D65)


def sign(name: bytes, data: bytes) -> bytes:
    return name + bytes(4) + data


def fixed(values) -> bytes:
    return struct.pack(f">{np.size(values)}i", *np.round(np.ravel(values) * 65536).astype(int))


def curve(gamma: float) -> bytes:
    if gamma:
        return sign(b"curv", struct.pack(">IH", 1, round(gamma * 256)))
    of_srgb = [2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045]
    return sign(b"para", struct.pack(">HH", 3, 0) + fixed(of_srgb))


def icc(space: bytes, tags: dict[bytes, bytes]) -> bytes:
    """A profile of version 4, written by hand after the specification (ICC.1:2010, clauses 7 and 10)."""
    text = sign(b"mluc", struct.pack(">II2s2sII", 1, 12, b"en", b"US", 2, 28) + "x".encode("utf-16-be"))
    tags = {b"desc": text, b"cprt": text, b"wtpt": sign(b"XYZ ", fixed(D50))} | tags
    table, body = b"", b""
    for name, data in tags.items():
        data += bytes(-len(data) % 4)
        table += struct.pack(">4sII", name, 132 + 12 * len(tags) + len(body), len(data))
        body += data
    length = 132 + len(table) + len(body)
    head = struct.pack(">I4sI4s4s4s12s4s", length, b"lcms", 0x04200000, b"mntr", space, b"XYZ ", bytes(12), b"acsp")
    head += bytes(28) + fixed(D50) + bytes(48)
    return head + struct.pack(">I", len(tags)) + table + body


def rgb_profile(primaries, gamma: float = 0) -> bytes:
    """gamma 0: the curve of sRGB."""
    adapted = np.linalg.solve(BRADFORD, np.diag(BRADFORD @ D50 / (BRADFORD @ D65)) @ BRADFORD) @ to_xyz(primaries)
    names = (b"rXYZ", b"gXYZ", b"bXYZ")
    colorants = {name: sign(b"XYZ ", fixed(column)) for name, column in zip(names, adapted.T, strict=True)}
    return icc(b"RGB ", colorants | dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve(gamma)))


def decoded(values: np.ndarray, gamma: float) -> np.ndarray:
    """0..1, as stored -> linear light."""
    return values**gamma if gamma else np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def in_srgb(colours: np.ndarray, primaries, gamma: float) -> np.ndarray:
    """uint8 (..., 3) of a space -> float 0..255 in sRGB, clipped to it."""
    linear = decoded(colours / 255, gamma) @ np.linalg.solve(to_xyz(SRGB), to_xyz(primaries)).T
    linear = np.clip(linear, 0, 1)
    return 255 * np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)


BRIGHT, NEUTRAL = [[30, 180, 60], [200, 60, 50], [90, 100, 210]], [[120, 120, 120], [0, 0, 0], [255, 255, 255]]
COLOURS = np.array(BRIGHT + NEUTRAL, np.uint8)
PATCHES = COLOURS[:, None].repeat(16, 0).repeat(96, 1)  # six bars of 16 rows
SPACES = {"Display P3": (DISPLAY_P3, 0), "Adobe RGB": (ADOBE_RGB, 563 / 256), "gamma 1.5": (SRGB, 1.5)}


def bars(path) -> np.ndarray:
    """The middle of each of the six bars, (6, 3)."""
    return read_picture(path, 96)[8::16, 48].astype(int)


@pytest.mark.parametrize("space", SPACES)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF", "TIFF"])  # a GIF has none, a BMP's is ignored
def test_the_colours_of_a_profile_are_converted_to_srgb(tmp_path, kind, space):
    wanted = in_srgb(COLOURS, *SPACES[space])
    assert np.abs(wanted - COLOURS).max() > 20  # it matters
    options = FAITHFUL.get(kind, {}) | {"icc_profile": rgb_profile(*SPACES[space])}
    path = saved(Image.fromarray(PATCHES), tmp_path / f"wide.{SUFFIX[kind]}", **options)
    assert np.abs(bars(path) - wanted).max() <= (6 if kind in ("JPEG", "AVIF", "HEIF") else 2)


def test_a_large_photograph_is_converted_after_it_was_decoded_at_a_smaller_scale(tmp_path):
    image = Image.fromarray(PATCHES).resize((1536, 1536), Image.Resampling.NEAREST)
    path = saved(image, tmp_path / "photo.jpg", quality=95, subsampling=0, icc_profile=rgb_profile(DISPLAY_P3))
    assert np.abs(bars(path) - in_srgb(COLOURS, DISPLAY_P3, 0)).max() <= 6


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_what_is_transparent_is_converted_before_it_is_laid_on_white(tmp_path, kind):
    image = Image.fromarray(PATCHES)
    image.putalpha(102)
    options = FAITHFUL.get(kind, {}) | {"icc_profile": rgb_profile(DISPLAY_P3)}
    path = saved(image, tmp_path / f"glass.{SUFFIX[kind]}", **options)
    wanted = 0.4 * in_srgb(COLOURS, DISPLAY_P3, 0) + 0.6 * 255
    assert np.abs(bars(path) - wanted).max() <= 3


def test_a_palette_is_converted(tmp_path):
    image = Image.fromarray(PATCHES).quantize(16)
    path = saved(image, tmp_path / "palette.png", icc_profile=rgb_profile(DISPLAY_P3))
    assert np.abs(bars(path) - in_srgb(COLOURS, DISPLAY_P3, 0)).max() <= 3


GREYS = np.array([0, 40, 90, 128, 200, 255], np.uint8)


@pytest.mark.parametrize("mode", ["L", "LA", "I;16"])
@pytest.mark.parametrize("profile", ["grey", "rgb"])  # both are found in files of greys
def test_greys_are_converted(tmp_path, mode, profile):
    greys = GREYS[:, None].repeat(16, 0).repeat(96, 1)
    image = Image.fromarray(greys.astype(np.uint16) * 257) if mode == "I;16" else Image.fromarray(greys).convert(mode)
    data = icc(b"GRAY", {b"kTRC": curve(1.5)}) if profile == "grey" else rgb_profile(SRGB, 1.5)
    wanted = in_srgb(GREYS[:, None].repeat(3, 1), SRGB, 1.5)
    assert np.abs(wanted - GREYS[:, None]).max() > 20
    assert np.abs(bars(saved(image, tmp_path / "grey.png", icc_profile=data)) - wanted).max() <= 2


def cmyk_profile() -> bytes:
    """Of version 4, with a table of 2 points a side whose inks leave other colours than 1 - ink."""
    corners = np.array(np.meshgrid(*[[0, 1]] * 4, indexing="ij")).reshape(4, -1).T  # (16, 4): C, M, Y, K
    paper, inks = np.array([100, 0, 0]), np.array([[-40, -35, -50], [-50, 70, 0], [-10, -5, 90], [-90, 0, 0]])
    lab = np.clip(paper + corners @ inks, [0, -120, -120], [100, 120, 120])
    table = np.round(lab / [100, 255, 255] * 65280 + [0, 0x8000, 0x8000]).astype(">u2").tobytes()
    linear = struct.pack(">4H", 0, 65535, 0, 65535)
    head = bytes([4, 3, 2, 0]) + fixed(np.eye(3)) + struct.pack(">HH", 2, 2)
    lut = sign(b"mft2", head + linear[:4] * 4 + table + linear[:4] * 3)
    data = icc(b"CMYK", {b"A2B0": lut, b"A2B1": lut})
    return data[:20] + b"Lab " + data[24:]


def test_inks_are_converted_as_their_profile_says(tmp_path):
    inks = np.array([[255, 0, 0, 0], [0, 255, 0, 0], [0, 0, 255, 0], [0, 0, 0, 0]], np.uint8)
    image = Image.fromarray(inks[:, None].repeat(24, 0).repeat(96, 1), "CMYK")
    path = saved(image, tmp_path / "print.tiff", icc_profile=cmyk_profile())
    picture = read_picture(path, 96)[12::24, 48].astype(int)
    assert (picture[3] == 255).all()  # paper
    lab = np.array([[60, -35, -50], [50, 70, 0], [90, -5, 90]], float)
    # CIE 1976: L*a*b* -> XYZ, under D50; then to D65.
    f = (lab[:, :1] + 16) / 116 + np.stack([lab[:, 1] / 500, 0 * lab[:, 1], -lab[:, 2] / 200], 1)
    xyz = D50 * np.where(f > 6 / 29, f**3, 3 * (6 / 29) ** 2 * (f - 4 / 29))
    xyz = xyz @ np.linalg.solve(BRADFORD, np.diag(BRADFORD @ D65 / (BRADFORD @ D50)) @ BRADFORD).T
    linear = np.clip(np.linalg.solve(to_xyz(SRGB), xyz.T).T, 0, 1)
    wanted = 255 * np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    assert np.abs(picture[:3] - wanted).max() <= 6


def test_srgb_itself_changes_nothing(tmp_path):
    pixels = np.random.default_rng(0).integers(0, 256, (96, 96, 3), dtype=np.uint8)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    path = saved(Image.fromarray(pixels), tmp_path / "usual.png", icc_profile=profile)
    np.testing.assert_array_equal(read_picture(path, 96), pixels)


P3 = rgb_profile(DISPLAY_P3)
BROKEN = {
    "empty": b"",
    "noise": b"no profile",
    "cut": P3[: len(P3) // 2],
    "head": P3[:132],
    "another space": P3[:16] + b"Lab " + P3[20:],
    "for other pictures": icc(b"GRAY", {b"kTRC": curve(1.5)}),
    "for inks": cmyk_profile(),
    "without curves": icc(b"RGB ", {}),
}


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_broken_profile_is_ignored(tmp_path, kind, name):
    options = FAITHFUL.get(kind, {})
    plain = saved(Image.fromarray(PATCHES), tmp_path / f"plain.{SUFFIX[kind]}", **options)
    path = saved(Image.fromarray(PATCHES), tmp_path / f"broken.{SUFFIX[kind]}", icc_profile=BROKEN[name], **options)
    np.testing.assert_array_equal(read_picture(path, 96), read_picture(plain, 96))


def test_whatever_bytes_of_a_profile_are_broken_the_picture_is_read(tmp_path):
    dice = np.random.default_rng(1)
    buffer = io.BytesIO()
    for number in range(100):
        data = bytearray(P3)
        for _ in range(1 + number % 5):
            data[dice.integers(len(data))] = dice.integers(256)
        buffer.seek(0)
        Image.fromarray(PATCHES).save(buffer, "PNG", icc_profile=bytes(data))
        (tmp_path / "odd.png").write_bytes(buffer.getvalue())
        assert read_picture(tmp_path / "odd.png", 96).shape == (96, 96, 3)


def test_cie_lab_is_converted(tmp_path):
    colours = Image.fromarray(PATCHES)
    lab = ImageCms.profileToProfile(
        colours, ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), outputMode="LAB"
    )
    assert np.abs(bars(saved(lab, tmp_path / "lab.tiff")) - COLOURS).max() <= 4
