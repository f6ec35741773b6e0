"""The lessons: states of the page, good and broken, a step each, as links (link.py). The words are in text/."""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import parse_qsl


class Lesson(NamedTuple):
    """steps: queries. name: of the texts lesson.<name>.title, .look, .question, .answer; of the steps, .1, .2, ..."""

    name: str
    steps: tuple[str, ...]


def along(query: str, *ends: str) -> tuple[str, ...]:
    return tuple(f"{query}&{end}" for end in ends)


DENOISE = "tab=denoise&run=1"
LESSONS = (
    Lesson("jump", along("tab=noise&picture=face&open=walk&size=64", "t=50", "t=250", "t=950")),
    Lesson("cosine", (*along("tab=schedules&picture=flower", "t=500"),
                      *along("tab=noise&picture=flower&open=sizes&t=500", "schedule=linear", "schedule=cosine"))),
    Lesson("short", along("tab=schedules&picture=house&schedule=linear&other_schedule=cosine&T=100", "t=100",
                          "t=100&betas=rescaled")),
    Lesson("guess", along(f"{DENOISE}&net=toys&label=6&sampler=ddpm-small&steps=100&seed=4", "at=950", "at=700",
                          "at=400", "at=100")),
    Lesson("variance", along(f"{DENOISE}&net=toys&label=8&seed=2&sampler=ddpm&duel=1&rival_net=toys"
                             "&rival_sampler=ddpm-small", "steps=20&rival_steps=20", "steps=250&rival_steps=250")),
    Lesson("steps", along(f"{DENOISE}&net=toys&label=2&seed=2&duel=1&rival_net=toys", "steps=4&rival_steps=10",
                          "steps=10&rival_steps=50", "steps=50&rival_steps=1000")),
    Lesson("fan", along(f"{DENOISE}&net=toys&label=0&seed=5&start=fan", "eta=0", "eta=0.3", "eta=1")),
    Lesson("clip", along(f"{DENOISE}&net=toys&label=8&seed=3&steps=20&clip=on&duel=1&rival_net=toys&rival_steps=20"
                         "&rival_clip=off", "guidance=1&rival_guidance=1", "guidance=8&rival_guidance=8")),
    Lesson("guidance", along(f"{DENOISE}&net=digits&label=7&count=9", "guidance=0", "guidance=1", "guidance=3",
                             "guidance=8")),
    Lesson("wrong", along(f"{DENOISE}&net=toys&label=1&seed=6&duel=1&rival_net=toys&rival_foreign=1",
                          "schedule=linear", "schedule=linear&T=100")),
    Lesson("sdedit", along(f"{DENOISE}&net=toys&label=any&picture=cat&start=picture&count=4", "from=200", "from=400",
                           "from=850")),
    Lesson("memorised", along(f"{DENOISE}&net=memorised&seed=0&count=16", "at=1000", "at=0")),
)  # fmt: skip


STEPS = {
    f"{lesson.name}.{number}": f"lesson={lesson.name}.{number}&{query}"
    for lesson in LESSONS
    for number, query in enumerate(lesson.steps, start=1)
}
"""The query of each step, by its place such as "fan.2"."""


def with_step(query: Mapping[str, str]) -> dict[str, str]:
    """A query that names the step of a lesson, with what that step says and the query leaves open."""
    return dict(parse_qsl(STEPS.get(query.get("lesson", ""), ""))) | dict(query)
