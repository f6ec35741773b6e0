"""What the export bar saves: files that other programs open, made in the browser without the server."""

import csv
import io
import re
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image, ImageSequence

from explorer.images import grid
from tests.browser.test_chain_tab import finished, network_has_come, open_denoise
from tests.support.browser import BEEN_HERE, PATIENCE_MS, Watch, fill

STEPS, COUNT = 12, 3


@pytest.fixture(scope="module")
def page(chromium, server):
    """A page with a chain of three pictures and the bar opened; all tests here share it."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.add_init_script(BEEN_HERE)
    page.watch = Watch(page, server.url)
    page.goto(server.url)
    open_denoise(page)
    summary = page.locator(".dx-export_bar summary")
    assert summary.is_hidden()
    page.get_by_role("button", name="More").click()
    for name, value in (("Pictures at once", COUNT), ("Steps", STEPS)):
        fill(page.get_by_label(f"number input for {name}"), str(value))
        page.get_by_label(f"number input for {name}").press("Enter")
    page.click("#denoise-run")
    summary.click()
    finished(page, STEPS + 1)
    network_has_come(page)
    page.get_by_text(f"An animation will have {STEPS + 1} frames.").wait_for()
    yield page
    context.close()
    assert page.watch.complaints == []


def saved(page, kind: str) -> tuple[str, bytes, str]:
    """Press a button of the bar: the name and the bytes of the file, and what is then said on screen."""
    with page.expect_download() as download:
        page.locator(f'[data-take="{kind}"]').click()
    name = download.value.suggested_filename
    page.get_by_text(f"Saved {name}").wait_for()
    return name, Path(download.value.path()).read_bytes(), page.locator('.dx-export_bar [role="status"]').inner_text()


def stated(said: str) -> tuple[int, tuple[int, int]]:
    """Frames, and width and height, as the screen says."""
    frames, width, height = map(int, re.search(r"(\d+) frames, (\d+) × (\d+)", said).groups())
    return frames, (width, height)


def final_grid(page) -> np.ndarray:
    """The finished pictures beside each other: uint8 (H, W, 3)."""
    levels, size = page.evaluate("[Array.from(explorer.state.chain.final), explorer.state.chain.size]")
    pictures = np.array(levels, np.uint8).reshape(COUNT, -1, size, size).transpose(0, 2, 3, 1)
    return grid(pictures, 2)


def pixels(image: Image.Image) -> np.ndarray:
    return np.asarray(image.convert("RGB")).astype(int)


def test_a_gif(page):
    name, content, said = saved(page, "gif")
    image = Image.open(io.BytesIO(content))
    frames, size = stated(said)
    assert name.endswith(".gif") and frames == STEPS + 1 == image.n_frames and image.size == size
    *_, last = (pixels(frame) for frame in ImageSequence.Iterator(image))
    assert image.info["duration"] == 1500
    small = final_grid(page)
    factor = round(256 / small.shape[1])
    wide = factor * small.shape[1]
    assert size == (2 * wide + 24, factor * small.shape[0] + 60)
    for x in (8, 16 + wide):  # x_t and its x0_hat, which in the end are the same
        shown = last[8 : 8 + factor * small.shape[0], x : x + wide]
        error = np.abs(shown - small.repeat(factor, 0).repeat(factor, 1))
        assert error.mean() < 3 and error.max() <= 32  # 256 colours


def test_a_video(page):
    _, content, said = saved(page, "mp4")
    with av.open(io.BytesIO(content)) as video:
        decoded = [frame.to_ndarray(format="rgb24") for frame in video.decode(video=0)]
    frames, (width, height) = stated(said)
    assert frames == STEPS + 1 == len(decoded) and decoded[-1].shape == (height, width, 3)
    assert width % 2 == height % 2 == 0
    small = final_grid(page)
    factor = round(256 / small.shape[1])
    shown = decoded[-1][8 + factor // 2 : 8 + factor * small.shape[0] : factor, 8 + factor // 2 :: factor]
    assert np.abs(shown[:, : small.shape[1]].astype(int) - small).mean() < 6


def test_still_pictures(page):
    small = final_grid(page)
    _, content, _ = saved(page, "final")
    assert np.array_equal(pixels(Image.open(io.BytesIO(content))), small)
    _, content, _ = saved(page, "sheet")
    sheet = pixels(Image.open(io.BytesIO(content)))
    factor = round(128 / small.shape[1])
    height, width = factor * small.shape[0], factor * small.shape[1]
    assert sheet.shape == (2 * height + 68, 32 + 10 * (width + 8), 3)
    last = sheet[8 : 8 + height : factor, 32 + 9 * (width + 8) : 24 + 10 * (width + 8) : factor]
    assert np.array_equal(last, small)


def test_a_table_of_numbers(page):
    _, content, _ = saved(page, "csv")
    rows = list(csv.DictReader(io.StringIO(content.decode())))
    assert [(row["sample"], row["step"]) for row in rows] == [
        (str(i + 1), str(k)) for k in range(STEPS) for i in range(COUNT)
    ]
    states = page.evaluate(
        "Array.from({ length: explorer.state.chain.total }, (_, k) => Array.from(explorer.state.chain.at(k).xT))"
    )
    x = np.array(states).reshape(STEPS * COUNT, -1)
    norms = np.linalg.norm(x, axis=1) / np.sqrt(x.shape[1])
    assert np.allclose([float(row["norm_x_t_over_sqrt_n"]) for row in rows], norms, rtol=0, atol=1e-4)
    assert np.allclose([float(row["var_x_t"]) for row in rows], x.var(axis=1), rtol=0, atol=1e-4)
    assert all(float(row["psnr_x0_hat_db"]) > 0 for row in rows)


def test_a_script(page):
    name, content, _ = saved(page, "script")
    compile(content, name, "exec")


def test_a_second_click_is_ignored_while_the_first_is_at_work(page):
    downloads = []
    page.on("download", lambda download: downloads.append(download))
    with page.expect_download():
        page.evaluate(
            "document.querySelectorAll('[data-take=gif], [data-take=csv]').forEach((button) => button.click())"
        )
        page.get_by_text(".gif: ").wait_for()
    saved(page, "script")
    assert [download.suggested_filename.rsplit(".")[-1] for download in downloads] == ["gif", "py"]


def test_the_server_sends_each_library_once_and_nothing_else(page):
    saved(page, "gif")
    saved(page, "mp4")
    asked = len(page.watch.requests)
    for kind in ("gif", "mp4", "sheet", "final", "csv", "script"):
        saved(page, kind)
    assert [url for url in page.watch.requests[asked:] if not url.startswith("blob:")] == []
    fetched = [url.rsplit("/", 1)[-1] for url in page.watch.requests if "/shipped/" in url]
    assert sorted(fetched) == ["gifenc.js", "mediabunny.js"]
