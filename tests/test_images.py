"""Reading untrusted pictures, against NumPy and the EXIF and PNG specifications; and turning arrays into pictures."""

import base64
import io
import os
import random
import struct
import zlib
from pathlib import Path
from string import Formatter

import numpy as np
import pytest
from PIL import Image, ImageOps

from explorer.images import (
    FORMATS,
    data_uri,
    grid,
    prepare_pillow,
    read_picture,
    reduced,
    square,
    to_grey,
    to_image,
    to_uint8,
)
from explorer.refusals import REFUSALS, PictureError
from explorer.ui.text import load_text

SIZE = 16
SUFFIX = {
    **{"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "AVIF": "avif", "HEIF": "heic", "GIF": "gif", "BMP": "bmp"},
    "TIFF": "tiff",
}
# How to save a picture as it is, or almost.
FAITHFUL = {
    "JPEG": {"quality": 100, "subsampling": 0},
    "WEBP": {"lossless": True, "exact": True},
    "AVIF": {"quality": 100, "subsampling": "4:4:4", "speed": 10},
    "HEIF": {"quality": -1, "chroma": 444, "enc_params": {"preset": "ultrafast"}},
    "TIFF": {"compression": "tiff_lzw"},
}
QUICKLY = {"AVIF": {"speed": 10}, "HEIF": {"enc_params": {"preset": "ultrafast"}}}
LEVELS_OFF = {"JPEG": 4, "AVIF": 3, "HEIF": 3}  # at most, of those


def noise(height: int, width: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def blocks(height: int, width: int, block: int = 8) -> np.ndarray:
    """A random colour for each 8x8 block: every corner differs, and JPEG keeps it almost as it is."""
    coarse = np.random.default_rng(3).integers(0, 256, (height // block, width // block, 3), dtype=np.uint8)
    return coarse.repeat(block, 0).repeat(block, 1)


def saved(image: Image.Image, path: Path, **options: object) -> Path:
    prepare_pillow()
    image.save(path, **options)
    return path


def refusal(path: Path, size: int = SIZE) -> PictureError:
    with pytest.raises(PictureError) as caught:
        read_picture(path, size)
    return caught.value


def png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_of_zeros(path: Path, width: int, height: int) -> Path:
    """A one-bit PNG written by hand: all black, tiny on disk whatever its size."""
    row = bytes(1 + -(-width // 8))  # the filter's number, then 8 pixels a byte
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    packer = zlib.compressobj()
    data = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", data) + png_chunk(b"IEND", b"")
    )
    return path


# --- what can be read


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("shape", [(16, 16), (40, 16), (16, 61), (1, 1), (3, 200), (500, 333)])
def test_any_shape_becomes_a_square(tmp_path, kind, shape):
    path = saved(Image.fromarray(noise(*shape)), tmp_path / f"picture.{SUFFIX[kind]}", **QUICKLY.get(kind, {}))
    picture = read_picture(path, SIZE)
    assert picture.shape == (SIZE, SIZE, 3)
    assert picture.dtype == np.uint8


@pytest.mark.parametrize(("shape", "kept"), [((16, 40), np.s_[:, 12:28]), ((36, 16), np.s_[10:26, :])])
def test_the_centre_square_is_kept(tmp_path, shape, kept):
    pixels = noise(*shape)
    path = saved(Image.fromarray(pixels), tmp_path / "wide.png")
    np.testing.assert_array_equal(read_picture(path, SIZE), pixels[kept])  # this size needs no resampling


@pytest.mark.parametrize(("height", "width"), [(16, 16), (16, 40), (33, 16), (16, 48)])
def test_all_of_a_picture_is_kept_where_it_may_be_longer(tmp_path, height, width):
    pixels = noise(height, width)
    path = saved(Image.fromarray(pixels), tmp_path / "long.png")
    np.testing.assert_array_equal(read_picture(path, SIZE, 3), pixels)


def test_what_is_too_long_loses_both_ends(tmp_path):
    pixels = noise(80, 16)
    path = saved(Image.fromarray(pixels), tmp_path / "long.png")
    np.testing.assert_array_equal(read_picture(path, SIZE, 3), pixels[16:64])


@pytest.mark.parametrize("shape", [(1, 1), (3, 200), (500, 333), (333, 500), (7, 19), (1000, 1001)])
def test_both_sides_are_reduced_alike(tmp_path, shape):
    path = saved(Image.fromarray(noise(*shape)), tmp_path / "picture.png")
    short = min(shape)
    wanted = tuple(int(SIZE * min(side, 3 * short) / short) for side in shape)
    assert read_picture(path, SIZE, 3).shape == (*wanted, 3)


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize(("place", "first"), [(0, 0), (0.5, 6), (1, 11), (4 / 11, 4)])
def test_the_square_that_a_network_is_shown_lies_at_its_place(channels, place, first):
    wide = noise(32, 43)
    seen = to_grey(wide) if channels == 1 else wide
    np.testing.assert_array_equal(square(wide, 32, channels, place), seen[:, first : first + 32])
    high = wide.transpose(1, 0, 2)
    np.testing.assert_array_equal(square(high, 32, channels, place), seen.transpose(1, 0, 2)[first : first + 32])
    assert reduced(noise(256, 341), 32, channels).shape == (32, 42, channels)


def test_a_larger_picture_is_reduced(tmp_path):
    coarse = noise(SIZE // 2, SIZE // 2).repeat(2, 0).repeat(2, 1)
    path = saved(Image.fromarray(coarse.repeat(16, 0).repeat(16, 1)), tmp_path / "large.png")
    # Lanczos rings near the edges of a block, so the picture agrees on average and not to the grey level.
    assert np.abs(read_picture(path, SIZE).astype(int) - coarse).mean() < 12


def test_the_kind_of_a_picture_is_told_by_its_content_and_not_by_its_name(tmp_path):
    pixels = noise(SIZE, SIZE)
    Image.fromarray(pixels).save(tmp_path / "picture", "PNG")
    path = (tmp_path / "picture").rename(tmp_path / "picture.jpg")
    np.testing.assert_array_equal(read_picture(path, SIZE), pixels)


# Where the first row and the first column of the stored picture are seen, by the EXIF specification (tag 0x0112).
STORED = {
    1: lambda upright: upright,
    2: lambda upright: upright[:, ::-1],
    3: lambda upright: upright[::-1, ::-1],
    4: lambda upright: upright[::-1],
    5: lambda upright: upright.transpose(1, 0, 2),
    6: lambda upright: upright[:, ::-1].transpose(1, 0, 2),
    7: lambda upright: upright[::-1, ::-1].transpose(1, 0, 2),
    8: lambda upright: upright[::-1].transpose(1, 0, 2),
}


@pytest.mark.parametrize("orientation", STORED)
@pytest.mark.parametrize("kind", [kind for kind in FORMATS if kind not in ("GIF", "BMP")])  # these know none
def test_all_eight_orientations_give_the_same_picture(tmp_path, kind, orientation):
    upright = blocks(32, 48)
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = Image.fromarray(np.ascontiguousarray(STORED[orientation](upright)))
    path = saved(stored, tmp_path / f"turned.{SUFFIX[kind]}", exif=exif.tobytes(), **FAITHFUL.get(kind, {}))
    difference = np.abs(read_picture(path, 32).astype(int) - upright[:, 8:40])
    assert difference.max() <= LEVELS_OFF.get(kind, 0)


def test_a_photo_with_odd_exif_fields_is_read_like_any_other(tmp_path):
    # Pillow's exif_transpose writes all fields anew, and trips over one whose type is not the specification's:
    # here ImageWidth as text. Cameras and editors do such things.
    odd = struct.pack("<HHI4s", 0x0100, 2, 4, b"abc\0")
    turned = struct.pack("<HHIHH", 0x0112, 3, 1, 6, 0)
    exif = b"Exif\0\0II*\0" + struct.pack("<IH", 8, 2) + odd + turned + bytes(4)
    upright = blocks(32, 32)
    path = saved(Image.fromarray(np.rot90(upright)), tmp_path / "odd.jpg", exif=exif, quality=100, subsampling=0)
    assert np.abs(read_picture(path, 32).astype(int) - upright).max() <= 4


def test_a_cmyk_jpeg_keeps_its_colours(tmp_path):
    inks = {(0, 0, 0, 0): (255, 255, 255), (0, 255, 255, 0): (255, 0, 0), (255, 255, 0, 0): (0, 0, 255)}
    for ink, colour in inks.items():
        path = saved(Image.new("CMYK", (16, 16), ink), tmp_path / "print.jpg", quality=100)
        assert np.abs(read_picture(path, SIZE).astype(int) - colour).max() <= 4


def test_16_bit_greys_are_rescaled(tmp_path):
    # 65535 is white, so a 16-bit grey g is 255 g / 65535 = g / 257.
    values = np.array([0, 257, 100 * 257, 128 * 257, 32767, 65535], np.uint16)
    path = saved(Image.fromarray(np.tile(values.repeat(16)[:, None], (1, 96))), tmp_path / "deep.png")
    picture = read_picture(path, 96)
    np.testing.assert_array_equal(picture[::16, 0, 0], [0, 1, 100, 128, 127, 255])
    assert (picture == picture[..., :1]).all()


def test_a_transparent_palette_colour_becomes_white(tmp_path):
    image = Image.new("P", (16, 16), 0)
    image.putpalette([200, 0, 0, 0, 0, 200])
    image.paste(1, (0, 0, 8, 16))
    picture = read_picture(saved(image, tmp_path / "palette.png", transparency=1), SIZE)
    assert (picture[:, :8] == 255).all()
    assert (picture[:, 8:] == (200, 0, 0)).all()


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF", "HEIF", "TIFF"])
def test_transparency_is_laid_on_white(tmp_path, kind):
    rgba = np.zeros((16, 16, 4), np.uint8)
    rgba[..., :3] = (200, 100, 0)
    rgba[..., 3] = np.arange(16)[:, None] * 17
    path = saved(Image.fromarray(rgba), tmp_path / f"glass.{SUFFIX[kind]}", **FAITHFUL.get(kind, {}))
    alpha = rgba[..., 3:] / 255
    wanted = alpha * rgba[..., :3] + (1 - alpha) * 255
    assert np.abs(read_picture(path, SIZE) - wanted).max() <= LEVELS_OFF.get(kind, 1)


def test_a_transparent_grey_is_laid_on_white(tmp_path):
    image = Image.merge("LA", [Image.new("L", (16, 16), 40), Image.new("L", (16, 16), 51)])
    picture = read_picture(saved(image, tmp_path / "grey.png"), SIZE)
    assert np.abs(picture - (0.2 * 40 + 0.8 * 255)).max() <= 1


MODES = {
    "JPEG": ("L", "RGB", "CMYK"),
    "PNG": ("L", "LA", "P", "RGB", "RGBA"),
    "WEBP": ("RGB", "RGBA"),
    "AVIF": ("L", "RGB", "RGBA"),
    "HEIF": ("L", "RGB", "RGBA"),
    "GIF": ("L", "P"),
    "BMP": ("L", "P", "RGB"),
    "TIFF": ("L", "LA", "P", "RGB", "RGBA", "CMYK"),
}


@pytest.mark.parametrize(("kind", "mode"), [(kind, mode) for kind in FORMATS for mode in MODES[kind]])
def test_however_it_is_reduced_a_large_picture_is_that_of_pillow(tmp_path, kind, mode):
    # The reading averages first, by a JPEG's own scales or over blocks, and lays on white last.
    smooth = Image.fromarray(noise(6, 9)).resize((900, 600), Image.Resampling.BICUBIC)
    if mode in ("RGBA", "LA"):
        smooth.putalpha(Image.fromarray(noise(5, 5)[..., 0]).resize((900, 600), Image.Resampling.BICUBIC))
    options = QUICKLY.get(kind, {})
    path = saved(smooth.convert(mode), tmp_path / f"large.{SUFFIX[kind]}", quality=95, **options)
    with Image.open(path) as stored:
        rgba = stored.convert("RGBA")
    on_white = Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba).convert("RGB")
    wanted = ImageOps.fit(on_white, (SIZE, SIZE), Image.Resampling.LANCZOS)
    difference = np.abs(read_picture(path, SIZE).astype(int) - np.asarray(wanted))
    assert difference.max() <= 8 and difference.mean() <= 1


@pytest.mark.parametrize("mode", ["1", "L"])
def test_grey_and_black_and_white_files_become_colour_arrays(tmp_path, mode):
    pixels = blocks(16, 16)[..., 0] // 128 * 255
    picture = read_picture(saved(Image.fromarray(pixels).convert(mode), tmp_path / "grey.png"), SIZE)
    np.testing.assert_array_equal(picture, pixels[..., None].repeat(3, 2))


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF", "HEIF", "GIF", "TIFF"])
def test_an_animation_gives_its_first_frame(tmp_path, kind):
    frames = [Image.fromarray(noise(16, 16, seed)) for seed in range(3)]
    frames = [frame.quantize(256).convert("RGB") for frame in frames] if kind == "GIF" else frames
    options = {"save_all": True, "append_images": frames[1:]} | FAITHFUL.get(kind, {})
    path = saved(frames[0], tmp_path / f"film.{SUFFIX[kind]}", **options)
    with Image.open(path) as image:
        assert image.n_frames == 3  # the file is the animation that the test is about
    difference = np.abs(read_picture(path, SIZE).astype(int) - np.asarray(frames[0]))
    assert difference.max() <= LEVELS_OFF.get(kind, 0)


def test_25_megapixels_are_still_read(tmp_path):
    assert (read_picture(png_of_zeros(tmp_path / "large.png", 5000, 5000), SIZE) == 0).all()


def test_25_megabytes_are_still_read(tmp_path):
    path = saved(Image.fromarray(noise(16, 16)), tmp_path / "heavy.png")
    with path.open("r+b") as file:
        file.truncate(25_000_000)  # bytes after the end of a PNG mean nothing
    assert read_picture(path, SIZE).shape == (SIZE, SIZE, 3)


# --- what is refused


def text_file(folder: Path) -> Path:
    path = folder / "notes.png"
    path.write_text("This is no picture.")
    return path


def empty_file(folder: Path) -> Path:
    path = folder / "empty.jpg"
    path.touch()
    return path


def pdf_named_png(folder: Path) -> Path:
    path = folder / "paper.png"
    Image.fromarray(noise(16, 16)).save(path, "PDF")
    return path


def half_of(kind: str, folder: Path, share: float = 0.5) -> Path:
    path = saved(Image.fromarray(noise(64, 64)), folder / f"half.{SUFFIX[kind]}", **FAITHFUL.get(kind, {}))
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    return path


def half_a_jpeg(folder: Path) -> Path:
    return half_of("JPEG", folder)


def half_a_png(folder: Path) -> Path:
    return half_of("PNG", folder)


def half_a_webp(folder: Path) -> Path:
    return half_of("WEBP", folder)


def png_with_a_wrong_checksum(folder: Path) -> Path:
    path = saved(Image.fromarray(noise(64, 64)), folder / "flipped.png")
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    return path


def png_without_its_palette(folder: Path) -> Path:
    path = folder / "bare.png"
    header = struct.pack(">IIBBBBB", 1, 1, 8, 3, 0, 0, 0)
    chunks = png_chunk(b"IHDR", header), png_chunk(b"IDAT", zlib.compress(bytes(2))), png_chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(chunks))
    return path


def bomb(folder: Path) -> Path:
    return png_of_zeros(folder / "bomb.png", 12000, 12000)


def slightly_too_large(folder: Path) -> Path:
    return png_of_zeros(folder / "large.png", 5001, 5000)  # Pillow only warns here


def webp_that_claims(width: int, height: int, kind: bytes, folder: Path) -> Path:
    """A small WebP of that kind whose header says another size."""
    options = {b"VP8 ": {}, b"VP8L": {"lossless": True}, b"VP8X": {"exif": b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0"}}
    path = saved(Image.fromarray(noise(16, 16)), folder / "claims.webp", **options[kind])
    data = bytearray(path.read_bytes())
    assert data[12:16] == kind
    if kind == b"VP8X":
        data[24:30] = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    elif kind == b"VP8L":
        data[21:25] = (width - 1 | height - 1 << 14).to_bytes(4, "little")
    else:
        data[26:30] = struct.pack("<HH", width, height)
    path.write_bytes(data)
    return path


def lossy_webp_bomb(folder: Path) -> Path:
    return webp_that_claims(16383, 16383, b"VP8 ", folder)


def lossless_webp_bomb(folder: Path) -> Path:
    return webp_that_claims(5001, 5000, b"VP8L", folder)


def extended_webp_bomb(folder: Path) -> Path:
    return webp_that_claims(2**24, 2**8, b"VP8X", folder)


def folder_named_png(folder: Path) -> Path:
    path = folder / "folder.png"
    path.mkdir()
    return path


def pipe_named_png(folder: Path) -> Path:
    path = folder / "pipe.png"
    os.mkfifo(path)  # opening it would wait for ever
    return path


def over_25_megabytes(folder: Path) -> Path:
    path = saved(Image.fromarray(noise(16, 16)), folder / "heavy.png")
    with path.open("r+b") as file:
        file.truncate(25_000_001)
    return path


REFUSED = {
    text_file: "picture.not_a_picture",
    empty_file: "picture.not_a_picture",
    pdf_named_png: "picture.other_format",
    half_a_jpeg: "picture.damaged",
    half_a_png: "picture.damaged",
    half_a_webp: "picture.damaged",
    png_with_a_wrong_checksum: "picture.damaged",
    png_without_its_palette: "picture.damaged",
    bomb: "picture.too_large",
    slightly_too_large: "picture.too_large",
    lossy_webp_bomb: "picture.too_large",
    lossless_webp_bomb: "picture.too_large",
    extended_webp_bomb: "picture.too_large",
    over_25_megabytes: "picture.too_heavy",
    folder_named_png: "picture.not_a_picture",
    pipe_named_png: "picture.not_a_picture",
}


@pytest.mark.parametrize("make", REFUSED, ids=lambda make: make.__name__)
def test_a_file_that_is_no_usable_picture_is_refused_with_its_reason(tmp_path, make):
    assert refusal(make(tmp_path)).reason == REFUSED[make]


@pytest.mark.parametrize("reason", REFUSALS)
def test_every_refusal_can_be_said(reason):
    fields = {field for _, field, _, _ in Formatter().parse(load_text("en")[reason]) if field}
    assert fields == {"file", *PictureError(reason, "PDF" * (reason == "picture.other_format")).values}


def test_the_limits_that_are_named_are_those_that_hold(tmp_path):
    assert refusal(bomb(tmp_path)).values == {"megapixels": 25}
    assert refusal(over_25_megabytes(tmp_path)).values == {"megabytes": 25}


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow tells of the damage that it steps over
@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("share", [0.02, 0.2, 0.6, 0.9])
def test_no_truncated_file_passes(tmp_path, kind, share):
    assert refusal(half_of(kind, tmp_path, share)).reason in ("picture.damaged", "picture.not_a_picture")


@pytest.mark.parametrize("share", [0.2, 0.6, 0.98])
def test_no_truncated_jpeg_passes_that_is_decoded_at_a_smaller_scale(tmp_path, share):
    path = saved(Image.fromarray(noise(600, 600)), tmp_path / "large.jpg")
    assert read_picture(path, SIZE).shape == (SIZE, SIZE, 3)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    assert refusal(path).reason == "picture.damaged"


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("kind", FORMATS)
def test_whatever_bytes_are_broken_the_answer_is_a_picture_or_a_refusal(tmp_path, kind):
    exif = Image.Exif()
    exif[0x0112] = 6
    whole = saved(Image.fromarray(noise(24, 32)), tmp_path / f"whole.{SUFFIX[kind]}", exif=exif).read_bytes()
    path, dice = tmp_path / "broken", random.Random(1)
    read = 0
    for _ in range(400):
        data = bytearray(whole)
        for _ in range(dice.randint(1, 4)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        path.write_bytes(data)
        try:
            assert read_picture(path, SIZE).shape == (SIZE, SIZE, 3)
            read += 1
        except PictureError:
            pass
    assert read < 400  # the damage is real


def test_a_file_that_has_gone_meanwhile_cannot_be_used(tmp_path):
    with pytest.raises(PictureError) as refusal:
        read_picture(tmp_path / "gone.png", 32)
    assert refusal.value.reason == "picture.damaged"


# --- arrays -> pictures


def test_to_uint8_undoes_the_scaling_of_every_grey_level():
    grey = np.arange(256, dtype=np.uint8).reshape(1, 1, 16, 16)
    np.testing.assert_array_equal(to_uint8(grey.astype(np.float32) / 127.5 - 1)[0, ..., 0], grey[0, 0])


def test_to_uint8_clips_and_rounds():
    values = np.array([-7.0, -1.0, 0.499 / 127.5 - 1, 0.501 / 127.5 - 1, 1.0, 3.0]).reshape(1, 1, 1, 6)
    np.testing.assert_array_equal(to_uint8(values).ravel(), [0, 0, 0, 1, 255, 255])


def test_to_uint8_puts_the_channels_last():
    x = np.zeros((2, 3, 4, 5), np.float32)
    x[1, 2, 3, 4] = 1
    pictures = to_uint8(x)
    assert pictures.shape == (2, 4, 5, 3)
    assert np.argwhere(pictures == 255).tolist() == [[1, 3, 4, 2]]


def test_to_grey_is_the_luma_of_pillow_to_a_grey_level():
    pixels = noise(32, 32)
    grey = to_grey(pixels)
    assert grey.shape == (32, 32, 1)
    assert grey.dtype == np.uint8
    assert np.abs(grey[..., 0].astype(int) - np.asarray(Image.fromarray(pixels).convert("L"))).max() <= 1


def test_to_grey_leaves_greys_as_they_are():
    grey = np.arange(256, dtype=np.uint8)[:, None]
    np.testing.assert_array_equal(to_grey(grey.repeat(3, 1)), grey)


def test_to_grey_takes_many_pictures():
    assert to_grey(np.zeros((5, 8, 9, 3), np.uint8)).shape == (5, 8, 9, 1)


def test_a_grid_holds_each_picture_in_its_place():
    pictures = [noise(4, 6, seed) for seed in range(5)]
    canvas = grid(pictures, columns=3, gap=2)
    assert canvas.shape == (4 + 2 + 4, 6 + 2 + 6 + 2 + 6, 3)
    for i, picture in enumerate(pictures):
        top, left = i // 3 * 6, i % 3 * 8
        np.testing.assert_array_equal(canvas[top : top + 4, left : left + 6], picture)


def test_a_grid_is_background_where_no_picture_is():
    canvas = grid([np.full((2, 2, 1), 9, np.uint8)] * 3, columns=2, gap=1, background=77)
    assert (canvas == 9).sum() == 3 * 4
    assert (canvas == 77).sum() == canvas.size - 3 * 4


def test_a_grid_of_one_picture_is_that_picture():
    picture = noise(4, 6)
    np.testing.assert_array_equal(grid([picture], columns=1), picture)


@pytest.mark.parametrize("channels", [1, 3])
def test_to_image_keeps_every_pixel(channels):
    picture = noise(5, 7)[..., :channels]
    np.testing.assert_array_equal(np.asarray(to_image(picture)).reshape(picture.shape), picture)


@pytest.mark.parametrize("channels", [1, 3])
def test_a_data_uri_holds_the_picture_without_loss(channels):
    picture = noise(9, 7)[..., :channels]
    kind, data = data_uri(picture).split(",")
    assert kind == "data:image/webp;base64"
    decoded = Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB")
    np.testing.assert_array_equal(np.asarray(decoded), np.broadcast_to(picture, (9, 7, 3)))
