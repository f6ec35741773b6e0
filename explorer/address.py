"""Where the page is to be served, and why it cannot be served there, in a sentence. No Gradio here."""

import argparse
import errno
import os
import socket

DEFAULT_PORT, MOST_PORT = 7860, 65535
LOOPBACK = "127.0.0.1"
NOT_HERE = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)


def port(text: str) -> int:
    """For argparse."""
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:9]) <= MOST_PORT):
        raise argparse.ArgumentTypeError(f"{text!r} is no port. Choose a number from 1 to {MOST_PORT}.")
    return int(text)


def default_port() -> str:
    """As Gradio's own programs and most hosts of containers say it."""
    return os.environ.get("GRADIO_SERVER_PORT") or os.environ.get("PORT") or str(DEFAULT_PORT)


def host(text: str) -> str:
    """For argparse: an IPv6 address as Gradio wants it, in brackets."""
    return f"[{text}]" if text.count(":") > 1 and "[" not in text else text


def refusal(host: str, port: int) -> str | None:
    """Why nothing can listen there, or None. Gradio also asks for the port on loopback."""
    for name in (host.strip("[]"), LOOPBACK):
        try:
            found = socket.getaddrinfo(name or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        except (socket.gaierror, UnicodeError):
            return f"The address {host} is not known here. {_choices()}"
        errors = [error for family, *_, address in found if (error := _error(family, address))]
        missing = [error for error in errors if error.errno in NOT_HERE]
        if errors and (len(missing) == len(found) or missing != errors):  # a name may stand for IPv6, which is off
            return _sentence(next((error for error in errors if error not in missing), errors[0]), host, port)
    return None


def _error(family: int, address: tuple) -> OSError | None:
    """What the system says to a socket at that address, or None."""
    try:
        with socket.socket(family, socket.SOCK_STREAM) as tried:
            if os.name == "posix":  # on Windows this would share the port with the other program
                tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(address)
    except OSError as error:
        return error
    return None


def _sentence(error: OSError, host: str, port: int) -> str:
    other = port + 1 if 1024 <= port < MOST_PORT else DEFAULT_PORT
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is in use. Stop the other program, or choose another: --port {other}"
    if error.errno in NOT_HERE:
        return f"{host} is not an address of this machine. {_choices()}"
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"This user may not listen on port {port}. Choose another: --port {other}"
    return f"Nothing can listen on {host}, port {port} ({error.strerror or error}). Choose another --host or --port."


def _choices() -> str:
    return f"Use --host {LOOPBACK} for this machine alone, or --host 0.0.0.0 for the network."
