"""An opened picture in any of Pillow's modes -> its middle, upright, on white."""

import numpy as np
from PIL import ExifTags, Image, WebPImagePlugin

from .colours import Profile, lab_to_srgb
from .refusals import PictureError

GAP = 4  # what is larger than so many times the wanted size is first averaged, which is quick, down to that
LEVELS = np.round(np.arange(2**16) / 257).astype(np.uint8)  # of 16 bits as 8
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


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


def centre(image: Image.Image, extent: tuple[float, float], size: int, longest: float = 1.0) -> Image.Image:
    """The middle, resized: the short side to `size`, the other one in proportion, at most `longest` times that.

    `extent` is the width and height that are picture, down to parts of a pixel.
    """
    side = min(extent)
    width, height = (int(size * min(edge / side, longest)) for edge in extent)
    # What would be part of a pixel is left out, so that both sides are reduced alike.
    wide, high = (min(edge, side * (pixels / size)) for edge, pixels in zip(extent, (width, height), strict=True))
    left, top = (extent[0] - wide) / 2, (extent[1] - high) / 2
    box = (left, top, left + wide, top + high)
    return image.resize((width, height), Image.Resampling.LANCZOS, box, reducing_gap=GAP)


def upright(image: Image.Image, exif: Image.Exif) -> Image.Image:
    """Turned as its EXIF orientation says. (Pillow's own exif_transpose trips over other, odd EXIF fields.)"""
    turn = TURNS.get(exif.get(ExifTags.Base.Orientation, 1))  # 1: it is upright
    return image if turn is None else image.transpose(turn)


def on_white(image: Image.Image) -> np.ndarray:
    """L, RGB, La or RGBa -> uint8 (H, W, 3), transparency composited on white."""
    if image.mode in ("L", "RGB"):
        return np.asarray(image.convert("RGB"))
    values = np.asarray(image).astype(np.int16)
    colours, alpha = values[..., :-1], values[..., -1:]
    return np.broadcast_to(np.clip(colours + 255 - alpha, 0, 255), (*image.size[::-1], 3)).astype(np.uint8)
