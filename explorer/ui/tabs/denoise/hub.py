"""Networks from the Hugging Face Hub, as a folded part of the Denoise tab."""

import threading
from collections.abc import Iterator
from functools import partial
from typing import Any

import gradio as gr

from ....models.hub.hub import PRESETS, Preset
from ...components.line import line
from ...networks import Networks
from ...owner import hash_of
from ...text import Text
from ...widgets import PRIVATE, network_choices

SHOWN_EVERY_S = 0.2
LARGE = 256  # pixels a side from which on a step takes a CPU seconds


def build(text: Text, networks: Networks, owner: gr.BrowserState, model: gr.Dropdown) -> None:
    """A list of well-known networks and a free field; what has been fetched is then chosen in `model`, and can be
    removed while it is.
    """
    with gr.Accordion(text["hub.title"], open=False):
        source = gr.Dropdown(
            presets(text),
            value=None,
            allow_custom_value=True,
            label=text["hub.source"],
            info=text["hub.info"],
            elem_id="hub-source",
        )
        with gr.Row():
            fetch = gr.Button(text["hub.fetch"], size="sm", min_width=100, elem_id="hub-fetch")
            cancel = gr.Button(text["hub.cancel"], size="sm", min_width=80)
            away = gr.Button(text["hub.remove"], size="sm", min_width=80, elem_id="hub-remove")
        said = line(classes="dx-quiet dx-hub dx-live")
    download = fetch.click(
        partial(get, text, networks),
        [owner, source],
        [said, model],
        concurrency_limit=2,
        concurrency_id="hub",
        **PRIVATE,
    )
    cancel.click(partial(cancelled, text), None, said, cancels=download, **PRIVATE)
    away.click(partial(remove, text, networks), [owner, model], [said, model], **PRIVATE)


def presets(text: Text) -> list[tuple[str, str]]:
    """(shown, Hub id): what each network draws, how large it is, and what to know before one downloads it."""
    return [(shown(text, name, preset), name) for name, preset in PRESETS.items()]


def shown(text: Text, name: str, preset: Preset) -> str:
    size, kind = preset.pixels, text[f"hub.{preset.shows}"]
    said = [text("hub.preset", name=name, shows=kind, size=size, megabytes=preset.megabytes)]
    said += [text["hub.needs_gpu"]] * (size >= LARGE) + [".bin"] * preset.pickled
    return ", ".join(said)


def get(text: Text, networks: Networks, key: str, source: str | None) -> Iterator[tuple[Any, Any]]:
    """Fetch a network and report how far it is; then choose it. Whoever stops iterating stops the download."""
    source = source.strip() if isinstance(source, str) else ""
    if not source:
        yield text["hub.none"], gr.skip()
        return
    owner = hash_of(key)
    if not owner:
        yield text["denoise.bad_setting"], gr.skip()
        return
    stop, progress = threading.Event(), [0, 0]
    result: list[ValueError | None] = []  # None: it went well

    def work() -> None:
        def note(done: int, total: int) -> None:
            progress[:] = done, total

        try:
            networks.fetched.fetch(owner, source, note, stop.is_set)
            result.append(None)
        except ValueError as error:
            result.append(error)

    thread = threading.Thread(target=work, name="hub download", daemon=True)
    thread.start()
    try:
        while thread.is_alive():
            done, total = progress
            key_of = "hub.progress" if total else "hub.fetching"
            yield text(key_of, name=source, done=done / 1e6, total=total / 1e6), gr.skip()
            thread.join(SHOWN_EVERY_S)
    finally:
        stop.set()
    outcome = result[0] if result else RuntimeError()
    if isinstance(outcome, Exception):
        yield f"⚠ {text.error(outcome) if isinstance(outcome, ValueError) else text['hub.failed']}", gr.skip()
        return
    yield text("hub.ready", name=source), gr.Dropdown(network_choices(text, networks, owner), value=source)


def remove(text: Text, networks: Networks, key: str, source: str) -> tuple[Any, Any]:
    """Take the chosen network out of its owner's list; then the usual one is chosen."""
    owner = hash_of(key)
    if not networks.fetched.remove(owner, source):
        return text["hub.not_own"], gr.skip()
    return text("hub.removed", name=source), gr.Dropdown(network_choices(text, networks, owner), value=networks.default)


def cancelled(text: Text) -> str:
    return text["hub.cancelled"]
