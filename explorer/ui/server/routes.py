"""What a visitor may ask for: what the page and the public endpoints use. Whatever else Gradio serves is not there."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

from gradio.utils import get_upload_folder

from ..components.chart.chart import PLOTLY_JS
from ..device.offers import ADDRESS
from ..page.first.first_screen import first_files
from ..tabs.denoise.export.export_bar import VENDOR
from ..tabs.finetune.examples.example_sets import example_files
from ..text import LANGUAGES
from .api import ENDPOINTS
from .languages import PREFIX

API = "/gradio_api"
MCP = f"{API}/mcp"
FILE = f"{API}/file="
# Scripts of packages, and recordings: their own addresses would show where they lie on the server.
SHIPPED = "/shipped/"
FILES = {path.name: path for path in (PLOTLY_JS, *VENDOR.glob("*.js"), *first_files(), *example_files())}

NAME = r"[\w-]{1,100}"
ENDPOINT = f"(?:{'|'.join(ENDPOINTS)})"
PAGE = r"/|/config/?|/(?:gradio_api/)?theme\.css|/favicon\.ico|/robots\.txt|/manifest\.json|/pwa_icon(?:/\d+)?"
SAID = r"info|openapi\.json|app_id|startup-events|queue/status"
LOOKS = rf"{PAGE}|/(?:assets|static)/.+|{API}/(?:{SAID})/?"
STREAMS = rf"{API}/(?:queue/data|upload_progress|heartbeat/{NAME}|call/(?:v2/)?{ENDPOINT}/{NAME})"
EVENTS = rf"{API}/(?:queue/join|call/(?:v2/)?{ENDPOINT}/?|cancel|reset/?)"
GETS, POSTS = ("GET", "HEAD"), ("POST", "OPTIONS")  # a browser asks by OPTIONS whether it may post from elsewhere
KINDS = {
    "look": (GETS, re.compile(LOOKS)),
    "stream": (("GET",), re.compile(STREAMS)),
    "event": (POSTS, re.compile(EVENTS)),
    "upload": (POSTS, re.compile(rf"{API}/upload")),
    "file": (GETS, re.compile(f"{re.escape(FILE)}.+", re.DOTALL)),
}


class Route(NamedTuple):
    """`kind`: look, stream, event, upload, file, mcp or device. `path`: within the server, as Gradio is to see it; of
    device, what follows its address.
    """

    kind: str
    path: str
    language: str | None = None


def route_of(scope: Mapping[str, Any], mcp: bool) -> Route | None:
    """None for what is not there."""
    prefix, language, path = split(scope["path"])
    if path.startswith(SHIPPED) and scope["method"] in GETS:
        file = FILES.get(path.removeprefix(SHIPPED))
        return Route("look", f"{prefix}{FILE}{file.as_posix()}", language) if file else None
    if path.startswith(ADDRESS) and scope["method"] in GETS:
        return Route("device", path.removeprefix(ADDRESS), language)
    if mcp and not prefix and (path == MCP or path.startswith(f"{MCP}/")):
        return Route("mcp", path)
    for kind, (methods, pattern) in KINDS.items():
        if scope["method"] in methods and pattern.fullmatch(path):
            return None if kind == "file" and not is_kept(path) else Route(kind, scope["path"], language)
    return None


def split(path: str) -> tuple[str, str | None, str]:
    """Such as "/lang/ru/config" -> ("/lang/ru", "ru", "/config"); others -> ("", None, path)."""
    language, slash, rest = path.removeprefix(PREFIX).partition("/")
    if path.startswith(PREFIX) and language in LANGUAGES:
        return f"{PREFIX}{language}", language, slash + rest or "/"
    return "", None, path


def is_kept(path: str) -> bool:
    """Whether a file's address lies in the folder of uploads and answers: no other file, and nothing remote."""
    try:
        file = Path(unquote(path.removeprefix(FILE)))
        return ".." not in file.parts and file.is_relative_to(get_upload_folder())
    except ValueError:
        return False
