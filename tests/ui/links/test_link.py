"""Links: what a query says, and what it cannot."""

import random
from urllib.parse import parse_qsl, urlencode

import pytest

from explorer.ui.chains import recorded
from explorer.ui.links.lessons import LESSONS, STEPS, step_at, with_step
from explorer.ui.links.link import entries, link_spec, read_link
from explorer.ui.links.record import OPENING, requests_of
from explorer.ui.schedule_fields import KINDS, PARAMETERS
from explorer.ui.text import LANGUAGES, load_text
from tests.ui.links.states import random_state

TEXT = load_text("en")


def test_an_empty_link_is_the_usual_state(networks):
    state, bad = read_link(networks, {})
    assert bad == []
    assert (state["tab"], state["picture"], state["t"], state["net"]) == ("noise", "cat", 250, "digits")
    assert [state[name] for name in PARAMETERS] == [0.0, 0.0, 0.008, 0.0]
    assert [state[f"other_{name}"] for name in PARAMETERS] == [1e-4, 0.02, 0.0, 0.0]


@pytest.mark.parametrize("seed", range(200))
def test_a_state_survives_its_link(networks, seed):
    state = random_state(networks, random.Random(seed))
    said = {name: int(value) if isinstance(value, bool) else value
            for name, value in state.items() if value is not None}  # fmt: skip
    assert read_link(networks, dict(parse_qsl(urlencode(said)))) == (state, [])


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("t=-1", "t"),
        ("t=4001", "t"),
        ("t=2.5", "t"),
        ("t=", "t"),
        ("T=9", "T"),
        ("seed=4294967296", "seed"),
        ("eta=nan", "eta"),
        ("eta=1.1", "eta"),
        ("beta_1=inf", "beta_1"),
        ("beta_1=much", "beta_1"),
        ("net=../../etc", "net"),
        ("net=job:1", "net"),
        ("label=10", "label"),
        ("label=-1", "label"),
        ("duel=yes", "duel"),
        ("tab=secret", "tab"),
        ("colour=red", "colour"),
        ("v=2", "v"),
        ("lesson=fan.9", "lesson"),
        ("at=%00", "at"),
    ],
)
def test_what_is_damaged_is_named_and_left_as_usual(networks, query, name):
    state, bad = read_link(networks, dict(parse_qsl(query, keep_blank_values=True)))
    assert bad == [name]
    assert state == read_link(networks, {})[0]


def test_what_the_server_of_the_page_adds_is_not_ours(networks):
    assert read_link(networks, {"__theme": "dark", "__sign": "x", "lang": "ru", "v": "1"})[1] == []


def test_the_numbers_of_a_paper_come_with_its_kind(networks):
    for kind, own in KINDS.items():
        state, _ = read_link(networks, {"schedule": kind})
        assert {name: state[name] for name in PARAMETERS if name in own} == own


def test_the_names_that_the_browser_writes_are_those_that_are_read(networks):
    spec = link_spec(networks, [], set())
    assert spec["usual"].keys() == entries(networks).keys()
    assert {"noise", "seed", "to", "from", "T", "steps", "rival_steps", "count"} <= spec["ranges"].keys()
    assert (spec["ranges"]["noise"], spec["ranges"]["steps"]) == ((0, 2**32 - 1), (1, 1000))


# Lessons


def test_a_step_fills_in_what_a_link_leaves_open():
    assert with_step({"lesson": "fan.2", "seed": "9"}) | {"lesson": ""} == dict(parse_qsl(STEPS["fan.2"])) | {
        "seed": "9",
        "lesson": "",
    }
    assert with_step({"lesson": "none.1", "t": "3"}) == {"lesson": "none.1", "t": "3"}


@pytest.mark.parametrize("place", [*STEPS, OPENING])
def test_a_step_is_a_state_whose_chains_are_recorded_with_the_weights_that_ship(networks, place):
    assert place == OPENING or read_link(networks, with_step({"lesson": place}))[1] == []
    for request in requests_of(TEXT, networks, place):
        packets = recorded.find(request)
        assert packets, "python -m explorer.ui.links.record"
        assert packets[0]["first"] == 0 and "final" in packets[-1]
        assert all("about" not in packet for packet in packets)  # it is said in the page's language


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_lesson_says_something_of_each_step(language):
    text = load_text(language)
    for name, _, steps in LESSONS:
        said, wanted = text.part(f"lesson.{name}").keys(), {"title"}
        for number, step in enumerate(steps, start=1):
            own = {"", ".note"} | ({".ask", ".answer", ".a", ".b", ".c", f".{step.right}"} if step.right else {".look"})
            wanted |= {f"{number}{each}" for each in own}
        assert wanted <= said <= wanted | {f"{number}.look" for number in range(1, len(steps) + 1)}


def test_every_lesson_asks_and_the_answers_are_places_of_their_own():
    for name, _, steps in LESSONS:
        assert any(step.right for step in steps), name
        for number, step in enumerate(steps, start=1):
            assert bool(step.right) == (f"{name}.{number}.answer" in STEPS)
            assert step_at(f"{name}.{number}") is step
    assert list(STEPS)[:3] == ["jump.1", "jump.1.answer", "jump.2"]
    assert step_at("jump.9") is step_at("jump.2.answer") is step_at("") is None
    letters = [step.right for lesson in LESSONS for step in lesson.steps if step.right]
    assert {*letters} == {"a", "b", "c"}  # who always says B is not always right


def test_the_question_does_not_show_what_its_answer_shows():
    for name, _, steps in LESSONS:
        for number, step in enumerate(steps, start=1):
            if step.right and not step.hides and step.part != "row" and not step.draws:
                asked, shown = (dict(parse_qsl(STEPS[f"{name}.{number}{rest}"])) for rest in ("", ".answer"))
                assert asked | {"lesson": ""} != shown | {"lesson": ""}


def test_a_lecture_takes_an_hour():
    assert sum(step.minutes for lesson in LESSONS for step in lesson.steps) == 57  # after three of dragging t


def test_no_recording_is_left_over(networks):
    wanted = {recorded.path_of(request, recorded.fingerprint(request.walk.source))
              for place in [*STEPS, OPENING] for request in requests_of(TEXT, networks, place)}  # fmt: skip
    assert wanted == set(recorded.FOLDER.glob("*.json.gz"))


def test_other_weights_have_no_recording(networks, monkeypatch):
    (request,) = requests_of(TEXT, networks, "fan.1")
    assert recorded.find(request)
    monkeypatch.setattr(recorded, "fingerprint", lambda source: "other weights")
    assert recorded.find(request) is None


def test_only_networks_that_ship_have_recordings():
    assert recorded.fingerprint("toys")
    assert [recorded.fingerprint(source) for source in ("", "job:1", "../checkpoints/toys", "no-such")] == [""] * 4
