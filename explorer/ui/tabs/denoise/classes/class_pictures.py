"""A picture of each class of the network that ships, in place of its name, where one chooses what to draw."""

import gradio as gr

from .....images import data_uri
from ....components import custom
from ....components.picture_set import DRAWN
from ....pictures import PICTURES, built_in
from ....text import Text
from ....widgets import label_name

SIDE = 64  # pixels


def class_pictures(text: Text) -> gr.HTML:
    """Dresses the choices of the radio buttons with the class dx-labels: see class_pictures.js."""
    pictures = {label_name(text, kind): data_uri(built_in(kind, SIDE)) for kind in PICTURES}
    return custom(__file__, {}, {"source": DRAWN, "pictures": pictures})
