"""Pictures at the edge of the program: an untrusted file -> a clean uint8 array, and arrays -> picture files."""

import base64
import io
import stat
import struct
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import numpy as np

# The plugins are imported by name: for a format that is not yet there, Image.open would load all that it has.
from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,  # noqa: F401
    GifImagePlugin,  # noqa: F401
    Image,
    ImageOps,
    JpegImagePlugin,
    PngImagePlugin,  # noqa: F401
    TiffImagePlugin,  # noqa: F401
    UnidentifiedImageError,
)
from pillow_heif import HeifImageFile, register_heif_opener

from .colours import read_profile, to_srgb
from .formats import FORMATS, HEAD, is_one_of_ours, other_format, webp_pixels
from .frames import GAP, centre, load, on_white, plain, upright
from .refusals import MAX_BYTES, MAX_PIXELS, PictureError

MAX_JPEG_PIXELS = 205_000_000  # of a JPEG that is decoded at a smaller scale: as many as phones take
MAX_COEFFICIENTS = 300_000_000  # bytes: of a progressive JPEG all are kept, whatever the scale
MAX_HEIF_PIXELS = 14_000_000  # which take 0.7 s; of a larger one the thumbnail is taken
# What Pillow's plugins raise for damaged files.
STUMBLES = (
    *(OSError, SyntaxError, ValueError, EOFError, ArithmeticError, LookupError),
    *(TypeError, AttributeError, RuntimeError, struct.error),
)


@cache
def prepare_pillow() -> None:
    """Once in a process, before it opens anything."""
    # Pillow warns above this and refuses above twice as much; `read_picture` turns the warning into a refusal.
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    # Each thread would take address space, of which the child of `explorer.decode` has little.
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    register_heif_opener(decode_threads=1, depth_images=False, aux_images=False)


def read_picture(path: str | Path, size: int, longest: float = 1.0) -> np.ndarray:
    """An uploaded file in one of FORMATS -> uint8 (H, W, 3) in sRGB, its centre square of `size` pixels a side. With
    `longest`, its middle: the short side has that size, and the other is up to so many times as long.

    Animations give their first frame; rotation by EXIF is applied and all metadata dropped; transparency becomes
    white; CMYK, palettes, 16 bits and the colours of ICC profiles are converted. Raises PictureError for anything else.
    Takes up to 340 MB; files of strangers are read by `explorer.decode`, which calls this in a process of its own.
    """
    prepare_pillow()
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            head = check(path)
            with opened(path, head) as image:
                extent = drafted(image, size)
                if image.width * image.height > MAX_PIXELS:
                    raise PictureError("picture.too_large")
                profile = read_profile(image.info.get("icc_profile"))
                load(image)
                # What can wait comes after the reduction: of 25 megapixels each copy takes 100 MB.
                small = to_srgb(centre(plain(image, profile), extent or image.size, size, longest), profile)
                return on_white(upright(small, image.getexif()))
        except (Image.DecompressionBombWarning, Image.DecompressionBombError):
            raise PictureError("picture.too_large") from None
        except PictureError:
            raise
        except UnidentifiedImageError:
            raise unidentified(head) from None
        except MemoryError:
            raise PictureError("picture.memory") from None
        except STUMBLES:
            raise PictureError("picture.damaged") from None


def unidentified(head: bytes) -> PictureError:
    """Why a file that begins so cannot even be opened."""
    if is_one_of_ours(head):
        return PictureError("picture.damaged")
    name = other_format(head)
    return PictureError("picture.other_format", name) if name else PictureError("picture.not_a_picture")


def check(path: str | Path) -> bytes:
    """The first bytes. Raises PictureError for what must not even be opened as a picture."""
    status = Path(path).stat()
    if not stat.S_ISREG(status.st_mode):
        raise PictureError("picture.not_a_picture")
    if status.st_size > MAX_BYTES:
        raise PictureError("picture.too_heavy")
    with Path(path).open("rb") as file:
        head = file.read(HEAD)
    if webp_pixels(head) > MAX_PIXELS:
        raise PictureError("picture.too_large")
    return head


@contextmanager
def opened(path: str | Path, head: bytes) -> Iterator[Image.Image]:
    """Nothing is decoded yet. What can be decoded at a smaller size may have more pixels than Image.open lets pass."""
    with Path(path).open("rb") as file:
        if head.startswith(b"\xff\xd8\xff"):
            image: Image.Image = within_limits(JpegImagePlugin.jpeg_factory(file, str(path)))
        elif head[4:10] == b"ftyphe":
            image = HeifImageFile(file, str(path))
        else:
            image = Image.open(path, formats=FORMATS)
        with image:
            yield image


def within_limits(image: JpegImagePlugin.JpegImageFile) -> JpegImagePlugin.JpegImageFile:
    """The same. Raises PictureError if it would take too much at any scale."""
    sampling = [across * down for _, across, down, _ in image.layer]
    coefficients = 2 * image.width * image.height * sum(sampling) / max(sampling)
    kept = coefficients if image.info.get("progressive") else 0
    if image.width * image.height > MAX_JPEG_PIXELS or kept > MAX_COEFFICIENTS:
        raise PictureError("picture.too_large")
    return image


def drafted(image: Image.Image, size: int) -> tuple[float, float] | None:
    """Decode less where the format lets one: a JPEG at 1/2, 1/4 or 1/8, a HEIF's thumbnail. -> The width and height
    that will be picture, down to parts of a pixel; None: all.
    """
    draft = image.draft(None, (GAP * size, GAP * size))
    if draft is None and image.format == "HEIF" and image.width * image.height > MAX_HEIF_PIXELS:
        draft = image.draft(None, (size // 2, size // 2))
    return draft and draft[1][2:]


def to_grey(pictures: np.ndarray) -> np.ndarray:
    """uint8 (..., 3) -> (..., 1): luma by ITU-R BT.601, as Pillow's mode L."""
    return np.round(pictures @ np.array([0.299, 0.587, 0.114])).astype(np.uint8)[..., None]


def reduced(picture: np.ndarray, size: int, channels: int) -> np.ndarray:
    """uint8 (H, W, 3) -> its short side `size` pixels long, the other in proportion, in as many channels."""
    height, width = picture.shape[:2]
    short = min(height, width)
    extent = (width * size // short, height * size // short)
    resized = np.asarray(ImageOps.fit(Image.fromarray(picture), extent, Image.Resampling.LANCZOS))
    return to_grey(resized) if channels == 1 else resized


def square(picture: np.ndarray, size: int, channels: int, place: float = 0.5) -> np.ndarray:
    """uint8 (H, W, 3) -> (size, size, channels): as a network of that size is shown pictures. `place`, from 0 to 1, is
    where along the longer side the square lies; crops.js shows it by the same rule.
    """
    whole = reduced(picture, size, channels)
    top, left = (int(place * (side - size) + 0.5) for side in whole.shape[:2])
    return whole[top : top + size, left : left + size]


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
