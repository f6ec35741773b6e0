"""The offers of networks that the page may run by itself, as they come to it: an invisible component, once a page."""

from typing import Any

import gradio as gr

from ..components import custom
from ..owner import hash_of
from ..widgets import PRIVATE
from .offers import Offers


def device(offers: Offers, owner: gr.BrowserState) -> gr.HTML:
    """`offer` fires with a `source` and the number of the request, `ask`, when a tab wants a network: not before. The
    value is then the answer, see Offers.offer, with that number.
    """
    box = custom(__file__, {})

    def offered(key: str, event: gr.EventData) -> Any:
        return offers.offer(event.source, hash_of(key)) | {"ask": event.ask}

    box.offer(offered, owner, box, concurrency_limit=None, trigger_mode="multiple", **PRIVATE)
    return box
