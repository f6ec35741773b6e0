"""The offers of networks that the page may run by itself, as they come to it: an invisible component, once a page."""

from typing import Any

import gradio as gr

from ..components import custom
from ..owner import hash_of
from ..text import Text
from ..widgets import PRIVATE, label_name
from .offers import Offers


def device(text: Text, offers: Offers, owner: gr.BrowserState) -> gr.HTML:
    """`offer` fires with a `source` and the number of the request, `ask`, when a tab wants a network: not before. The
    value is then the answer, see Offers.offer, with that number, and the `names` of its labels in the page's language.
    """
    box = custom(__file__, {})

    def offered(key: str, event: gr.EventData) -> Any:
        offer = offers.offer(event.source, hash_of(key))
        return offer | {"ask": event.ask, "names": [label_name(text, label) for label in offer.get("labels", [])]}

    box.offer(offered, owner, box, concurrency_limit=None, trigger_mode="multiple", **PRIVATE)
    return box
