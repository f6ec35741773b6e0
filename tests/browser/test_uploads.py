"""Drop zones: whatever a file is called it is looked into, and what cannot be used is said in the page's language."""

import io

import numpy as np
import pytest
from PIL import Image

from explorer.toys import toy
from explorer.ui.text import LANGUAGES, load_text
from tests.browser.test_noise_tab import CAT, shown_picture
from tests.support.browser import FINETUNE_FILES
from tests.support.served import all_soaked, soaked, wait_until

OTHERS = [language for language in LANGUAGES if language != "en"]


def encoded(picture: np.ndarray, kind: str) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, kind, quality=95)
    return buffer.getvalue()


CAR = toy(5, "car", 256)
JPEG = encoded(CAR, "JPEG")
# Files dropped onto a place, as a file manager does it: {name, type, bytes}.
DROP = """([place, files]) => {
    const dataTransfer = new DataTransfer();
    for (const { name, type, bytes } of files) {
        dataTransfer.items.add(new File([Uint8Array.from(bytes)], name, { type }));
    }
    const zone = document.querySelector(place);
    for (const kind of ["dragenter", "dragover", "drop"]) {
        zone.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer }));
    }
}"""


def drop(page, place: str, *files: tuple[str, bytes], type: str = "") -> None:
    page.wait_for_selector(place, state="attached")
    page.evaluate(DROP, [place, [{"name": name, "type": type, "bytes": list(data)} for name, data in files]])


def chosen(name: str, data: bytes) -> dict:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def shows_the_car(page) -> bool:
    return np.abs(shown_picture(page).astype(int) - CAR).mean() < 4


OTHER_NAMES = [(way, name) for way in ("dropped", "chosen") for name in ("a.jpe", "a.pjpeg", "A.JPG", "a.2024")]


@pytest.mark.parametrize(
    ("way", "name"),
    [("dropped", "a.jfif"), ("chosen", "a"), *all_soaked([("dropped", "a"), ("chosen", "a.jfif"), *OTHER_NAMES])],
)
def test_a_jpeg_is_one_whatever_it_is_called(page, way, name):
    if way == "dropped":
        drop(page, ".dx-own .upload-container", (name, JPEG))
    else:
        page.locator(".dx-own input[type=file]").set_input_files(chosen(name, JPEG))
    wait_until(lambda: shows_the_car(page))
    page.get_by_role("tab", name="Fine-tune").click()
    if way == "dropped":
        drop(page, "[role=tabpanel]:not([style*=none]) .dx-files .upload-container", (name, JPEG), ("b", JPEG))
        page.get_by_text("2 pictures, 32×32 pixels").wait_for()
    else:
        page.locator(FINETUNE_FILES).last.set_input_files(chosen(name, JPEG))
        page.get_by_text("1 picture, 32×32 pixels").wait_for()


# How often the drop zone has lost a picture and was free again: it is for a moment before it shows what was chosen.
COUNT_FREED = """() => {
    window.freed = 0;
    const zone = document.querySelector(".dx-own");
    new MutationObserver((changes) => {
        for (const { removedNodes } of changes) {
            for (const node of removedNodes) if (node.querySelector?.("img")) window.freed++;
        }
    }).observe(zone, { childList: true, subtree: true });
}"""
# The titles of toasts, which go by themselves.
NOTE_TITLES = """() => {
    window.titles = new Set();
    const note = () => document.querySelectorAll(".toast-title").forEach((one) => window.titles.add(one.innerText));
    new MutationObserver(note).observe(document.body, { childList: true, subtree: true });
}"""


@pytest.mark.parametrize("language", [OTHERS[0], *soaked(OTHERS[1:])])
def test_what_cannot_be_used_is_said_in_the_pages_language_and_does_not_stay(open_page, server, language):
    text = load_text(language)
    page = open_page(server, link=f"?lang={language}")
    page.wait_for_function("window.explorer.state.picture")
    page.wait_for_selector(".dx-own .upload-container")
    page.evaluate(NOTE_TITLES)
    page.evaluate(  # 26 MB are not sent to this page and back
        """() => {
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File([new Uint8Array(26000000)], "heavy.jpg", { type: "image/jpeg" }));
            const zone = document.querySelector(".dx-own .upload-container");
            zone.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer }));
        }"""
    )
    page.get_by_text(text("picture.too_heavy", file="heavy.jpg", megabytes=25)).wait_for()
    page.evaluate(COUNT_FREED)
    drop(page, ".dx-own .upload-container", ("notes.txt", b"no picture"), type="text/plain")
    page.get_by_text(text("picture.not_a_picture", file="notes.txt")).wait_for()
    page.wait_for_function("window.freed === 1")
    page.locator(".dx-own input[type=file]").set_input_files(chosen("paper.pdf", b"%PDF-1.7"))
    page.get_by_text(text("picture.other_format", file="paper.pdf", format="PDF")).wait_for()
    page.wait_for_function("window.freed === 2")
    page.locator(".dx-own .upload-container input").wait_for(state="attached")
    assert np.array_equal(shown_picture(page), CAT)

    page.get_by_role("tab", name=text["finetune.tab"], exact=True).click()
    page.locator(FINETUNE_FILES).last.set_input_files([chosen("paper", b"%PDF-1.7"), chosen("car", JPEG)])
    page.locator(".dx-gallery li").get_by_text(text("picture.other_format", file="paper", format="PDF")).wait_for()
    page.locator(".dx-gallery .dx-tiles button").wait_for()
    titles = page.evaluate("[...window.titles]")
    assert {title.split()[0] for title in titles} == {text["app.warning"].split()[0]}
    said = page.locator("body").inner_text()
    assert not [words for words in ("Invalid file", "allowed", "Warning", "Error", "exceeded") if words in said]
