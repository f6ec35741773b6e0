"""The app, which notes in a file how often its networks were asked, for benchmarks/students.py.

python -m benchmarks.counted_app FILE [options of app.py]
"""

import struct
import sys
import threading
from pathlib import Path

from explorer.command import main
from explorer.models.network import NetworkDenoiser

NUMBERS = struct.Struct("<QQ")


def count_into(path: Path) -> None:
    """What a network is asked by anyone in this process is counted: all of it goes through NetworkDenoiser.output."""
    output, lock, counts = NetworkDenoiser.output, threading.Lock(), [0, 0]
    file = path.open("r+b", buffering=0)

    def counted(self, x_t, t, label=None):
        with lock:
            counts[0] += 1
            counts[1] += len(x_t)
            file.seek(0)
            file.write(NUMBERS.pack(*counts))
        return output(self, x_t, t, label)

    NetworkDenoiser.output = counted


def asked(path: Path) -> int:
    """For how many pictures networks have been asked so far."""
    return NUMBERS.unpack(path.read_bytes())[1]


if __name__ == "__main__":
    file = Path(sys.argv.pop(1))
    file.write_bytes(NUMBERS.pack(0, 0))
    count_into(file)
    main()
