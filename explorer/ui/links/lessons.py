"""The lessons: states of the page, good and broken, as links (link.py). A step is a place such as "fan.2"; where it
asks, its answer is a place of its own, "fan.2.answer". The words are in text/.
"""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

ANSWER = ".answer"


class Step(NamedTuple):
    """Texts of the step n: lesson.<name>.<n>, .look, .note; where it asks, .ask, .answer, and the choices .a, .b, .c.

    end: of the lesson's query, what the step shows. right: the right one of the choices; "": nothing is asked. asked:
    what takes the place of names in `end` while the question stands. hides: nothing is shown meanwhile, for it would
    tell. beside: the pictures that the step speaks of, and `revealed`, those of its answer (beside.py). part: which
    part of the tab the step is about, if `end` opens none. draws: of a step about many draws of the Training tab, when
    they are made: "answer", not before the answer, or "always". minutes: of a lecture.
    """

    end: str
    right: str = ""
    asked: str = ""
    hides: bool = False
    beside: tuple[str, ...] = ()
    revealed: tuple[str, ...] = ()
    part: str = ""
    draws: str = ""
    minutes: float = 1

    @property
    def places(self) -> tuple[str, ...]:
        """What is shown one after the other, as what stands behind the step's own place."""
        return ("", ANSWER) if self.right else ("",)


class Lesson(NamedTuple):
    """name: of the text lesson.<name>.title. query: what all steps have in common."""

    name: str
    query: str
    steps: tuple[Step, ...]


DENOISE = "tab=denoise&run=1"
BEGINNING = "at=1000"
HOUSES = "net=toys&label=6&seed=4"
PLANE = "tab=plane&plane=moons"
LEAPS = ("chain:1", "chain:2", "chain:4", "chain:10", "chain:50", "mean:6")
LESSONS = (
    Lesson("jump", "tab=noise&picture=face&open=walk&size=64", (
        Step("t=50", "b", "t=0", minutes=2), Step("t=250", minutes=0.5), Step("t=950", "c", "t=250", minutes=1.5))),
    Lesson("cosine", "picture=flower&t=500", (
        Step("tab=schedules", "a", hides=True, part="curve", minutes=1.5),
        Step("tab=noise&open=sizes&schedule=linear", "b", "t=0", minutes=1.5),
        Step("tab=noise&open=sizes&schedule=cosine", minutes=0.5))),
    Lesson("short", "tab=schedules&picture=house&schedule=linear&other_schedule=cosine&T=100&t=100", (
        Step("betas=given", "c", hides=True, part="curve"), Step("betas=rescaled", "a", "betas=given", part="curve"))),
    Lesson("why", "tab=training&picture=cat&net=toys", (
        Step("t=300&target=sample", "b", "target=epsilon", part="step"),
        Step("t=950", "a", "t=300", part="step"), Step("t=950&target=sample", part="languages"))),
    Lesson("hard", "tab=training&picture=cat&net=toys", (
        Step("", "a", part="losses", draws="answer", minutes=2),
        Step("target=sample", "c", "target=epsilon", part="losses", draws="always"))),
    Lesson("weigh", "tab=training&picture=cat&open=bound", (
        Step("net=toys", "b", hides=True, part="bits", minutes=1.5), Step("net=toys", "c", hides=True, minutes=1.5),
        Step("net=digits", "c", "net=toys", part="bits"))),
    Lesson("score", f"{PLANE}&points=500", (
        Step("t=200&field=score", "b", "field=none"), Step("t=200&field=epsilon", "c", "field=score", minutes=0.5),
        Step("t=950&field=score", "a", "t=200"))),
    Lesson("average", "tab=plane&plane=rings&points=500&touch=0.9,0.9", (
        Step("t=50", minutes=0.5), Step("t=950", "c", "t=50"), Step("t=400", "b", "t=950"))),
    Lesson("guess", f"{DENOISE}&{HOUSES}&sampler=ddpm-small&steps=100", (
        Step("at=950", "c", hides=True, minutes=1.5), Step("at=700", "a", "at=950"), Step("at=400", minutes=0.5),
        Step("at=100", minutes=0.5))),
    Lesson("leap", f"{DENOISE}&{HOUSES}", (
        Step("steps=1", "b", hides=True, revealed=("mean:6",), minutes=1.5),
        Step("steps=2&duel=1&rival_net=toys&rival_steps=4", minutes=0.5),
        Step("steps=50", "a", beside=LEAPS[:1] + LEAPS[-1:], revealed=LEAPS[1:-1], part="row", minutes=1.5))),
    Lesson("variance", f"{DENOISE}&net=toys&label=8&seed=2&sampler=ddpm&duel=1&rival_net=toys"
           "&rival_sampler=ddpm-small", (
               Step("steps=20&rival_steps=20", "b", BEGINNING), Step("steps=250&rival_steps=250", "c", BEGINNING))),
    Lesson("steps", f"{DENOISE}&net=toys&label=2&seed=2&duel=1&rival_net=toys", (
        Step("steps=4&rival_steps=10", minutes=0.5), Step("steps=10&rival_steps=50", minutes=0.5),
        Step("steps=50&rival_steps=1000", "c", BEGINNING, minutes=2))),
    Lesson("fan", f"{DENOISE}&net=toys&label=0&seed=5&start=fan", (
        Step("eta=0", "b", BEGINNING), Step("eta=0.3"), Step("eta=1", "c", BEGINNING))),
    Lesson("chance", f"{PLANE}&points=500&view=backward", (
        Step("sampler=ddim&against=ddpm&t=400", "b", "t=1000"),
        Step("sampler=ddim&against=ddpm&t=0", "c", "t=1000"),
        Step("sampler=ddim&eta=1&against=ddpm-small&t=0", "a", "t=1000", minutes=0.5),
        Step("sampler=ddim&against=euler&steps=10&field=epsilon&t=0", "c", "t=1000", minutes=0.5))),
    Lesson("clip", f"{DENOISE}&net=toys&label=8&seed=3&steps=20&clip=on&duel=1&rival_net=toys&rival_steps=20"
           "&rival_clip=off", (
               Step("guidance=1&rival_guidance=1"), Step("guidance=8&rival_guidance=8", "b", BEGINNING))),
    Lesson("guidance", f"{DENOISE}&net=digits&label=7&count=9", (
        Step("guidance=0", "c", BEGINNING), Step("guidance=1", minutes=0.5), Step("guidance=3", minutes=0.5),
        Step("guidance=8", "a", BEGINNING))),
    Lesson("wrong", f"{DENOISE}&net=toys&label=1&seed=6&duel=1&rival_net=toys&rival_foreign=1&schedule=linear", (
        Step("T=1000", "b", BEGINNING), Step("T=100"))),
    Lesson("sdedit", f"{DENOISE}&net=toys&label=any&picture=cat&start=picture&count=4", (
        Step("from=200", beside=("picture:cat",), minutes=0.5), Step("from=400", beside=("picture:cat",), minutes=0.5),
        Step("from=850", "c", BEGINNING, beside=("picture:cat",)))),
    Lesson("remember", f"{PLANE}&view=backward&by=network&t=0", (
        Step("points=20&trained=200", minutes=0.5), Step("points=20&trained=5000", "a", "view=forward&t=500"),
        Step("points=2000&trained=3000", "c", "view=forward&t=500"))),
    Lesson("memorised", f"{DENOISE}&net=memorised&seed=0&count=16", (
        Step("at=1000", "c", hides=True, revealed=("pictures",), minutes=1.5),
        Step("at=0", "a", BEGINNING, revealed=("pictures",), minutes=1.5))),
)  # fmt: skip


def query_of(place: str, *parts: str) -> str:
    """What later parts say goes."""
    said = {"lesson": place}
    for part in parts:
        said |= dict(parse_qsl(part))
    return urlencode(said)


STEPS = {
    (place := f"{name}.{number}{rest}"): query_of(place, query, step.end, "" if rest else step.asked)
    for name, query, steps in LESSONS
    for number, step in enumerate(steps, start=1)
    for rest in step.places
}
"""The query of each place, in their order."""


def step_at(place: str) -> Step | None:
    name, _, rest = place.partition(".")
    steps = next((lesson.steps for lesson in LESSONS if lesson.name == name), ())
    return steps[int(rest.removesuffix(ANSWER)) - 1] if place in STEPS else None


def with_step(query: Mapping[str, str]) -> dict[str, str]:
    """A query that names the step of a lesson, with what that step says and the query leaves open."""
    return dict(parse_qsl(STEPS.get(query.get("lesson", ""), ""))) | dict(query)
