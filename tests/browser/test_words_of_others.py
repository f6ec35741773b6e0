"""Words that come from outside (links, names of files, folders, labels and jobs, configs, the Hub) are shown as they
are: no element, no formula and no style comes of them.
"""

import ast
import json
import re
import zipfile
from urllib.parse import urlencode

import numpy as np
import pytest

from explorer.models.checkpoint import save_checkpoint
from explorer.training.jobs.job_folder import JobFolder
from explorer.training.jobs.records import Spec, State
from explorer.ui.owner import hash_of
from tests.helpers import some_checkpoint
from tests.models.hub.stub_hub import Repo, StubHub
from tests.support.browser import FINETUNE_FILES, fill, key_after_reload
from tests.support.served import Server, wait_until

# Without a slash, so that it can be the name of a file, too.
MARK = "<form id=forged><b>forged<img src=forged> **forged** [forged](x:y) $$forged$$ `forged` ${forged} {t}"
FORGED = """() => [...document.querySelectorAll("form, b, strong, em, a, code, style, img, .katex, [id=forged]")]
    .filter((one) => one.id === "forged" || /forged/.test(one.textContent) || /^forged/.test(one.getAttribute("src")))
    .map((one) => one.outerHTML.slice(0, 200))"""


@pytest.fixture(scope="module")
def hub():
    with pytest.MonkeyPatch.context() as patch:
        stub = StubHub()
        patch.setenv("HF_ENDPOINT", stub.endpoint)
        yield stub
        stub.close()


@pytest.fixture(scope="module")
def hostile(hub, tmp_path_factory):
    """A server whose network has a hostile folder and hostile labels, and a Hub whose network has a hostile config."""
    folder = tmp_path_factory.mktemp("hostile")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HF_HUB_CACHE", str(folder / "cache"))
        save_checkpoint(some_checkpoint(labels=(MARK, "b"), extra_class=True), folder / MARK)
        files = {path.name: path.read_bytes() for path in (folder / MARK).iterdir()}
        config = json.loads(files["config.json"]) | {"act_fn": MARK}
        hub.repos["some/net"] = Repo(files | {"config.json": json.dumps(config).encode()})
        server = Server(folder / "jobs", "--checkpoint", str(folder / MARK))
        server.checkpoint = folder / MARK
        yield server
        log = server.stop()
    assert "Traceback" not in log, log


def says(page, selector: str, words: str = MARK) -> None:
    """The words are to be read there as they are, and nothing was made of them."""
    found = "([all, words]) => [...document.querySelectorAll(all)].some((one) => one.textContent.includes(words))"
    page.wait_for_function(found, arg=[selector, words])
    assert page.evaluate(FORGED) == []


def file(name: str) -> dict:
    return {"name": name, "mimeType": "image/png" if name.endswith("png") else "text/plain", "buffer": b"no picture"}


# Gradio asks how far an upload is that was too quick to be asked about.
QUICK = ("upload_progress", "console error: Response (")
TOAST = "[data-testid=toast-text]"


def test_names_and_values_of_a_link(open_page, hostile):
    query = urlencode({"v": 1, "tab": "denoise", MARK: MARK, "seed": MARK, "lesson": MARK})
    page = open_page(hostile, link=f"?{query}")
    says(page, TOAST)
    assert page.locator(f"{TOAST} *").count() == 0


def test_names_of_files(open_page, hostile):
    """Of an upload Gradio leaves letters and a few signs; of a file that it refuses by itself it quotes the name."""
    page, left, quoted = open_page(hostile), "forged forged", f"{MARK.replace('<img src=forged>', '')}.txt"
    page.get_by_role("tab", name="Fine-tune").click()
    page.locator(FINETUNE_FILES).last.set_input_files([file(f"{MARK}.png")])
    says(page, ".dx-gallery li", left)
    page.locator(FINETUNE_FILES).last.set_input_files([file(quoted)])
    says(page, f"{TOAST}, .dx-gallery li", ".txt")
    page.get_by_role("tab", name="Denoise").click()
    page.get_by_role("button", name="The perfect denoiser").click()
    zone = page.locator("[role=tabpanel]:visible input[type=file]").last
    zone.set_input_files([file(f"{MARK}.png")])
    says(page, ".dx-line p", left)
    page.get_by_role("tab", name="Noise", exact=True).click()
    for name in (f"{MARK}.png", quoted):
        page.evaluate("document.querySelectorAll('[data-testid=toast-close]').forEach((button) => button.click())")
        page.wait_for_function("selector => !document.querySelector(selector)", arg=TOAST)
        page.locator(".dx-own input[type=file]").set_input_files([file(name)])  # once the zone is free again
        page.wait_for_selector(TOAST)
        assert page.evaluate(FORGED) == []
    page.watch.forgive(*QUICK)


def test_folders_and_labels(open_page, hostile):
    page = open_page(hostile, link="?tab=denoise")
    says(page, ".dx-line p", f"{MARK}: ")  # it has been loaded
    says(page, "fieldset label")
    page.get_by_role("combobox", name="Network").first.click()
    says(page, "[role=option]")
    page.keyboard.press("Escape")
    page.get_by_role("radio").nth(1).check()
    for _ in range(2):  # the second chain is compared with the first by name
        page.evaluate("window.before = explorer.state.chain")
        page.click("#denoise-run")
        page.wait_for_function("() => explorer.state.chain?.done && explorer.state.chain !== before")
    says(page, ".dx-caption")
    page.locator(".dx-microscope summary").click()
    page.locator(".dx-export_bar summary").click()
    with page.expect_download() as download:
        page.locator("[data-take=script]").click()
    script = ast.parse(download.value.path().read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(script) if isinstance(node, ast.Call)]
    (load,) = [call for call in calls if ast.unparse(call.func) == "load_checkpoint"]
    assert ast.literal_eval(load.args[0]) == str(hostile.checkpoint)
    says(page, ".dx-took", download.value.suggested_filename)
    page.keyboard.press("l")
    says(page, ".dx-caption")


def test_configs_and_answers_of_the_hub(open_page, hostile):
    for source, words in ((MARK, MARK), ("some/net", json.dumps(MARK)[1:30])):
        page = open_page(hostile, link="?tab=denoise")
        page.get_by_role("button", name="Hugging Face").click()
        field = page.locator("#hub-source input")
        fill(field, source)
        field.press("Enter")
        page.click("#hub-fetch")
        page.wait_for_function("() => document.querySelector('.dx-hub p')?.textContent.startsWith('⚠')")
        says(page, ".dx-hub p", words)


def test_names_of_jobs(open_page, hostile, tmp_path):
    page = open_page(hostile)
    spec = Spec(MARK, hash_of(key_after_reload(page)), str(hostile.checkpoint), 10, 0.0, label=MARK)
    job = JobFolder(hostile.jobs).create(spec, np.zeros((3, 8, 8, 1), np.uint8))
    save_checkpoint(some_checkpoint(labels=(MARK,), extra_class=True), job.result)
    job.write_status(State.DONE, 10)
    page.reload()
    page.get_by_role("tab", name="Fine-tune").click()
    says(page, ".dx-job-state")
    page.get_by_role("combobox", name="Start from").click()
    says(page, "[role=option]", f"{MARK} (yours)")
    page.keyboard.press("Escape")
    page.locator("#publish > button").click()
    wait_until(lambda: page.locator("#publish-result input").input_value() == MARK)
    with page.expect_download() as download:
        page.click("#publish-download")
    says(page, "#publish-said p", download.value.suggested_filename)
    with zipfile.ZipFile(download.value.path()) as archive:
        (card,) = [archive.read(name).decode() for name in archive.namelist() if name.endswith("README.md")]
    assert "forged" in card and not re.search(r"(?<!\\)[<*\[`]{1,2}(form|forged)", card)
    page.get_by_role("tab", name="Denoise").click()
    page.get_by_role("combobox", name="Network").first.click()
    page.get_by_role("option", name="(yours)").click()
    says(page, ".dx-line p", f"{MARK}: ")
