"""Why a file cannot be used as a picture."""

MAX_PIXELS = 25_000_000  # that are decoded
MAX_BYTES = 25_000_000
MAX_FILES, MAX_TOGETHER = 200, 200_000_000  # of one upload: files, bytes
# The keys of the interface's texts, and what these name.
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


class PictureError(ValueError):
    """A file that cannot be used as a picture. `reason` is a key of REFUSALS, `values` what its sentence names;
    `format` is the file's, for the reason "picture.other_format" alone.
    """

    def __init__(self, reason: str, format: str = ""):
        super().__init__(reason)
        self.reason, self.format = reason, format
        self.values = REFUSALS[reason] | ({"format": format} if format else {})
