"""The Fine-tune tab in a real browser: pictures in, a job that outlives its page, a network to choose."""

import json
import os
import signal
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from explorer.images import read_picture, square
from explorer.toys import toy
from explorer.ui.text import LANGUAGES, load_text
from tests.browser.test_accessibility import AXE, findings
from tests.support.browser import FINETUNE_FILES, OPENED, fill
from tests.support.served import soaked, wait_until

TRAINED_MS = 1_200_000  # a training lets all other processes go first

# The left picture of each pair, in the order of the previews.
PAIRS = """() => [...document.querySelectorAll('.dx-nearest li')]
  .map((item) => [Number(item.textContent.match(/\\d+/)[0]), item.querySelector('canvas')]).sort(([a], [b]) => a - b)
  .map(([, canvas]) => [...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data])"""


@pytest.fixture
def pictures(tmp_path):
    paths = []
    for seed in range(4):
        paths.append(tmp_path / f"house{seed}.png")
        Image.fromarray(toy(seed, "house", 120)).save(paths[-1])
    paths.append(tmp_path / "broken.jpg")
    paths[-1].write_bytes(b"\xff\xd8\xff\xe0 not really")
    return paths


def state_of(job: Path) -> str:
    return json.loads((job / "state.json").read_text())["state"]


def halt(job: Path) -> list[int]:
    """Stop the process that trains it, where there is a /proc that knows it."""
    found = []
    for command in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):  # it has ended meanwhile
            waited = (
                command.parent / "fd" / "1"
            ).resolve() == job / "log"  # for any job: it is not told in its command
            if waited or str(job).encode() in command.read_bytes().split(b"\0"):
                found.append(int(command.parent.name))
                os.kill(found[-1], signal.SIGSTOP)
    return found


def open_finetune(page) -> None:
    page.get_by_role("tab", name="Fine-tune").click()
    page.wait_for_selector("#finetune-start")


def test_on_a_phone_what_it_is_about_comes_first(open_page, server, pictures):
    page = open_page(server, 390, 844)
    open_finetune(page)
    intro, zone = page.get_by_text("Give the network your own pictures"), page.get_by_text("1 to 200 pictures")

    def above() -> bool:
        place = intro.bounding_box()
        return place["y"] + place["height"] <= zone.bounding_box()["y"]

    wait_until(above)  # the page is still unfolding
    assert page.locator("footer .divider:visible").count() == 0
    page.locator(FINETUNE_FILES).last.set_input_files(pictures[-1])
    refused = page.locator(".dx-gallery li").first
    assert refused.inner_text().startswith("⚠ broken.jpg")
    assert refused.evaluate("(item) => getComputedStyle(item).listStyleType") == "none"  # one sign is enough


# The pictures that a job learns from, as the page shows them.
LEARNT = """async () => Promise.all([...document.querySelectorAll(".dx-learning .dx-tiles img")].map(async (image) => {
    await image.decode();
    const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight), context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    return [...context.getImageData(0, 0, canvas.width, canvas.height).data];
}))"""


@pytest.fixture
def long_pictures(tmp_path):
    """One that is wide and one that is high: each column or row differs."""
    wide = np.full((120, 240, 3), 90, np.uint8)
    wide[..., 0] = np.linspace(0, 255, 240)
    for name, pixels in (("wide", wide), ("high", wide[:, :180].transpose(1, 0, 2))):
        Image.fromarray(pixels).save(tmp_path / f"{name}.png")
    return [tmp_path / "wide.png", tmp_path / "high.png"]


def test_the_square_that_is_seen_of_a_long_picture_is_moved_and_learned_from(page, pictures, long_pictures):
    open_finetune(page)
    page.locator(FINETUNE_FILES).last.set_input_files([pictures[0], *long_pictures])
    page.get_by_text("3 pictures, 32×32 pixels").wait_for()
    frames = page.locator(".dx-gallery [role=slider]")
    wide, high = page.get_by_role("slider", name="What the network sees of picture 2"), frames.last
    assert frames.count() == 2 and wide.get_attribute("aria-valuemax") == "32"

    def lies(frame, first: int) -> None:
        assert frame.get_attribute("aria-valuenow") == str(first)

    lies(wide, 16)  # the middle
    wide.focus()
    for key, first in (("ArrowRight", 17), ("Shift+ArrowLeft", 13), ("End", 32), ("ArrowRight", 32), ("Home", 0)):
        page.keyboard.press(key)
        lies(wide, first)
    assert wide.get_attribute("aria-valuetext") == "pixels 1 to 32 of 64"
    box = wide.locator("..").bounding_box()
    x, y = box["x"] + box["width"] / 4, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    lies(wide, 0)  # held where it is
    page.mouse.move(x + box["width"] * 5 / 64, y + 90, steps=3)  # beside it, too
    page.mouse.up()
    lies(wide, 5)
    page.mouse.move(x, y)
    lies(wide, 5)
    page.mouse.click(box["x"] + box["width"] * 40 / 64, y)  # beside the frame
    lies(wide, 24)
    lies(high, 8)
    high.focus()
    page.keyboard.press("ArrowDown")
    page.evaluate(AXE)
    assert findings(page) == []

    page.get_by_role("button", name="Take out picture 1").click()  # the others stay where they are
    page.get_by_text("2 pictures, 32×32 pixels").wait_for()
    lies(frames.first, 24)
    lies(frames.last, 9)
    fill(page.get_by_label("number input for Training steps"), "2000")  # it is stopped
    page.get_by_label("number input for Training steps").press("Enter")
    page.click("#finetune-start")
    page.wait_for_function("() => document.querySelectorAll('.dx-learning .dx-tiles img').length === 2")
    places = zip(long_pictures, (24 / 32, 9 / 16), strict=True)
    wanted = [square(read_picture(path, 256, 3), 32, 3, place) for path, place in places]
    learnt = [np.array(pixels).reshape(32, 32, 4)[..., :3] for pixels in page.evaluate(LEARNT)]
    np.testing.assert_array_equal(learnt, wanted)
    page.get_by_role("button", name="Stop", exact=True).locator("visible=true").click()
    page.wait_for_selector('[data-state="stopped"]', timeout=TRAINED_MS)


@pytest.mark.parametrize("language", [*soaked(LANGUAGES)])
def test_a_finger_moves_the_square(open_page, server, long_pictures, language):
    text = load_text(language)
    page = open_page(server, 390, 844, link=f"?tab=finetune&lang={language}", has_touch=True, is_mobile=True)
    page.locator(FINETUNE_FILES).last.set_input_files(long_pictures)
    page.get_by_text(text["finetune.cropped"]).wait_for()
    wide = page.get_by_role("slider", name=text("gallery.frame", number=1))
    wide.scroll_into_view_if_needed()
    box = wide.locator("..").bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] * 20 / 64, box["y"] + box["height"] / 2)
    assert wide.get_attribute("aria-valuenow") == "16"  # within the frame: it is only taken hold of
    page.touchscreen.tap(box["x"] + 3, box["y"] + box["height"] / 2)
    assert wide.get_attribute("aria-valuenow") == "0"


def test_a_short_fine_tune_survives_its_page(page, open_page, server, pictures):
    open_finetune(page)
    page.click("#finetune-start")
    page.get_by_text("Add at least one picture first.").wait_for()

    page.locator(FINETUNE_FILES).last.set_input_files(pictures)
    page.get_by_text("4 pictures, 32×32 pixels").wait_for()
    page.get_by_role("combobox", name="Start from").click()
    page.get_by_role("option", name="digits").click()
    page.get_by_text("in grey").wait_for()
    page.get_by_text("broken.jpg is damaged or incomplete").wait_for()
    fill(page.get_by_label("Name of the result"), "my houses")
    fill(page.get_by_label("number input for Training steps"), "10")
    page.get_by_label("number input for Training steps").press("Enter")
    before = {*server.jobs.glob("[0-9]*")}  # of other tests
    page.click("#finetune-start")
    (job,) = wait_until(lambda: {*server.jobs.glob("[0-9]*")} - before)
    wait_until(lambda: state_of(job) == "running", TRAINED_MS / 1000)
    halted = halt(job)  # until the page, which looks once a second, has seen it run
    page.wait_for_selector('[data-state="running"][data-previews]', timeout=TRAINED_MS)
    page.wait_for_function("() => document.querySelectorAll('.dx-learning .dx-tiles img').length === 4")  # they stay
    assert page.locator(".dx-learning .dx-tiles button").count() == 0  # and cannot be taken out

    page.reload()  # the page goes, the job stays
    for pid in halted:
        os.kill(pid, signal.SIGCONT)
    page.wait_for_function(OPENED)
    open_finetune(page)
    page.get_by_text("Done: “my houses”").wait_for(timeout=TRAINED_MS)
    assert page.locator("[data-previews]").get_attribute("data-step") == "10"
    assert int(page.locator("[data-previews]").get_attribute("data-previews")) == 2
    page.wait_for_selector(".dx-plot .scatterlayer")
    page.locator(".dx-copies summary").get_by_text("of the 8 previews is a copy").wait_for()
    page.locator(".dx-copies summary").click()
    pairs = page.locator(".dx-nearest li")
    pairs.nth(7).wait_for()
    numbers = json.loads((job / "samples" / "00000010.json").read_text())["nearest"]
    wanted = {f"Preview {i}, your picture {number + 1}" for i, number in enumerate(numbers, 1)}
    assert {said.split(":")[0] for said in pairs.all_inner_texts()} == wanted
    for i, side in enumerate(page.evaluate(PAIRS)):
        row, column = divmod(i, 4)
        box = (34 * column, 34 * row, 34 * column + 32, 34 * row + 32)  # pictures of 32 pixels, 2 apart
        drawn = np.asarray(Image.open(job / "samples" / "00000010.png").convert("RGB").crop(box))
        np.testing.assert_array_equal(np.array(side).reshape(32, 32, 4)[..., :3], drawn)
    assert len((job / "metrics.jsonl").read_text().splitlines()) == 10
    assert state_of(job) == "done"

    page.click("#finetune-draw")
    page.wait_for_selector('[data-done="true"]')
    assert page.get_by_role("combobox", name="Network").input_value() == "my houses (yours)"
    page.get_by_role("combobox", name="Network").click()
    page.get_by_role("option", name="my houses (yours)").click()
    page.get_by_text("my houses: ").wait_for()
    fill(page.get_by_label("number input for Steps"), "5")
    page.get_by_label("number input for Steps").press("Enter")
    page.click("#denoise-run")
    page.wait_for_selector('[data-done="true"][data-received="6"]')

    page.get_by_role("tab", name="Fine-tune").click()
    with page.expect_download() as taken:
        page.click("#finetune-download")
    assert taken.value.suggested_filename == "my-houses.zip"
    page.click("#finetune-further")
    page.wait_for_function("() => document.querySelector('[data-previews]').dataset.step > 10", timeout=TRAINED_MS)
    page.get_by_text("/ 410").wait_for()
    page.get_by_role("button", name="Stop", exact=True).locator("visible=true").click()
    page.wait_for_selector('[data-state="stopped"]', timeout=TRAINED_MS)

    stranger = open_page(server)
    open_finetune(stranger)
    stranger.get_by_text("No training yet.").wait_for()
    stranger.get_by_role("tab", name="Denoise").click()
    stranger.get_by_role("combobox", name="Network").click()
    assert stranger.get_by_role("option", name="my houses").count() == 0
