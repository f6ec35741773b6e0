"""A server that only this machine can reach is for this machine's user, not for the web pages in the user's browser.

Any of those may send requests to 127.0.0.1, and with a name of its own that leads there (DNS rebinding) even read the
answers. What a browser sends says who asks: Host is the name in the address bar, Origin the page that a script is of.
"""

import ipaddress
from collections.abc import Mapping
from urllib.parse import urlsplit


def is_loopback(host: str) -> bool:
    """Whether a server that is bound to `host` can be reached from its own machine only."""
    name = host.strip("[]").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def is_from_here(headers: Mapping[str, str]) -> bool:
    """Whether a request to a server on loopback is a page's of its own, or a program's, which sends no Origin."""
    host = headers.get("host", "")
    try:
        if not is_loopback(urlsplit(f"//{host}").hostname or ""):
            return False
        origin = headers.get("origin")
        if origin is not None:
            return urlsplit(origin).netloc.lower() == host.lower()
    except ValueError:
        return False
    elsewhere = headers.get("sec-fetch-site", "none") not in ("none", "same-origin")
    return not elsewhere or headers.get("sec-fetch-mode") == "navigate"  # a link to the page, or a frame around it
