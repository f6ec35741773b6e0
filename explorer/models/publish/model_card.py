"""The README.md that goes with a fine-tuned network: what it is, how to load it, what it is not for. No torch here."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from ..hub.hub import is_hub_id

CARD = """\
---
license: other
library_name: diffusers
pipeline_tag: unconditional-image-generation
tags: [ddpm, diffusion-explorer]{base_model}
---

# {name}

A DDPM that draws pictures of {size}×{size} pixels in {colours}, fine-tuned with Diffusion Explorer.

| | |
|---|---|
| base network | {base} |
| training steps | {steps} |
| pictures | {pictures}; they are not part of this folder |
{rows}
| weights | EMA, float16 safetensors, diffusers' `UNet2DModel` layout |

## Use

With Diffusion Explorer, in its folder:

```python
from explorer.diffusion import Noise, sample
from explorer.images import grid, to_image, to_uint8
from explorer.models.checkpoint import load_checkpoint

checkpoint = load_checkpoint("{where}")
x_T = Noise(range(4)).start(checkpoint.shape)
*_, last = sample(checkpoint.denoiser, checkpoint.schedule, x_T, steps=25{label}, clip=checkpoint.clip)
to_image(grid(list(to_uint8(last.x_s.numpy())), columns=4)).save("samples.png")
```

With diffusers:

```python
import torch
from diffusers import DDPMScheduler, UNet2DModel

unet, scheduler = UNet2DModel.from_pretrained("{where}"), DDPMScheduler.from_pretrained("{where}")
scheduler.set_timesteps(250)
x = torch.randn(4, {channels}, {size}, {size})
with torch.no_grad():
    for t in scheduler.timesteps:
        x = scheduler.step(unet(x, t{class_labels}).sample, t, x).prev_sample  # pictures in [-1, 1]
```

## Licence

None has been chosen yet: `other` stands in the metadata until the owner replaces it. The choice is the owner's, who
knows what the pictures allow; the licence of the base network has its say too.

## What it must not be used for

- Passing off what it draws as real, or as the work of somebody else.
- Pictures of real people without their consent, or meant to deceive, to harass or to demean.
- Decisions about people, or anything where a wrong picture does harm: it is a teaching model.
- Getting at the pictures it was trained on. A network that has seen few pictures may draw some of them again almost
  unchanged, so publish it only if the pictures themselves could be published.
"""


RECIPE = {
    "batch": "pictures in a step",
    "lr": "learning rate",
    "seed": "seed",
    "flip": "pictures mirrored at random",
    "light": "only attention, time and class layers trained",
    "scratch": "weights of the base network left aside, only its shape kept",
}


class Training(NamedTuple):
    """What the card tells of a fine-tuned network.

    base    a Hub id, or what else the base network is called
    steps   those done; `asked` are those that were asked for
    labels  the classes; `label` is the one that the pictures became, or "" if the network has none of them
    recipe  values by the keys of RECIPE
    """

    name: str
    base: str
    steps: int
    asked: int
    pictures: int
    size: int
    channels: int
    labels: tuple[str, ...]
    label: str
    recipe: dict[str, object]


def model_card(training: Training, where: str) -> str:
    """The card as Markdown; `where` is the folder or the Hub id that its examples load."""
    hub_base = is_hub_id(training.base)
    classes = len(training.labels)
    chosen = training.labels.index(training.label) if training.label in training.labels else 0
    return CARD.format(
        name=_plain(training.name),
        base_model=f"\nbase_model: {training.base}" if hub_base else "",
        size=training.size,
        channels=training.channels,
        colours="grey" if training.channels == 1 else "colour",
        base=f"[{training.base}](https://huggingface.co/{training.base})" if hub_base else _plain(training.base),
        steps=training.steps if training.steps >= training.asked else f"{training.steps} of {training.asked}",
        pictures=training.pictures,
        rows="\n".join(_rows(training)),
        where=where,
        label=f", label={chosen}" if classes else "",
        class_labels=f", class_labels=torch.full((4,), {chosen})" if classes else "",
    )


def _rows(training: Training) -> Iterator[str]:
    """Of the table in the card: the classes, and the recipe without what was not done."""
    if training.label:
        yield f"| class of the pictures | {_plain(training.label)} |"
    if training.labels:
        yield f"| all classes, in order | {', '.join(map(_plain, training.labels))} |"
    for key, value in training.recipe.items():
        if value is not False:
            yield f"| {RECIPE[key]} | {'yes' if value is True else value} |"


def _plain(text: str) -> str:
    """On one line, and without a meaning in Markdown, HTML, LaTeX, a table or as an address: users write names as they
    like. Markdown takes a backslash from any mark.
    """
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", " ".join(text.split()))
