"""Pages that come and go while a job runs: the job and its curve do not notice. With -m soak."""

import json

import pytest
from PIL import Image

from explorer.toys import toy
from tests.browser.test_job_tab import open_finetune
from tests.support.browser import FINETUNE_FILES, fill, server  # noqa: F401

pytestmark = pytest.mark.soak


def test_20_reloads_while_a_job_runs(server, open_page, tmp_path):  # noqa: F811
    for seed in range(6):
        Image.fromarray(toy(seed, "house", 120)).save(tmp_path / f"{seed}.png")
    page = open_page(server)
    open_finetune(page)
    page.locator(FINETUNE_FILES).set_input_files(sorted(tmp_path.glob("*.png")))
    page.get_by_text("6 pictures").wait_for()
    fill(page.get_by_label("number input for Training steps"), "2000")
    page.get_by_label("number input for Training steps").press("Enter")
    page.click("#finetune-start")
    page.wait_for_selector('[data-state="running"][data-previews]', timeout=120_000)
    steps = []
    for _ in range(20):
        page.reload()
        page.wait_for_selector("[data-drawn]", state="attached")  # the address opens another tab
        open_finetune(page)
        page.wait_for_selector('[data-state="running"][data-step]', timeout=60_000)
        steps.append(int(page.locator("[data-previews]").get_attribute("data-step")))
    assert steps == sorted(steps) and steps[-1] > steps[0]
    page.get_by_role("button", name="Stop").last.click()
    page.wait_for_selector('[data-state="stopped"]', timeout=60_000)
    page.wait_for_selector(".dx-plot .scatterlayer")
    (job,) = [path for path in server.jobs.iterdir() if path.is_dir()]
    lines = [json.loads(line) for line in (job / "metrics.jsonl").read_text().splitlines()]
    shown = page.evaluate("(() => { const { x, y } = [...document.querySelectorAll('.dx-plot')].find((plot) =>"
                          " plot.offsetParent)._fullData[0]; return [Array.from(x), Array.from(y)]; })()")  # fmt: skip
    assert shown == [[line["step"] for line in lines], [line["loss"] for line in lines]]
    print(f"\nsteps seen: {steps}")
