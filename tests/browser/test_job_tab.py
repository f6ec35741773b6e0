"""The Fine-tune tab in a real browser: pictures in, a job that outlives its page, a network to choose."""

import json

import pytest
from PIL import Image

from explorer.toys import toy
from tests.support.browser import CUT_SHORT, FINETUNE_FILES
from tests.support.served import wait_until


@pytest.fixture
def pictures(tmp_path):
    paths = []
    for seed in range(4):
        paths.append(tmp_path / f"house{seed}.png")
        Image.fromarray(toy(seed, "house", 120)).save(paths[-1])
    paths.append(tmp_path / "broken.jpg")
    paths[-1].write_bytes(b"\xff\xd8\xff\xe0 not really")
    return paths


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

    wait_until(above, 10)  # the page is still unfolding
    assert page.locator("footer .divider:visible").count() == 0
    page.locator(FINETUNE_FILES).last.set_input_files(pictures[-1])
    refused = page.locator(".dx-gallery li").first
    assert refused.inner_text().startswith("⚠ broken.jpg")
    assert refused.evaluate("(item) => getComputedStyle(item).listStyleType") == "none"  # one sign is enough


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
    page.get_by_label("Name of the result").fill("my houses")
    page.get_by_label("number input for Training steps").fill("10")
    page.get_by_label("number input for Training steps").press("Enter")
    page.click("#finetune-start")
    page.wait_for_selector('[data-state="running"][data-previews]', timeout=120_000)

    page.reload()  # the page goes, the job stays
    page.wait_for_selector("[data-drawn]", state="attached")  # the address opens another tab
    open_finetune(page)
    page.get_by_text("Done: “my houses”").wait_for(timeout=240_000)
    page.watch.forgive(*CUT_SHORT)
    assert page.locator("[data-previews]").get_attribute("data-step") == "10"
    assert int(page.locator("[data-previews]").get_attribute("data-previews")) == 11
    page.wait_for_selector(".dx-plot .scatterlayer")
    page.locator(".dx-copies summary").get_by_text("of the 8 previews is a copy").wait_for()
    page.locator(".dx-copies summary").click()
    page.locator(".dx-nearest img[src^='data:image']").wait_for()
    (job,) = [path for path in server.jobs.iterdir() if path.is_dir()]
    assert len((job / "metrics.jsonl").read_text().splitlines()) == 10
    assert json.loads((job / "state.json").read_text())["state"] == "done"

    page.get_by_role("tab", name="Denoise").click()
    page.get_by_role("combobox", name="Network").click()
    page.get_by_role("option", name="my houses (yours)").click()
    page.get_by_text("my houses: ").wait_for()
    page.get_by_label("number input for Steps").fill("5")
    page.get_by_label("number input for Steps").press("Enter")
    page.click("#denoise-run")
    page.wait_for_selector('[data-done="true"][data-received="6"]', timeout=60_000)

    stranger = open_page(server)
    open_finetune(stranger)
    stranger.get_by_text("No training yet.").wait_for()
    stranger.get_by_role("tab", name="Denoise").click()
    stranger.get_by_role("combobox", name="Network").click()
    assert stranger.get_by_role("option", name="my houses").count() == 0
