"""The end of the path: what is left from here to the generators that everybody knows, and where it was published."""

import gradio as gr

from ...components import custom
from ...text import Text

PAPERS = {
    "latent": {"Rombach et al. 2022": "2112.10752"},
    "words": {"Radford et al. 2021": "2103.00020", "Ho, Salimans 2022": "2207.12598"},
    "loop": {"Ho, Jain, Abbeel 2020": "2006.11239", "Song, Meng, Ermon 2021": "2010.02502"},
    "gan": {"Goodfellow et al. 2014": "1406.2661"},
    "vae": {"Kingma, Welling 2014": "1312.6114"},
}
"""Of each part, the papers by their numbers on arXiv."""


def further(text: Text, seen: str) -> gr.HTML:
    parts = [
        {"title": text[f"further.{part}"], "say": text[f"further.{part}_say"], "papers": papers}
        for part, papers in PAPERS.items()
    ]
    texts = {"title": text["further.title"], "intro": text["further.intro"], "seen": seen, "done": text["path.done"]}
    return custom(__file__, texts, parts, classes=["dx-path"])
