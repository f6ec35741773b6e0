"""Which formats are read, how large files may be in each, and what others are called."""

import io
import struct
import wave
import zipfile
import zlib

import numpy as np
import pytest
from PIL import Image

from explorer.decode import decode
from explorer.formats import HEAD, NAMES, other_format
from explorer.images import FORMATS, read_picture
from explorer.refusals import PictureError

from .test_images import QUICKLY, SIZE, SUFFIX, blocks, noise, refusal, saved

# --- a phone's photographs


def smooth(width: int, height: int) -> Image.Image:
    return Image.fromarray(noise(6, 8)).resize((width, height), Image.Resampling.BICUBIC)


@pytest.mark.parametrize("progressive", [False, True])
def test_48_megapixels_of_a_phone_are_decoded_small(tmp_path, progressive):
    picture = smooth(160, 120)
    path = tmp_path / "phone.jpg"
    picture.resize((8064, 6048), Image.Resampling.NEAREST).save(path, quality=50, progressive=progressive)
    (answer,) = decode([path], 32, 3)
    wanted = read_picture(saved(picture.resize((640, 480)), tmp_path / "small.png"), 32)
    assert np.abs(answer.astype(int) - wanted).mean() < 3


def test_200_megapixels_of_a_phone_are_decoded_small(tmp_path):
    path = saved(Image.new("L", (16320, 12240), 90), tmp_path / "phone.jpg", quality=50)
    (answer,) = decode([path], 32, 1)
    assert (answer == 90).all()


def claiming(data: bytes, width: int, height: int) -> bytes:
    """A JPEG whose header says another size."""
    at = max(data.find(b"\xff\xc0"), data.find(b"\xff\xc2"))
    return data[: at + 5] + struct.pack(">HH", height, width) + data[at + 9 :]


@pytest.mark.parametrize(
    ("width", "height", "options"),
    [
        (20000, 12000, {}),  # more than any phone's
        (65000, 700, {}),  # cannot be decoded small: it is narrow
        (700, 65000, {}),
        (12000, 9000, {"progressive": True}),  # its coefficients would take 324 MB, whatever the scale
        (8064, 6300, {"progressive": True, "subsampling": 0}),
    ],
)
def test_a_jpeg_that_would_take_too_much_is_refused_before_it_is_decoded(tmp_path, width, height, options):
    small = saved(Image.fromarray(noise(64, 64)), tmp_path / "small.jpg", **options).read_bytes()
    (tmp_path / "large.jpg").write_bytes(claiming(small, width, height))
    assert refusal(tmp_path / "large.jpg", 256).reason == "picture.too_large"


# --- HEIF


def test_a_heif_gives_its_thumbnail_where_that_is_large_enough(tmp_path, monkeypatch):
    options = {"quality": 90, "thumbnails": [160]} | QUICKLY["HEIF"]
    picture = Image.fromarray(blocks(240, 320, 40))
    path = saved(picture, tmp_path / "photo.heic", **options)
    with Image.open(path) as image:
        assert image.info["thumbnails"]
    plain = read_picture(saved(picture, tmp_path / "photo.png"), SIZE)
    assert np.abs(read_picture(path, SIZE).astype(int) - plain).mean() < 6
    monkeypatch.setattr("explorer.images.MAX_HEIF_PIXELS", 1000)
    larger = read_picture(saved(picture, tmp_path / "photo.png"), 128)
    assert np.abs(read_picture(path, 128).astype(int) - larger).mean() < 12  # from 120 pixels instead of 240


@pytest.mark.parametrize("thumbnails", [[], [64]])
def test_a_large_heif_is_read_by_its_thumbnail_or_refused(tmp_path, thumbnails):
    options = {"thumbnails": thumbnails} | QUICKLY["HEIF"]
    data = bytearray(saved(smooth(256, 256), tmp_path / "photo.heic", **options).read_bytes())
    at = data.find(b"ispe")
    assert struct.unpack_from(">II", data, at + 8) == (256, 256)
    data[at + 8 : at + 16] = struct.pack(">II", 6048, 6048)
    (tmp_path / "photo.heic").write_bytes(data)
    if thumbnails:
        assert read_picture(tmp_path / "photo.heic", SIZE).shape == (SIZE, SIZE, 3)
    else:
        assert refusal(tmp_path / "photo.heic").reason == "picture.too_large"


# --- sizes that a header claims: nothing is decoded


def claim(kind: str, data: bytes, width: int, height: int) -> bytes:
    broken = bytearray(data)
    if kind == "PNG":
        broken[16:24] = struct.pack(">II", width, height)
        broken[29:33] = struct.pack(">I", zlib.crc32(broken[12:29]))
    elif kind in ("AVIF", "HEIF"):
        at = data.find(b"ispe")
        broken[at + 8 : at + 16] = struct.pack(">II", width, height)
    elif kind == "GIF":
        broken[6:10] = struct.pack("<HH", width, height)
    elif kind == "BMP":
        broken[18:26] = struct.pack("<ii", width, height)
    elif kind == "TIFF":
        (start,) = struct.unpack_from("<I", data, 4)
        for number in range(*struct.unpack_from("<H", data, start)):
            at = start + 2 + 12 * number
            (tag,) = struct.unpack_from("<H", data, at)
            if tag in (256, 257):
                broken[at + 2 : at + 12] = struct.pack("<HII", 4, 1, width if tag == 256 else height)
    return bytes(broken)


@pytest.mark.parametrize(("width", "height"), [(5001, 5000), (30000, 30000)])
@pytest.mark.parametrize("kind", ["PNG", "AVIF", "HEIF", "GIF", "BMP", "TIFF"])  # for WebP and JPEG see elsewhere
def test_what_claims_more_than_25_megapixels_is_refused(tmp_path, kind, width, height):
    small = saved(smooth(64, 64), tmp_path / "small", format=kind, **QUICKLY.get(kind, {})).read_bytes()
    (tmp_path / "large").write_bytes(claim(kind, small, width, height))
    unopened = kind == "AVIF" and width == 30000  # libavif itself has a limit
    assert refusal(tmp_path / "large").reason == ("picture.damaged" if unopened else "picture.too_large")


QUICK = ("BMP", "TIFF")
THOROUGH = [pytest.param(kind, marks=pytest.mark.soak) for kind in FORMATS if kind not in QUICK]


@pytest.mark.parametrize("kind", [*QUICK, *THOROUGH])
def test_as_many_pixels_as_may_be_fit_into_the_child(tmp_path, kind):
    side = 3740 if kind == "HEIF" else 4990
    options = {"TIFF": {"compression": "tiff_lzw"}, "WEBP": {"method": 0}} | QUICKLY
    mode = "L" if kind == "BMP" else "RGB"  # of a BMP of colours 25 MB are 8 megapixels
    image = Image.new(mode, (side, side), "white")
    path = saved(image, tmp_path / f"large.{SUFFIX[kind]}", **options.get(kind, {}))
    (answer,) = decode([path], SIZE, 3)
    assert isinstance(answer, np.ndarray), answer


# --- values that are no bytes


def test_numbers_of_scientific_tiffs_become_greys(tmp_path):
    ramp = np.linspace(0, 1, 16, dtype=np.float32)[:, None].repeat(16, 1)
    wanted = (ramp * 255).astype(int)
    for name, values in {
        "0 to 1": ramp,
        "0 to 255": ramp * 255,
        "with gaps": np.where(ramp == 0, np.nan, ramp),
        "16 bits": (ramp * 65535).astype(np.uint16),
        "32 bits": (ramp * 65535).astype(np.int32),
    }.items():
        picture = read_picture(saved(Image.fromarray(values), tmp_path / "numbers.tiff"), SIZE)
        assert np.abs(picture.astype(int) - wanted[..., None]).max() <= 1, name
    beyond = np.array([[-5, 2**31 - 1]], np.int32).repeat(2, 0)
    assert read_picture(saved(Image.fromarray(beyond), tmp_path / "odd.tiff"), 2)[0, :, 0].tolist() == [0, 255]


# --- names of other formats


def of_pillow(kind: str) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(noise(64, 64)).save(buffer, kind)
    return buffer.getvalue()


def of_zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("cat.png", b"x")
    return buffer.getvalue()


def of_wave() -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as sound:
        sound.setparams((1, 2, 8000, 1, "NONE", ""))
        sound.writeframes(bytes(100))
    return buffer.getvalue()


FILES = {
    "PDF": of_pillow("PDF"),
    "EPS": of_pillow("EPS"),
    "JPEG 2000": of_pillow("JPEG2000"),
    "ICO": of_pillow("ICO"),
    "DDS": of_pillow("DDS"),
    "ZIP": of_zip(),
    "WAV": of_wave(),
    "PSD": b"8BPS\0\1" + bytes(50),
    "JPEG XL": b"\0\0\0\x0cJXL \r\n\x87\n" + bytes(50),
    "MP4": b"\0\0\0\x18ftypisom\0\0\2\0isomiso2",
    "MOV": b"\0\0\0\x14ftypqt  \0\0\2\0qt  ",
    "CR3": b"\0\0\0\x18ftypcrx \0\0\0\1crx isom",
    "WebM": b"\x1a\x45\xdf\xa3" + bytes(50),
    "SVG": b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- made by hand -->\n<svg xmlns="http://www.w3.org/2000/svg"/>',
    "HTML": b"\n<!DOCTYPE HTML>\n<html><body>Not found</body></html>",
}


@pytest.mark.parametrize("name", FILES)
def test_another_format_is_named_whatever_the_file_is_called(tmp_path, name):
    (tmp_path / "picture.jpg").write_bytes(FILES[name])
    (answer,) = decode([tmp_path / "picture.jpg"], SIZE, 3)
    assert isinstance(answer, PictureError)
    assert (answer.reason, answer.values) == ("picture.other_format", {"format": name})


def test_no_format_that_is_read_has_another_ones_name():
    for kind in FORMATS:
        buffer = io.BytesIO()
        smooth(64, 64).save(buffer, kind, **QUICKLY.get(kind, {}))
        assert other_format(buffer.getvalue()[:HEAD]) is None
    assert {"PDF", "SVG", "MP4"} < {*NAMES}
