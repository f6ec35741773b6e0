"""Pictures at the edge of the program: an untrusted file -> a clean uint8 array, and arrays -> picture files."""

import base64
import io
import struct
import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP")
MAX_PIXELS = 25_000_000
MAX_BYTES = 10_000_000
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# Pillow warns above this and refuses above twice as much; `read_picture` turns the warning into a refusal.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS


class PictureError(ValueError):
    """A file that cannot be used as a picture. `reason` is a key of the interface's texts, `values` what it names."""

    def __init__(self, reason: str, **values: object):
        super().__init__(reason)
        self.reason, self.values = reason, values


def read_picture(path: str | Path, size: int) -> np.ndarray:
    """An uploaded JPEG, PNG or WebP file -> uint8 (size, size, 3), its centre square.

    Animations give their first frame; rotation by EXIF is applied and all metadata dropped; transparency
    becomes white; CMYK, palettes and 16 bits are converted. Raises PictureError for anything else.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            if Path(path).stat().st_size > MAX_BYTES:
                raise PictureError("picture.too_heavy", megabytes=MAX_BYTES // 10**6)
            with Image.open(path, formats=FORMATS) as image:
                if image.width * image.height > MAX_PIXELS:
                    raise PictureError("picture.too_large", megapixels=MAX_PIXELS // 10**6)
                image.load()  # decodes all of it: verify() would pass a truncated JPEG
                return to_square(to_rgb(upright(image)), size)
        except (Image.DecompressionBombWarning, Image.DecompressionBombError):
            raise PictureError("picture.too_large", megapixels=MAX_PIXELS // 10**6) from None
        except PictureError:
            raise
        except UnidentifiedImageError:
            raise PictureError("picture.not_a_picture") from None
        except (OSError, SyntaxError, ValueError, EOFError, OverflowError, MemoryError, struct.error):
            raise PictureError("picture.damaged") from None


def upright(image: Image.Image) -> Image.Image:
    """Turned as its EXIF orientation says. (Pillow's own exif_transpose trips over other, odd EXIF fields.)"""
    turn = TURNS.get(image.getexif().get(ExifTags.Base.Orientation))
    return image if turn is None else image.transpose(turn)


def to_rgb(image: Image.Image) -> Image.Image:
    """Any Pillow mode -> RGB: 16-bit greys rescaled, transparency composited on white."""
    if image.mode.startswith("I") or image.mode == "F":
        grey = np.asarray(image, dtype=np.float64)
        return Image.fromarray(np.clip(grey / 257, 0, 255).round().astype(np.uint8)).convert("RGB")
    if image.has_transparency_data:
        rgba = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba).convert("RGB")
    return image.convert("RGB")


def to_square(image: Image.Image, size: int) -> np.ndarray:
    """The centre square, resized: uint8 (size, size, 3)."""
    return np.asarray(ImageOps.fit(image, (size, size), Image.Resampling.LANCZOS))


def to_grey(pictures: np.ndarray) -> np.ndarray:
    """uint8 (..., 3) -> (..., 1): luma by ITU-R BT.601, as Pillow's mode L."""
    return np.round(pictures @ np.array([0.299, 0.587, 0.114])).astype(np.uint8)[..., None]


def square(picture: np.ndarray, size: int, channels: int) -> np.ndarray:
    """uint8 (H, W, 3) -> (size, size, channels): as a network of that size is shown pictures."""
    resized = to_square(Image.fromarray(picture), size)
    return to_grey(resized) if channels == 1 else resized


def to_float(pictures: np.ndarray) -> np.ndarray:
    """uint8 (B, H, W, C) -> float32 (B, C, H, W) in [-1, 1]."""
    return pictures.transpose(0, 3, 1, 2).astype(np.float32, order="C") / 127.5 - 1


def to_uint8(x: np.ndarray) -> np.ndarray:
    """float (B, C, H, W) in [-1, 1] -> uint8 (B, H, W, C), clipped and rounded."""
    return np.clip(np.round((x + 1) * 127.5), 0, 255).astype(np.uint8).transpose(0, 2, 3, 1)


def grid(pictures: Sequence[np.ndarray], columns: int, gap: int = 2, background: int = 255) -> np.ndarray:
    """Equal pictures (H, W, C) side by side in rows of `columns`, `gap` pixels apart."""
    height, width, channels = pictures[0].shape
    rows = -(-len(pictures) // columns)
    shape = (rows * (height + gap) - gap, columns * (width + gap) - gap, channels)
    canvas = np.full(shape, background, np.uint8)
    for i, picture in enumerate(pictures):
        y, x = (i // columns) * (height + gap), (i % columns) * (width + gap)
        canvas[y : y + height, x : x + width] = picture
    return canvas


def to_image(picture: np.ndarray) -> Image.Image:
    """uint8 (H, W, 1 or 3) -> a Pillow image."""
    return Image.fromarray(picture[..., 0] if picture.shape[-1] == 1 else picture)


def data_uri(picture: np.ndarray) -> str:
    """uint8 (H, W, 1 or 3) -> a lossless WebP as a data: address that a page shows without asking the server."""
    buffer = io.BytesIO()
    to_image(picture).save(buffer, "WEBP", lossless=True)
    return "data:image/webp;base64," + base64.b64encode(buffer.getvalue()).decode()
