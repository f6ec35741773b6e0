"""The formats of files, by their first bytes: those that are read as pictures, and names for others that people try."""

# Pillow's names. It is asked for these one by one: what else it could open is less often used, and less well kept.
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "HEIF", "GIF", "BMP", "TIFF")
HEAD = 512  # bytes that are looked at
BRANDS = {b"qt  ": "MOV", b"crx ": "CR3", b"jxl ": "JPEG XL", b"jp2 ": "JPEG 2000", b"M4A ": "M4A"}  # of "ftyp" boxes
OURS = (b"avif", b"avis", b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1")
# A format's name, and where its files have which bytes.
OTHERS = (
    ("PDF", 0, b"%PDF"),
    ("PSD", 0, b"8BPS"),
    ("EPS", 0, b"%!PS"),
    ("XCF", 0, b"gimp xcf"),
    ("JPEG XL", 0, b"\xff\x0a"),
    ("JPEG XL", 4, b"JXL \r\n\x87\n"),
    ("JPEG 2000", 0, b"\xff\x4f\xff\x51"),
    ("JPEG 2000", 4, b"jP  \r\n\x87\n"),
    ("OpenEXR", 0, b"\x76\x2f\x31\x01"),
    ("HDR", 0, b"#?RADIANCE"),
    ("DDS", 0, b"DDS "),
    ("ICO", 0, b"\0\0\1\0"),
    ("QOI", 0, b"qoif"),
    ("RAF", 0, b"FUJIFILMCCD-RAW"),
    ("AVI", 8, b"AVI LIST"),
    ("WAV", 8, b"WAVEfmt "),
    ("WebM", 0, b"\x1a\x45\xdf\xa3"),
    ("MP3", 0, b"ID3"),
    ("ZIP", 0, b"PK\3\4"),
    ("RAR", 0, b"Rar!\x1a\7"),
    ("7z", 0, b"7z\xbc\xaf\x27\x1c"),
    ("gzip", 0, b"\x1f\x8b\x08"),
)
SIGNS = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"II*\0", b"MM\0*")
MARKUP = ((b"<svg", "SVG"), (b"<!doctype html", "HTML"), (b"<html", "HTML"))
NAMES = sorted({name for name, *_ in OTHERS} | {name for _, name in MARKUP} | {*BRANDS.values(), "MP4"})


def other_format(head: bytes) -> str | None:
    """The name of a format that is not read as a picture, by the first HEAD bytes of a file; None for any other."""
    for name, at, sign in OTHERS:
        if head.startswith(sign, at):
            return name
    if head[4:8] == b"ftyp" and head[8:12] not in OURS:
        return BRANDS.get(head[8:12], "MP4")
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if not text.startswith(b"<"):
        return None
    return next((name for sign, name in MARKUP if sign in text), None)


def is_one_of_ours(head: bytes) -> bool:
    """Whether the first HEAD bytes of a file that cannot be opened are those of a format which can."""
    if head[4:8] == b"ftyp":
        return head[8:12] in OURS
    return head.startswith(SIGNS) or (head.startswith(b"RIFF") and head[8:12] == b"WEBP")


def webp_pixels(head: bytes) -> int:
    """Width times height by the first chunk of a WebP, 0 for other files: libwebp allocates them all upon opening."""
    if head[:4] != b"RIFF" or head[8:12] != b"WEBP" or len(head) < 30:
        return 0
    if head[12:16] == b"VP8X":
        return (1 + int.from_bytes(head[24:27], "little")) * (1 + int.from_bytes(head[27:30], "little"))
    if head[12:16] == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return (1 + (bits & 0x3FFF)) * (1 + (bits >> 14 & 0x3FFF))
    width, height = (int.from_bytes(head[at : at + 2], "little") for at in (26, 28))
    return (width & 0x3FFF) * (height & 0x3FFF)
