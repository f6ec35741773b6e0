"""Serves the page: theme, limits, and what the browser may fetch."""

import gradio as gr
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from .build import build
from .components import page_css, page_head
from .components.chart import PLOTLY_JS
from .components.export_bar import VENDOR
from .room import Room
from .text import Text

FONTS = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "sans-serif"]  # no web font: works offline
THEME = gr.themes.Base(
    primary_hue="blue",
    neutral_hue="gray",
    text_size="lg",
    spacing_size="sm",
    radius_size="md",
    font=FONTS,
    font_mono=["ui-monospace", "Consolas", "monospace"],
)


def launch(text: Text, room: Room, host: str, port: int, share: bool, root_path: str | None = None) -> gr.Blocks:
    """Start the server and return; raises OSError when the port is taken.

    `root_path` is the path under which a reverse proxy shows the page; None leaves it to GRADIO_ROOT_PATH.
    """
    gr.set_static_paths([PLOTLY_JS, VENDOR])
    page = build(text, room)
    page.queue(api_open=False, max_size=100, default_concurrency_limit=4)
    page.launch(
        server_name=host,
        server_port=port,
        share=share,
        root_path=root_path,
        prevent_thread_lock=True,
        quiet=True,
        run_history=False,
        enable_monitoring=False,
        ssr_mode=False,
        max_threads=200,  # each chain that is computed or waited for holds one
        max_file_size="10mb",
        footer_links=["settings"],
        theme=THEME,
        css=page_css(),
        head=page_head(),
        app_kwargs={"middleware": [Middleware(GZipMiddleware, minimum_size=2000)]},  # Gradio compresses files only
    )
    return page
