"""A curve that was drawn before the losses were measured, and the losses in another language."""

import numpy as np
import pytest

from explorer.diffusion import SCHEDULES
from explorer.ui.text import load_text
from tests.support.browser import IDLE

PLOT = '.dx-losses [data-part="plot"]'
TRACES = (
    f"""() => document.querySelector('{PLOT}').data.map(({{ x, y, name }}) => ({{ x: [...x], y: [...y], name }}))"""
)
EVENLY = "() => { let k = 0; Math.random = () => (k++ * 0.618034) % 1; }"  # so that no part of the time stays empty
TEXT = load_text("en")


def drawn_into(page, *places: tuple[float, float]) -> None:
    """Draw a line through places in the empty chart: the share of its width, and of its height from below."""
    pad = page.locator('[data-part="pad"]')
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    points = [(box["x"] + x * box["width"], box["y"] + (1 - y) * box["height"]) for x, y in places]
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point, steps=20)
    page.mouse.up()


def trace(page, name: str) -> dict[str, list[float]]:
    return next(each for each in page.evaluate(TRACES) if each["name"] == TEXT[f"training.stage.{name}"])


def measured(page, target: str) -> None:
    page.wait_for_selector(f'{PLOT}[data-count="200"][data-target="{target}"]', timeout=240_000)


def test_a_lesson_asks_for_a_curve_and_lays_the_losses_over_it(open_page, server):
    page = open_page(server, link="?lesson=hard.1")
    page.wait_for_selector(f'{PLOT}[data-count="0"]')
    drawn_into(page, (0.1, 0.2), (0.6, 0.9), (0.9, 0.1))
    page.wait_for_function(f"() => document.querySelector('{PLOT}').data.length === 5")
    page.evaluate(IDLE)  # and of the last stroke
    curve = trace(page, "sketched")
    assert np.interp([100, 350, 600, 900], curve["x"], curve["y"]) == pytest.approx([0.2, 0.55, 0.9, 0.1], abs=0.06)

    page.evaluate(EVENLY)
    page.click('.dx-choices [data-choice="b"]')  # and is told otherwise
    page.locator('.dx-choices [data-is="right"][data-choice="a"]').wait_for()
    measured(page, "epsilon")
    assert page.locator('[data-part="pad"]').is_hidden()
    mean = float(page.get_attribute(PLOT, "data-mean"))
    after = trace(page, "sketched")
    assert np.mean(after["y"]) == pytest.approx(mean, rel=1e-6)  # its shape counts
    np.testing.assert_allclose(np.divide(after["y"], curve["y"]), mean / np.mean(curve["y"]), rtol=1e-6)
    means = trace(page, "mean")
    highest, drawn = (round(each["x"][int(np.argmax(each["y"]))]) for each in (means, curve))
    assert abs(drawn - 600) < 40 and highest < 100
    said = TEXT("training.stage.expected", drawn=drawn, measured=highest)
    assert page.locator('[data-part="expected"]').inner_text() == said
    points = trace(page, "draws")
    assert mean == pytest.approx(np.mean(points["y"]), rel=1e-6)

    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    measured(page, "sample")
    as_pictures, bar = trace(page, "draws"), SCHEDULES["cosine"](1000).alpha_bar
    assert as_pictures["x"] == points["x"]  # the same answers
    worth = [(1 - bar[t]) / bar[t] for t in points["x"]]
    inner = np.array(points["x"]) < 990  # there float32 has lost what is left of the picture
    np.testing.assert_allclose(
        np.array(as_pictures["y"])[inner], np.multiply(points["y"], worth)[inner], rtol=0.02, atol=1e-6
    )

    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.wait_for_selector(f'{PLOT}[data-count="0"]')  # asked again, it does not tell
    assert page.locator('[data-part="pad"]').is_visible()
