"""Small things that several tabs need from Gradio."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape
from inspect import isgeneratorfunction
from typing import Any

import gradio as gr

from ..toys import KINDS
from .networks import Networks
from .text import Text

# Events are the page's own business: no public endpoint, and no progress animation over the pictures.
PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
# For events whose first inputs are the network and the label: of a link, both come before either counts.
SETTLED = "async (source, label, ...rest) => [...await window.explorer.link.belonging(source, label), ...rest]"
# For events that take numbers: our own checks get them as they are, and None from an empty field. Gradio's own checks
# speak English only, round what the field still shows, and fail on an empty slider.
UNCHECKED = PRIVATE | {"preprocess": False}


def by_name(handler: Callable[..., Any], names: Iterable[str]) -> Callable[..., Any]:
    """For events whose last inputs have these names: the handler gets them as one dict, after the others."""
    names = tuple(names)

    def arranged(inputs: Sequence[Any]) -> tuple[Any, ...]:
        first = len(inputs) - len(names)
        return *inputs[:first], dict(zip(names, inputs[first:], strict=True))

    if isgeneratorfunction(handler):  # Gradio looks, too

        def streaming(*inputs: Any) -> Iterator[Any]:
            yield from handler(*arranged(inputs))

        return streaming
    return lambda *inputs: handler(*arranged(inputs))


def new_seed_button(button: gr.Button, seed: gr.Number) -> None:
    """A press puts a random seed into the field, without the server."""
    button.click(None, None, seed, js="() => Math.floor(Math.random() * 1000000)", **PRIVATE)


def warn(text: Text, sentence: str) -> None:
    """Show a sentence in a toast, which Gradio would read as HTML: there may be anybody's words in it."""
    gr.Warning(escape(sentence, quote=False), title=text["app.warning"])


def refusal(text: Text, sentence: str) -> gr.Error:
    """To be raised where what follows an event must not happen; shown as `warn` shows a sentence of our own."""
    return gr.Error(escape(sentence, quote=False), title=text["app.warning"], print_exception=False)


def label_name(text: Text, label: str) -> str:
    """The name of a class as it is shown: the toys' are translated."""
    return text[f"picture.{label}"] if label in KINDS else label


def network_choices(text: Text, networks: Networks, owner: str) -> list[tuple[str, str]]:
    """(shown, source) of the networks that this owner may choose."""
    own = [(text("denoise.own", name=name), source) for name, source in networks.results(owner)]
    return [*((name, name) for name in (*networks.shipped(), *networks.fetched.of(owner))), *own]


def intro(text: Text, tab: str, *classes: str) -> gr.HTML:
    """The one sentence of a tab, with more on demand."""
    sentence, more = text[f"{tab}.intro"], text[f"{tab}.intro_more"]
    return gr.HTML(
        f"<p>{sentence}</p> <details><summary>{text['intro.more']}</summary><p>{more}</p></details>",
        elem_classes=["dx", "dx-intro", *classes],
        apply_default_css=False,
    )
