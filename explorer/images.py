"""Pictures at the edge of the program: an untrusted file -> a clean uint8 array, and arrays -> picture files."""

import base64
import io
import stat
import struct
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

# The plugins are imported by name: for a format that is not yet there, Image.open would load all that it has.
from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,  # noqa: F401
    ExifTags,
    GifImagePlugin,  # noqa: F401
    Image,
    ImageOps,
    JpegImagePlugin,
    PngImagePlugin,  # noqa: F401
    TiffImagePlugin,  # noqa: F401
    UnidentifiedImageError,
    WebPImagePlugin,
)
from pillow_heif import HeifImageFile, register_heif_opener

from .colours import Profile, lab_to_srgb, read_profile, to_srgb
from .formats import FORMATS, HEAD, is_one_of_ours, other_format, webp_pixels

MAX_PIXELS = 25_000_000  # that are decoded
MAX_JPEG_PIXELS = 205_000_000  # of a JPEG that is decoded at a smaller scale: as many as phones take
MAX_COEFFICIENTS = 300_000_000  # bytes: of a progressive JPEG all are kept, whatever the scale
MAX_HEIF_PIXELS = 14_000_000  # which take 0.7 s; of a larger one the thumbnail is taken
MAX_BYTES = 25_000_000
MAX_FILES, MAX_TOGETHER = 200, 200_000_000  # of one upload: files, bytes
GAP = 4  # what is larger than so many times the wanted size is first averaged, which is quick, down to that
# Why a file is refused: the keys of the interface's texts, and what these name.
REFUSALS = {
    "picture.not_a_picture": {},
    "picture.other_format": {},
    "picture.damaged": {},
    "picture.too_large": {"megapixels": MAX_PIXELS // 10**6},
    "picture.too_heavy": {"megabytes": MAX_BYTES // 10**6},
    "picture.memory": {},
    "picture.slow": {},
    "picture.too_many": {"most": MAX_FILES},
    "picture.together": {"megabytes": MAX_TOGETHER // 10**6},
    "picture.unavailable": {},
}
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# What Pillow's plugins raise for damaged files.
STUMBLES = (
    *(OSError, SyntaxError, ValueError, EOFError, ArithmeticError, LookupError),
    *(TypeError, AttributeError, RuntimeError, struct.error),
)
LEVELS = np.round(np.arange(2**16) / 257).astype(np.uint8)  # of 16 bits as 8
# Pillow warns above this and refuses above twice as much; `read_picture` turns the warning into a refusal.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
# Each thread would take address space, of which the child of `explorer.decode` has little.
AvifImagePlugin.DEFAULT_MAX_THREADS = 1
register_heif_opener(decode_threads=1, depth_images=False, aux_images=False)


class PictureError(ValueError):
    """A file that cannot be used as a picture. `reason` is a key of REFUSALS, `values` what its sentence names;
    `format` is the file's, for the reason "picture.other_format" alone.
    """

    def __init__(self, reason: str, format: str = ""):
        super().__init__(reason)
        self.reason, self.format = reason, format
        self.values = REFUSALS[reason] | ({"format": format} if format else {})


def read_picture(path: str | Path, size: int) -> np.ndarray:
    """An uploaded file in one of FORMATS -> uint8 (size, size, 3), its centre square, in sRGB.

    Animations give their first frame; rotation by EXIF is applied and all metadata dropped; transparency becomes
    white; CMYK, palettes, 16 bits and the colours of ICC profiles are converted. Raises PictureError for anything else.
    Takes up to 340 MB; files of strangers are read by `explorer.decode`, which calls this in a process of its own.
    """
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
                small = to_srgb(centre(plain(image, profile), extent or image.size, size), profile)
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
            image = within_limits(JpegImagePlugin.jpeg_factory(file, str(path)))
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


class FirstFrame(WebPImagePlugin.WebPImageFile):
    """A WebP that lets go of libwebp's two canvases before Pillow makes its two copies: that halves the memory."""

    def load_prepare(self) -> None:
        self._decoder = None
        super().load_prepare()


def load(image: Image.Image) -> None:
    """Decode all of it. (verify() would pass a truncated JPEG.)"""
    if isinstance(image, WebPImagePlugin.WebPImageFile):
        image.__class__ = FirstFrame
    image.load()


def plain(image: Image.Image, profile: Profile | None) -> Image.Image:
    """Any Pillow mode -> one that can be resampled: L, RGB, or La, RGBa, whose colours are multiplied by alpha; CMYK
    where a profile says what it means.
    """
    if image.mode.startswith("I"):
        return Image.fromarray(LEVELS[np.clip(np.asarray(image), 0, 2**16 - 1)])
    if image.mode == "F":
        greys = np.nan_to_num(np.asarray(image))
        return Image.fromarray(np.clip(greys * (255 if greys.max() <= 1 else 1), 0, 255).astype(np.uint8))
    if image.mode == "P" and image.palette is None:
        raise PictureError("picture.damaged")  # Pillow passes it, and stumbles later
    if image.mode in ("LA", "RGBA"):
        return image.convert(image.mode[:-1] + "a")
    if image.has_transparency_data:
        return image.convert("RGBA").convert("RGBa")
    if image.mode == "LAB":
        return lab_to_srgb(image)
    kept = ("L", "RGB", "CMYK") if profile and profile.mode == "CMYK" else ("L", "RGB")
    return image if image.mode in kept else image.convert("RGB")


def centre(image: Image.Image, extent: tuple[float, float], size: int) -> Image.Image:
    """The centre square, resized; `extent` is the width and height that are picture, down to parts of a pixel."""
    side = min(extent)
    left, top = (extent[0] - side) / 2, (extent[1] - side) / 2
    box = (left, top, left + side, top + side)
    return image.resize((size, size), Image.Resampling.LANCZOS, box, reducing_gap=GAP)


def upright(image: Image.Image, exif: Image.Exif) -> Image.Image:
    """Turned as its EXIF orientation says. (Pillow's own exif_transpose trips over other, odd EXIF fields.)"""
    turn = TURNS.get(exif.get(ExifTags.Base.Orientation))
    return image if turn is None else image.transpose(turn)


def on_white(image: Image.Image) -> np.ndarray:
    """L, RGB, La or RGBa -> uint8 (H, W, 3), transparency composited on white."""
    if image.mode in ("L", "RGB"):
        return np.asarray(image.convert("RGB"))
    values = np.asarray(image).astype(np.int16)
    colours, alpha = values[..., :-1], values[..., -1:]
    return np.broadcast_to(np.clip(colours + 255 - alpha, 0, 255), (*image.size[::-1], 3)).astype(np.uint8)


def to_grey(pictures: np.ndarray) -> np.ndarray:
    """uint8 (..., 3) -> (..., 1): luma by ITU-R BT.601, as Pillow's mode L."""
    return np.round(pictures @ np.array([0.299, 0.587, 0.114])).astype(np.uint8)[..., None]


def square(picture: np.ndarray, size: int, channels: int) -> np.ndarray:
    """uint8 (H, W, 3) -> (size, size, channels): as a network of that size is shown pictures."""
    resized = np.asarray(ImageOps.fit(Image.fromarray(picture), (size, size), Image.Resampling.LANCZOS))
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
