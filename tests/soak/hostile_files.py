"""Files as an attacker or a broken disk would make them: pictures of all kinds, damaged in all ways, and bombs."""

import io
import random
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms, PngImagePlugin

from explorer.images import prepare_pillow

prepare_pillow()  # its formats are Pillow's from here on

SIZES = (0, 1, 2, 7, 255, 256, 4096, 5000, 5001, 16383, 16384, 65535, 2**24 - 1, 2**31 - 1, 2**32 - 1)
MOST = 25_500_000  # bytes that a repetition adds: what is larger still is refused the same way
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
HASTY = {"enc_params": {"preset": "ultrafast"}}
Damage = Callable[[bytes, random.Random], bytes]


# --- whole pictures, each with the canary in its metadata and behind its end


def whole_pictures(canary: bytes) -> list[bytes]:
    """220 small files: every kind, many modes and options."""
    exif = Image.Exif()
    exif[0x010E] = canary.decode()  # ImageDescription
    exif[0x0112] = 6
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", canary.decode())
    text.add_text("Packed", canary.decode() * 20, zip=True)
    png = {"kind": "PNG", "exif": exif, "pnginfo": text}
    files = []
    for number, (height, width) in enumerate([(1, 1), (16, 16), (31, 50), (120, 90), (300, 200)]):
        pixels = np.random.default_rng(number).integers(0, 256, (height, width, 4), dtype=np.uint8)
        pixels = pixels // 16 * 16 if number % 2 else pixels
        rgba = Image.fromarray(pixels)
        grey, rgb, palette = (rgba.convert(mode) for mode in ("L", "RGB", "P"))
        frames = {"save_all": True, "append_images": [rgba.rotate(90)] * 2}
        files += [encoded(rgba.convert(mode), **png) for mode in ("1", "L", "LA", "P", "RGB", "RGBA")]
        files += [
            encoded(Image.fromarray(pixels[..., 0].astype(np.uint16) * 250), **png),
            encoded(palette, **png, transparency=bytes(range(0, 250, 10))),
            encoded(rgb, **png, transparency=(0, 0, 0)),
            encoded(rgba, **png, **frames),
        ]
        files += [
            encoded(image, "JPEG", exif=exif, comment=canary, **options)
            for image in (grey, rgb, rgba.convert("CMYK"))
            for options in ({}, {"progressive": True, "subsampling": 0}, {"restart_marker_blocks": 1})
        ]
        files += [
            encoded(rgba, "WEBP", exif=exif, **options)
            for options in ({}, {"lossless": True}, frames, frames | {"lossless": True})
        ]
        files.append(encoded(rgb, "WEBP", exif=exif, method=0))
        # What follows is written without the canary where the format has no place for it but behind its end.
        written = exif.tobytes()
        files += [encoded(grey, "AVIF", exif=written, speed=10), encoded(rgba, "AVIF", speed=10, **frames)]
        files += [encoded(rgb, "AVIF", exif=written, speed=10, quality=100, subsampling="4:4:4", icc_profile=PROFILE)]
        files += [encoded(image, "HEIF", exif=written, **HASTY) for image in (grey, rgb)]
        files += [encoded(rgba, "HEIF", exif=written, thumbnails=[16], **frames, **HASTY)]
        files += [encoded(image, "GIF", comment=canary) for image in (grey, palette)]
        files += [encoded(palette, "GIF", transparency=3, interlace=1, **frames)]
        files += [encoded(rgba.convert(mode), "BMP") for mode in ("1", "L", "P", "RGB")]
        files += [encoded(image, "TIFF", exif=exif) for image in (grey, palette, rgba, rgb.convert("CMYK"))]
        files += [encoded(rgb, "TIFF", compression=packed) for packed in ("tiff_lzw", "jpeg", "tiff_adobe_deflate")]
    return [file + canary for file in files]


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


# --- damage


def cut(data: bytes, dice: random.Random) -> bytes:
    return data[: dice.randrange(len(data))]


def flip(data: bytes, dice: random.Random) -> bytes:
    broken = bytearray(data)
    for _ in range(dice.choice([1, 1, 3, 10, 100])):
        broken[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    return bytes(broken)


def insert(data: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(data))
    return data[:at] + dice.randbytes(dice.choice([1, 2, 4, 100, 5000])) + data[at:]


def drop(data: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(data))
    return data[:at] + data[at + dice.choice([1, 2, 4, 100]) :]


def repeat(data: bytes, dice: random.Random) -> bytes:
    start, end = sorted(dice.randrange(len(data)) for _ in range(2))
    return data[:end] + (data[start:end] * dice.choice([1, 2, 50]))[:MOST] + data[end:]


def overwrite(data: bytes, dice: random.Random) -> bytes:
    """Numbers that matter, somewhere near the front, where the headers are."""
    broken, value = bytearray(data), dice.choice(SIZES) % 2**32
    at, kind = dice.randrange(min(len(data), 200)), dice.choice(["<I", ">I", "<H", ">H", "B"])
    number = struct.pack(kind, value % 256 ** struct.calcsize(kind))
    broken[at : at + len(number)] = number
    return bytes(broken)


def lie(data: bytes, dice: random.Random) -> bytes:
    """The header's size, depth or mode is another; where it has a checksum, that is right."""
    if len(data) < 40:
        return data
    broken = bytearray(data)
    width, height = dice.choice(SIZES), dice.choice(SIZES)
    if data[:4] == b"\x89PNG":
        depth, colour, interlace = dice.choice([1, 2, 4, 8, 16, 99]), dice.choice([0, 2, 3, 4, 6, 7]), dice.randrange(3)
        size, kind = struct.unpack(">II", data[16:24]), data[24:29]
        size, kind = dice.choice([((width, height), kind), (size, (depth, colour, 0, 0, interlace))])
        broken[16:29] = struct.pack(">IIBBBBB", *size, *kind)
        broken[29:33] = struct.pack(">I", zlib.crc32(broken[12:29]))
    elif data[:2] == b"\xff\xd8":
        at = max(data.find(b"\xff\xc0", 0, -12), data.find(b"\xff\xc2", 0, -12), 2)
        precision, components = dice.choice([8, 8, 12]), dice.choice([data[at + 9], 1, 2, 3, 4])
        broken[at + 4 : at + 10] = struct.pack(">BHHB", precision, height % 2**16, width % 2**16, components)
        broken[at + 11] = dice.choice([data[at + 11], 0x11, 0x41, 0x44, 0x14])  # sampling
    elif data[4:8] == b"ftyp":
        for at in offsets(data, b"ispe"):
            broken[at + 8 : at + 16] = struct.pack(">II", width, height)
    elif data[:4] == b"GIF8":
        broken[6:10] = struct.pack("<HH", width % 2**16, height % 2**16)
    elif data[:2] == b"BM":
        depth, packing = dice.choice([1, 4, 8, 16, 24, 32]), dice.choice([0, 0, 1, 2, 3])
        broken[18:34] = struct.pack("<IIHHI", width, height, 1, depth, packing)
    elif data[:4] == b"II*\0":
        (start,) = struct.unpack_from("<I", data, 4)
        for at in range(start + 2, min(start + 2 + 12 * 20, len(data) - 12), 12):  # the first fields
            if dice.random() < 0.2:
                broken[at + 8 : at + 12] = struct.pack("<I", width % 2**32)
    elif data[12:16] == b"VP8X":
        broken[24:30] = (width % 2**24).to_bytes(3, "little") + (height % 2**24).to_bytes(3, "little")
    else:
        broken[21:30] = dice.randbytes(9)
    return bytes(broken)


def offsets(data: bytes, sign: bytes) -> Iterator[int]:
    at = data.find(sign, 0, -16)
    while at >= 0:
        yield at
        at = data.find(sign, at + 4, -16)


def untouched(data: bytes, dice: random.Random) -> bytes:
    return data


DAMAGES: tuple[Damage, ...] = (cut, flip, insert, drop, repeat, overwrite, lie, untouched)


# --- bombs


def png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_bomb(width: int, height: int, depth: int, colour: int, *chunks: bytes, interlace: int = 0) -> bytes:
    """All zeros."""
    values = {0: 1, 2: 3, 4: 2, 6: 4}[colour]
    packer, row = zlib.compressobj(1), bytes(1 + -(-width * depth * values // 8))
    rows = height + height * interlace // 64  # interlacing adds some bytes; those too many mean nothing
    data = b"".join(packer.compress(row) for _ in range(rows)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlace)
    parts = png_chunk(b"IHDR", header), *chunks, png_chunk(b"IDAT", data), png_chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def text_bomb() -> bytes:
    """Sixty compressed texts of a megabyte each, which Pillow unpacks."""
    packed = zlib.compress(bytes(2**20 - 100))
    texts = (png_chunk(b"zTXt", f"k{number}".encode() + b"\0\0" + packed) for number in range(60))
    return png_bomb(8, 8, 8, 2, *texts)


def scan_bomb(scans: int) -> bytes:
    """A progressive JPEG of 25 megapixels whose last scan comes again and again."""
    image = Image.fromarray(np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8))
    data = bytearray(encoded(image, "JPEG", progressive=True, subsampling=0))
    at = data.find(b"\xff\xc2")
    data[at + 5 : at + 9] = struct.pack(">HH", 5000, 5000)
    last = bytes(data[data.rfind(b"\xff\xda") : -2])
    return bytes(data[:-2]) + last * scans + b"\xff\xd9"


def tiff_bomb(width: int, height: int, packing: int, strip: bytes, **fields: int) -> bytes:
    """One strip of a grey TIFF, whatever it unpacks to."""
    tags = {256: width, 257: height, 258: 8, 259: packing, 262: 1, 273: 8, 277: 1, 278: height, 279: len(strip)}
    tags |= {int(name[1:]): value for name, value in fields.items()}
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in sorted(tags.items()))
    head = b"II*\0" + struct.pack("<I", 8 + len(strip))
    return head + strip + struct.pack("<H", len(tags)) + entries + bytes(4)


def claiming(data: bytes, width: int, height: int) -> bytes:
    """An AVIF or HEIF, or a JPEG, that says another size."""
    broken = bytearray(data)
    for at in offsets(data, b"ispe"):
        broken[at + 8 : at + 16] = struct.pack(">II", width, height)
    at = max(data.find(b"\xff\xc0"), data.find(b"\xff\xc2"))
    if data.startswith(b"\xff\xd8") and at > 0:
        broken[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(broken)


def bombs() -> list[bytes]:
    """Making them takes much memory: a process that is measured asks another one, by `write_bombs`."""
    noisy = Image.fromarray(np.random.default_rng(1).integers(0, 256, (50, 50, 4), dtype=np.uint8))
    return [
        png_bomb(12000, 12000, 1, 0),
        png_bomb(5001, 5000, 1, 0),
        png_bomb(5000, 5000, 8, 6),  # as large as may be
        png_bomb(5000, 5000, 8, 6, interlace=1),
        png_bomb(5000, 5000, 16, 4),
        png_bomb(5000, 5000, 16, 0),
        png_bomb(5000, 5000, 8, 2, png_chunk(b"tRNS", bytes(6))),
        png_bomb(2**24, 1, 8, 2),
        png_bomb(1, 2**24, 8, 2),
        png_bomb(8, 8, 8, 2, png_chunk(b"iCCP", b"k\0\0" + zlib.compress(bytes(50_000_000)))),
        text_bomb(),
        scan_bomb(20),
        scan_bomb(5000),
        encoded(Image.new("RGBA", (5000, 5000), (9, 9, 9, 9)), "WEBP", lossless=True, method=0),
        encoded(noisy.resize((5000, 5000)), "WEBP", quality=1, method=0),
        encoded(noisy.convert("CMYK").resize((5000, 5000)), "JPEG", quality=5, progressive=True, subsampling=0),
        encoded(noisy.convert("RGB").resize((8064, 6048)), "JPEG", quality=5, progressive=True),
        encoded(noisy.convert("L").resize((16320, 12240)), "JPEG", quality=5),
        claiming(encoded(noisy.convert("RGB"), "JPEG", progressive=True, subsampling=0), 12000, 12000),
        encoded(noisy.resize((5000, 5000)), "AVIF", quality=1, speed=10),
        encoded(noisy.convert("RGB").resize((3700, 3700)), "HEIF", quality=1, **HASTY),
        *(claiming(encoded(noisy, "AVIF", speed=10), side, side) for side in (4990, 16000, 2**31 - 1)),
        *(claiming(encoded(noisy, "HEIF", **HASTY), side, side) for side in (4990, 16000, 2**31 - 1)),
        encoded(Image.new("P", (5000, 5000)), "GIF"),
        encoded(Image.new("P", (1, 1)), "GIF").replace(struct.pack("<HH", 1, 1), struct.pack("<HH", 65535, 65535)),
        tiff_bomb(5000, 5000, 8, zlib.compress(bytes(25_000_000))),
        tiff_bomb(5000, 5000, 8, zlib.compress(bytes(25_000_000)), t278=1),
        tiff_bomb(5000, 5000, 5, b"\x80" * 100, t279=2**31 - 1),
        tiff_bomb(16, 16, 8, zlib.compress(bytes(400_000_000)), t278=2**31 - 1),
        tiff_bomb(16, 16, 1, bytes(256), t322=60000, t323=60000, t324=8, t325=256),
    ]


def write_bombs(folder: Path) -> None:
    for number, bomb in enumerate(bombs()):
        (folder / f"{number:02}").write_bytes(bomb)


def hostile_files(count: int, canary: bytes, bombs: list[bytes], seed: int = 0) -> Iterator[bytes]:
    """`count` files, the same ones for the same seed; one in a hundred is a bomb, whole or damaged."""
    dice, wholes = random.Random(seed), whole_pictures(canary)
    for _ in range(count):
        is_bomb = dice.random() < 0.01
        data = dice.choice(bombs if is_bomb else wholes)
        for _ in range(dice.choice([0, 1] if is_bomb else [1, 1, 1, 2, 3])):
            data = dice.choice(DAMAGES)(data, dice) or b"\0"
        yield data
