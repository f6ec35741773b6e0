"""Who asks: the address that a request comes from. What is shared out by visitor goes by it: it cannot be made up.

The server (uvicorn) has put it into the request's scope, and there believes the header X-Forwarded-For of the proxies
that `trust` names, and of nobody else; left to itself it would believe every program on this machine.
"""

import hashlib
import ipaddress
import os
import secrets
import time
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from typing import Any

# Nothing but a Space's own proxy reaches it, from one of these; who asks is the last address that is none of them.
SPACES_PROXY = ("10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1", "fc00::/7")
TUNNEL = ("127.0.0.1",)  # where Gradio's tunnel for a public link ends
asking: ContextVar[str] = ContextVar("asking", default="")  # for whom the event is that is being handled
arrived: ContextVar[float] = ContextVar("arrived", default=0.0)  # when it came, s
SECRET = secrets.token_bytes(16)
HOME_BITS = 64  # of an IPv6 address say whose it is; the others are free to whoever has it


def trust(proxies: Iterable[str]) -> None:
    """Before the server starts: the addresses or networks whose X-Forwarded-For it believes; none: it ignores it."""
    os.environ["FORWARDED_ALLOW_IPS"] = ",".join(proxies)


def client_of(request: Any) -> str:
    """Who asks, of a Starlette or Gradio request or an ASGI scope: an IPv4 address, an IPv6 network, or "" if unknown.

    Only what `trust` was called for is believed; that must be done before the server starts.
    """
    peer = request["client"] if isinstance(request, Mapping) else request.client
    if not peer:
        return ""
    try:
        address = ipaddress.ip_address(peer[0].partition("%")[0])
    except ValueError:
        return peer[0][:64]  # a trusted proxy's word for somebody
    if isinstance(address, ipaddress.IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped or ipaddress.ip_network((address, HOME_BITS), strict=False))
    return str(address)


def arrival() -> float:
    """When the event came that is being handled, or this moment outside of one; s of time.monotonic."""
    return arrived.get() or time.monotonic()


def pseudonym(client: str) -> str:
    """What may be written down: the same for a client as long as this server runs, and no way back; "" for ""."""
    return hashlib.blake2b(client.encode(), key=SECRET, digest_size=8).hexdigest() if client else ""


def network(text: str) -> str:
    """An address or network that somebody typed, as `trust` takes it; raises ValueError for anything else."""
    return str(ipaddress.ip_network(text)) if "/" in text else str(ipaddress.ip_address(text))
