"""Whether the server in this container answers: python -m explorer.health, its exit status 0 or 1.

The server notes where it listens in the file that EXPLORER_ADDRESS_FILE names, and is asked for something small.
"""

import os
import sys
from contextlib import suppress
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

VARIABLE = "EXPLORER_ADDRESS_FILE"
DEFAULT = "http://127.0.0.1:7860"
SMALL = "/favicon.ico"
TIMEOUT_S = 4.0


def note(host: str, port: int) -> None:
    """By the server, once it listens; without the variable, nobody will ask."""
    if VARIABLE in os.environ:
        here = {"0.0.0.0": "127.0.0.1", "[::]": "[::1]"}.get(host, host)
        with suppress(OSError):  # a disk that cannot be written: then the usual address is asked
            Path(os.environ[VARIABLE]).write_text(f"http://{here}:{port}")


def is_well() -> bool:
    address = DEFAULT
    with suppress(OSError, KeyError):
        address = Path(os.environ[VARIABLE]).read_text()
    try:
        with build_opener(ProxyHandler({})).open(address + SMALL, timeout=TIMEOUT_S) as answer:  # by no proxy
            return answer.status == 200 and bool(answer.read())
    except (OSError, ValueError):
        return False


if __name__ == "__main__":
    sys.exit(not is_well())
