"""Colours as a picture's ICC profile means them -> sRGB, as screens and networks take them."""

import io
from typing import NamedTuple

from PIL import Image, ImageCms

SRGB = ImageCms.createProfile("sRGB")
LAB = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
MODES = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK"}  # of pixels, by a profile's colour space
BROKEN = (ImageCms.PyCMSError, OSError, TypeError, ValueError)


class Profile(NamedTuple):
    """mode: Pillow's, of the pixels that it is about."""

    mode: str
    profile: ImageCms.ImageCmsProfile


def read_profile(data: bytes | None) -> Profile | None:
    """None where there is none, or where it is broken or about other colours than pictures here have."""
    if not data:
        return None
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(data))
        return Profile(MODES[profile.profile.xcolor_space.strip()], profile)
    except (*BROKEN, KeyError):
        return None


def lab_to_srgb(image: Image.Image) -> Image.Image:
    return _converted(image, LAB)


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
            converted = _converted(colours, profile.profile)
        except BROKEN:
            pass  # it could be opened, and cannot be followed
        else:
            if alpha is None:
                return converted
            converted.putalpha(alpha)
            return converted.convert("RGBa")
    return image.convert("RGB") if image.mode == "CMYK" else image


def _converted(image: Image.Image, profile: ImageCms.ImageCmsProfile) -> Image.Image:
    """A new picture in sRGB. Raises what is in BROKEN."""
    converted = ImageCms.profileToProfile(image, profile, SRGB, outputMode="RGB")
    assert converted is not None  # it would be None if the change were in place
    return converted
