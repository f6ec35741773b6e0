"""What a chain is called, and Python that makes its final picture again with this package."""

import math
import re
from dataclasses import asdict
from typing import Any, NamedTuple

from ... import diffusion
from ..constants import ROW
from ..pictures import PICTURES
from ..schedule_fields import schedule_code
from ..text import Text
from ..widgets import label_name
from .request import Request

# As beginning() in chain.py
BEGIN = {
    "noise": """noise = Noise(range({seed}, {end}))
x, t = noise.start(checkpoint.shape), schedule.T""",
    "fan": """noise = Noise(range({seed}, {end}))
x, t = Noise([{seed}] * {row}).start(checkpoint.shape), schedule.T""",
    "between": """noise = Noise([{seed}] * {row})
a, b = (Noise([seed]).start(checkpoint.shape) for seed in ({seed}, {other}))
x, t = torch.cat([slerp(a, b, k / ({row} - 1)) for k in range({row})]), schedule.T""",
    "picture": """noise = Noise(range({seed}, {end}))
x, t = marginal(schedule, x_0, {t}).sample(noise.start(checkpoint.shape)), {t}""",
    "again": """noise = Noise([{seed}])
*_, end = encode(denoiser, schedule, x_0, steps={steps}, label={label}, guidance={guidance})
x, t = end.x_s, schedule.T""",
}
PICTURE = """picture = square({picture}, checkpoint.shape[1], checkpoint.shape[0])
x_0 = torch.from_numpy(to_float(picture[None]))"""
FRAME = """

checkpoint = load_checkpoint({source!r})
{schedule}
{begin}
*_, last = sample(denoiser, schedule, x, start=t, steps={chain_steps}, rule={rule}, clip={clip},
                  label={label}, guidance={guidance}, noise=noise)
to_image(grid(list(to_uint8(last.x_s.numpy())), columns={columns})).save({file!r})
"""
HOMES = {
    "explorer.diffusion": diffusion.__all__,
    "explorer.images": ("grid", "read_picture", "square", "to_float", "to_image", "to_uint8"),
    "explorer.models.checkpoint": ("load_checkpoint",),
    "explorer.toys": ("toy",),
}
HEAD = """# Draws {file}.png again. Run it in the folder of Diffusion Explorer, or with it installed by pip:
#     .venv/bin/python PATH/TO/{file}.py
import sys

sys.path.insert(0, "")  # wherever this file is, the package is found in that folder
"""
NAMED = 5  # times, at most, of those at which Euler's step is taken


class Facts(NamedTuple):
    """What the request of a chain does not say: the names of network and label; the rest as `sample` has it, and the
    times at which Heun's method takes Euler's step before its last one.
    """

    name: str
    label: str | None
    steps: int
    t: int
    clip: float
    euler: tuple[int, ...] = ()


class About(NamedTuple):
    """caption: for frames; name: for files; script: Python."""

    caption: str
    name: str
    script: str


def about(text: Text, request: Request, facts: Facts) -> About:
    start, walk = request
    name, label, chain_steps, t, clip, _ = facts
    kind = start.kind
    rule = f"ddim({walk.eta})" if walk.sampler == "ddim" and walk.eta else repr(walk.sampler)
    words = [
        name,
        label and label_name(text, label),
        re.split(r" ?[(（]", text[f"denoise.sampler.{walk.sampler}"])[0],
        f"η = {walk.eta:g}" if walk.eta else None,
        text["denoise.one_step"] if chain_steps == 1 else text("denoise.so_many_steps", count=chain_steps),
        f"w = {walk.guidance:g}" if label and walk.guidance != 1 else None,
        None if walk.clip == "trained" else f"{text['denoise.clip']}: {text[f'denoise.clip.{walk.clip}']}",
        f"{text[f'kind.{walk.schedule.kind}']}, T = {walk.schedule.T}" if walk.schedule else None,
        *beginning_words(text, request, t),
    ]
    parts = [name, label, None if kind == "noise" else kind, f"seed{start.seed}"]
    file = re.sub(r"\W+", "-", "-".join(part for part in parts if part)).strip("-")
    count = request.pictures()
    values = {**asdict(start), "guidance": walk.guidance, "end": start.seed + count, "row": ROW, "t": t}
    values["steps"] = min(walk.steps, t)
    begin = BEGIN[kind].format(**values)
    if kind in ("picture", "again"):
        drawn = 'read_picture("mine.png", 256)'
        if isinstance(start.picture, str):
            drawn = f'toy({PICTURES[start.picture]}, "{start.picture}", 256)'
        begin = f"{PICTURE.format(picture=drawn)}\n{begin}"
    schedule = "schedule, denoiser = checkpoint.schedule, checkpoint.denoiser"
    if walk.schedule:
        schedule = f"{schedule_code(walk.schedule)}\ndenoiser = checkpoint.denoiser.under(schedule)"
    code = FRAME.format(
        source=name if walk.source.startswith("job:") else walk.source,  # a job's result is downloaded as a folder
        schedule=schedule,
        begin=begin,
        chain_steps=chain_steps,
        rule=rule,
        clip=clip,
        label=start.label,
        guidance=walk.guidance,
        columns=math.ceil(math.sqrt(count)),
        file=f"{file}.png",
    )
    return About(" · ".join(word for word in words if word), file, HEAD.format(file=file) + imports_of(code) + code)


def note(text: Text, packet: dict[str, Any]) -> str:
    """What a packet tells of its chain, beside what was asked for; "" if nothing."""
    if "apart" in packet:
        return text("denoise.back", apart=packet["apart"])
    euler = Facts(*packet["facts"]).euler if "facts" in packet else ()
    if not euler:
        return ""
    return text("denoise.euler_steps", times=", ".join(map(str, euler[:NAMED])) + (", …" if euler[NAMED:] else ""))


def beginning_words(text: Text, request: Request, t: int) -> list[str]:
    """Where the chains began, as their captions say it."""
    start = request.start
    seed, last = start.seed, start.seed + request.pictures() - 1
    seeds = text("denoise.seed_is", seed=seed) if last == seed else text("denoise.seeds_are", first=seed, last=last)
    return {
        "noise": [seeds],
        "fan": [text("denoise.seed_ways", seed=seed, count=ROW)],
        "between": [text("denoise.seed_to", seed=seed, other=start.other)],
        "picture": [text("denoise.from_t", t=t), seeds],
        "again": [text["denoise.encoded"]],
    }[start.kind]


def imports_of(code: str) -> str:
    """The import lines for the names that the code calls."""
    calls = set(re.findall(r"\b\w+(?=[(\[])", code))
    lines = [f"from {home} import {', '.join(sorted(calls & set(names)))}" for home, names in HOMES.items()
             if calls & set(names)]  # fmt: skip
    return "\n".join((["import torch", ""] if "torch." in code else []) + lines)
