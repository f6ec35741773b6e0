"""Serves the page: theme, limits, and what the browser may fetch."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.routes import App
from gradio.utils import get_upload_folder
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Mount

from ...refusals import MAX_BYTES
from ..build import build
from ..chains.service import ChainService
from ..page.assets import page_css, page_head
from ..text import LANGUAGES, load_text
from . import api, uploads
from .gate import Gate, Rules
from .headers import SecurityHeaders
from .hosts import is_loopback
from .languages import PREFIX, Languages, Others, gradios_own, language_head, toast_titles
from .limits import Limits
from .page_queue import PageQueue
from .page_states import PageStates
from .routes import FILES
from .temporary import is_full

JAPANESE = ["Hiragino Sans", "Yu Gothic UI", "Noto Sans CJK JP"]  # before a Chinese font is taken for kanji
# No web font: works offline.
FONTS = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", *JAPANESE, "sans-serif"]
MOST_PAGES = 200  # whose state is kept, a third of a megabyte each; beyond, the page idle longest begins anew
MOST_THREADS = 200  # each chain that is computed or waited for holds one
MOST_AT_ONCE = 4  # events for one function, unless it says so itself
THEME = gr.themes.Base(
    primary_hue="blue",
    neutral_hue="gray",
    text_size="lg",
    spacing_size="sm",
    radius_size="md",
    font=FONTS,
    font_mono=["ui-monospace", "Consolas", "monospace"],
)


def launch(
    language: str | None,
    chains: ChainService,
    host: str,
    port: int,
    share: bool,
    root_path: str | None = None,
    mcp: bool = False,
    classroom: bool = False,
    proxied: bool = False,
) -> gr.Blocks:
    """Start the server, say where it is, and return; raises OSError when the port is taken.

    `language` is that of the page at /; None: English, and for browsers that prefer another one of ours, that one.
    `root_path` is the path under which a reverse proxy shows the page; None leaves it to GRADIO_ROOT_PATH.
    `mcp` also serves the endpoints of api.py as tools, which needs Gradio's extra of that name.
    `classroom`: many visitors come from one address, so what is shared out by visitor goes by page.
    `proxied` says that others reach a server on loopback, too, by a proxy on this machine.
    """
    gr.set_static_paths([*FILES.values()])
    uploads.install()
    own_machine = is_loopback(host) and not (proxied or share)
    main, root = language or "en", (root_path or os.environ.get("GRADIO_ROOT_PATH", "")).rstrip("/")
    page = prepared(main, chains, classroom)
    with page:
        api.build(load_text(main), chains)
    others = Others([other for other in LANGUAGES if other != main])

    @asynccontextmanager
    async def lifespan(app: App) -> AsyncIterator[None]:
        share_out_by_visitor(app)
        async with others.lifespan(app):
            yield

    rules = Rules(
        main,
        Limits().lifted() if own_machine or classroom else Limits(),
        own_machine,
        mcp,
        partial(is_full, Path(get_upload_folder())),
        root,
        chains.offers.served,
    )
    page.launch(
        server_name=host,
        server_port=port,
        share=share,
        root_path=root_path,
        prevent_thread_lock=True,
        quiet=True,
        mcp_server=mcp,
        state_session_capacity=MOST_PAGES,
        max_threads=MOST_THREADS,
        footer_links=["api"],
        _frontend=False,  # or it gives up where a busy machine takes more than three seconds for the first page
        app_kwargs={
            "middleware": [
                Middleware(GZipMiddleware, minimum_size=2000, compresslevel=5),  # Gradio compresses files only
                Middleware(SecurityHeaders, [looks(each)["head"] for each in LANGUAGES]),
                Middleware(Gate, rules),
                Middleware(Languages, main, others, language is None),
            ],
            "lifespan": lifespan,
        },
        **looks(main),
    )
    page.share = False  # it is shared, but Gradio would have its scripts fetched from a host of Gradio's
    print(f"Diffusion Explorer is at {page.local_url}  (Ctrl+C stops it)", flush=True)
    opened = {other: mounted(other, chains, f"{root}{PREFIX}{other}", classroom) for other in others.names}
    for each in opened.values():
        each.get_blocks().server = page.server  # on ZeroGPU, `spaces` asks a page for it to know its connections
    others.open(opened)
    return page


def looks(language: str) -> dict[str, Any]:
    """What a page of any language is served with."""
    text = load_text(language)
    return {
        "run_history": False,
        "enable_monitoring": False,
        "ssr_mode": False,
        "max_file_size": MAX_BYTES,
        "i18n": gradios_own(text),
        "theme": THEME,
        "css": page_css(),
        "head": language_head(language) + toast_titles(text) + page_head(),
    }


def prepared(language: str, chains: ChainService, classroom: bool) -> gr.Blocks:
    text = load_text(language)
    page = build(text, chains)
    page.max_threads, page.state_session_capacity = MOST_THREADS, MOST_PAGES
    page.queue(api_open=False)
    page._queue = PageQueue(page, text, classroom, MOST_AT_ONCE)
    page._queue.sleep_when_free = 0.01  # instead of looking for events 1000 times a second, which takes 3 % of a core
    return page


def mounted(language: str, chains: ChainService, root_path: str, classroom: bool) -> App:
    """The page of another language, for `Languages` to hand requests to."""
    parent = gr.mount_gradio_app(
        App(), prepared(language, chains, classroom), "/page", root_path=root_path, footer_links=[], mcp_server=False,
        **looks(language),
    )  # fmt: skip
    mounts = [route for route in parent.routes if isinstance(route, Mount)]
    (app,) = (mount.app for mount in mounts if isinstance(mount.app, App))
    share_out_by_visitor(app)
    return app


def share_out_by_visitor(app: App) -> None:
    """Before anybody asks: what is kept of the pages is kept by visitor."""
    app.state_holder = PageStates()
    app.state_holder.set_blocks(app.get_blocks())
