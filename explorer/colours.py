"""Colours as a picture's ICC profile means them -> sRGB, as screens and networks take them."""

import io
from typing import NamedTuple

from PIL import Image, ImageCms

SRGB, LAB = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
MODES = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK"}  # of pixels, by a profile's colour space
BROKEN = (ImageCms.PyCMSError, OSError, TypeError, ValueError)


class Profile(NamedTuple):
    """mode: Pillow's, of the pixels that it is about."""

    mode: str
    profile: ImageCms.ImageCmsProfile


def read_profile(data: bytes | None) -> Profile | None:
    """None where there is none, or where it is broken or about other colours than pictures here have."""
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(data))
        return Profile(MODES[profile.profile.xcolor_space.strip()], profile)
    except (*BROKEN, KeyError):
        return None


def lab_to_srgb(image: Image.Image) -> Image.Image:
    return ImageCms.profileToProfile(image, LAB, SRGB, outputMode="RGB")


def to_srgb(image: Image.Image, profile: Profile | None) -> Image.Image:
    """L, RGB or CMYK, or premultiplied La or RGBa -> the same but CMYK; a profile that does not fit is ignored."""
    alpha, colours = None, image
    if image.mode in ("La", "RGBa"):
        straight = image.convert(image.mode[:-1] + "A")
        alpha, colours = straight.getchannel("A"), straight.convert(image.mode[:-1])
    if profile and profile.mode == "RGB" and colours.mode == "L":
        colours = colours.convert("RGB")
    if profile and profile.mode == colours.mode:
        try:
            converted = ImageCms.profileToProfile(colours, profile.profile, SRGB, outputMode="RGB")
        except BROKEN:
            pass  # it could be opened, and cannot be followed
        else:
            if alpha is None:
                return converted
            converted.putalpha(alpha)
            return converted.convert("RGBa")
    return image.convert("RGB") if image.mode == "CMYK" else image
