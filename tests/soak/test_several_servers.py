"""Two processes of the app on one folder of jobs, behind the snippet with a cookie in docs/deployment.md. With -m soak.

Needs Caddy (Debian: apt-get install caddy) and a browser.
"""

import json
import re
import urllib.request
from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.browser.test_job_tab import open_finetune, pictures, state_of  # noqa: F401
from tests.soak.test_proxies import DEPLOYMENT, caddy, proxied
from tests.support.browser import BEEN_HERE, FINETUNE_FILES, fill
from tests.support.served import Server, wait_until

pytestmark = pytest.mark.soak
COOKIE = "explorer"


class Room(NamedTuple):
    url: str
    jobs: Path
    servers: list[Server]


@pytest.fixture
def room(tmp_path) -> Iterator[Room]:
    jobs = tmp_path / "jobs"
    jobs.mkdir()
    servers = []
    for name in ("one", "two"):  # each notes its log beside the folder's name
        (tmp_path / name).symlink_to(jobs)
        servers.append(Server(tmp_path / name, "--trusted-proxy", "127.0.0.1"))
    block = re.search(r"```\n# Caddy, two processes.*?\n(.+?)```", DEPLOYMENT.read_text("utf-8"), re.DOTALL)[1]
    for server, written in zip(servers, ("127.0.0.1:7860", "127.0.0.1:7861"), strict=True):
        block = block.replace(written, f"127.0.0.1:{server.port}")
    try:
        with proxied(caddy, tmp_path, block) as address:
            yield Room(f"{address}/", jobs, servers)
    finally:
        logs = [server.stop() for server in servers]
    assert all(len(log.strip().splitlines()) == 1 for log in logs), logs


def cookie_of(url: str, known: str = "") -> str:
    """To which process a visitor with that cookie is led: what the proxy sets, or what it leaves."""
    request = urllib.request.Request(url, headers={"Cookie": f"{COOKIE}={known}"} if known else {})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            said = SimpleCookie(answer.headers.get("Set-Cookie", ""))
    except OSError:
        return ""
    return said[COOKIE].value if COOKIE in said else known


def cookies_of_both(url: str) -> list[str]:
    found: set[str] = set()
    wait_until(lambda: len(found) == 2 or found.add(cookie_of(url)))
    return sorted(found)


def visit(chromium, room: Room, cookie: str):
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(180_000)
    context.add_init_script(BEEN_HERE)
    context.add_cookies([{"name": COOKIE, "value": cookie, "url": room.url}])
    page = context.new_page()
    page.goto(room.url)
    page.wait_for_selector(".dx-noise_stage [data-drawn], [data-drawn].dx-noise_stage")
    return page


def begin(page, pictures, name: str, steps: int) -> None:  # noqa: F811
    open_finetune(page)
    page.locator(FINETUNE_FILES).last.set_input_files(pictures[:4])
    page.get_by_text("4 pictures, 32×32 pixels").wait_for()
    fill(page.get_by_label("Name of the result"), name)
    fill(page.get_by_label("number input for Training steps"), str(steps))
    page.get_by_label("number input for Training steps").press("Enter")
    page.click("#finetune-start")


def states(room: Room) -> dict[str, str]:
    jobs = [path for path in room.jobs.glob("[0-9]*") if (path / "state.json").exists()]
    return {json.loads((path / "spec.json").read_text())["name"]: state_of(path) for path in jobs}


def test_a_visitor_stays_with_a_process(room):
    for cookie in cookies_of_both(room.url):
        assert {cookie_of(room.url, cookie) for _ in range(10)} == {cookie}


def test_two_visitors_of_two_processes_train_in_turn_and_see_their_own(chromium, room, pictures):  # noqa: F811
    first, second = (visit(chromium, room, cookie) for cookie in cookies_of_both(room.url))
    begin(first, pictures, "long houses", 2000)
    wait_until(lambda: states(room).get("long houses") == "running")
    begin(second, pictures, "short houses", 5)
    wait_until(lambda: states(room).get("short houses") == "queued")
    second.wait_for_selector('[data-state="queued"]')  # its own page knows that another's is trained first
    assert states(room) == {"long houses": "running", "short houses": "queued"}
    first.get_by_role("button", name="Stop", exact=True).locator("visible=true").click()
    second.get_by_text("Done: “short houses”").wait_for()
    assert states(room) == {"long houses": "stopped", "short houses": "done"}
    for page, other in ((first, "short houses"), (second, "long houses")):
        page.get_by_role("tab", name="Denoise").click()
        page.get_by_role("combobox", name="Network").click()
        assert page.get_by_role("option", name=other).count() == 0
        page.context.close()


def test_when_a_process_goes_all_visitors_find_their_jobs_at_the_other(chromium, room, pictures):  # noqa: F811
    visitors = {f"houses {cookie[:4]}": visit(chromium, room, cookie) for cookie in cookies_of_both(room.url)}
    for name, page in visitors.items():
        begin(page, pictures, name, 5)
        page.get_by_text(f"Done: “{name}”").wait_for()
    room.servers[0].process.terminate()
    room.servers[0].process.wait(60)
    for name, page in visitors.items():
        page.reload()
        page.wait_for_selector("[data-drawn]", state="attached")
        open_finetune(page)
        page.get_by_text(f"Done: “{name}”").wait_for()
        page.context.close()
