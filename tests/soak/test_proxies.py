"""The snippets for Caddy and nginx in docs/deployment.md, as they stand there, before a running app. With -m soak.

Needs both proxies (Debian: apt-get install caddy nginx-light) and a browser.
"""

import json
import re
import shutil
import subprocess
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from gradio_client import Client, handle_file
from PIL import Image

from explorer.refusals import MAX_BYTES
from explorer.toys import toy
from explorer.ui.server.limits import Limits
from tests.support.browser import BEEN_HERE
from tests.support.served import PROJECT, Server, free_port, wait_until

pytestmark = pytest.mark.soak
PATH = "/explorer"
DEPLOYMENT = PROJECT / "docs" / "deployment.md"


def snippets() -> dict[str, str]:
    block = re.search(r"```\n# Caddy\n(.+?)\n# nginx\n(.+?)```", DEPLOYMENT.read_text("utf-8"), re.DOTALL)
    return {"caddy": block[1], "nginx": block[2]}


def caddy(folder: Path, port: int, snippet: str) -> list[str]:
    (folder / "Caddyfile").write_text(
        f"{{\n admin off\n auto_https off\n}}\nhttp://127.0.0.1:{port} {{\n{snippet}\n}}\n"
    )
    return ["caddy", "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]


def nginx(folder: Path, port: int, snippet: str) -> list[str]:
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    kept = "\n".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    (folder / "nginx.conf").write_text(
        f"user root; daemon off; pid {folder}/pid; error_log stderr; events {{}}\n"
        f"http {{ access_log off; {kept}\n server {{ listen 127.0.0.1:{port};\n{snippet}\n}} }}\n"
    )
    return ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")]


@contextmanager
def proxied(make: Callable[[Path, int, str], list[str]], folder: Path, snippet: str, path: str = "") -> Iterator[str]:
    """A proxy with that snippet, once the app answers behind it: its address, without a slash at its end."""
    environment = {"PATH": "/usr/sbin:/usr/bin", "HOME": str(folder)}
    assert shutil.which(make.__name__, path=environment["PATH"]), f"install {make.__name__}: see above"
    port = free_port()
    address = f"http://127.0.0.1:{port}{path}"
    with (folder / "log").open("wb") as log:
        proxy = subprocess.Popen(make(folder, port, snippet), env=environment, stdout=log, stderr=log)

    def answers() -> bool:
        try:
            return fetch(f"{address}/")[0] == 200
        except OSError:
            return False

    try:
        wait_until(answers, 30, lambda: (folder / "log").read_text())
        yield address
    finally:
        proxy.terminate()
        proxy.wait(30)


@contextmanager
def behind(make: Callable[[Path, int, str], list[str]], folder: Path) -> Iterator[str]:
    """A server of its own behind a proxy: the address at which that shows the page, without a slash at its end."""
    server = Server(folder / "jobs", "--root-path", PATH, "--trusted-proxy", "127.0.0.1")
    snippet = snippets()[make.__name__].replace("127.0.0.1:7860", f"127.0.0.1:{server.port}")
    try:
        with proxied(make, folder, snippet, PATH) as address:
            yield address
    finally:
        log = server.stop()
    assert len(log.strip().splitlines()) == 1, log


@pytest.fixture(scope="module", params=[caddy, nginx], ids=["caddy", "nginx"])
def outside(request, tmp_path_factory) -> Iterator[str]:
    with behind(request.param, tmp_path_factory.mktemp(request.param.__name__)) as address:
        yield address


@pytest.fixture(params=[caddy, nginx], ids=["caddy", "nginx"])
def fresh(request, tmp_path) -> Iterator[str]:
    """The same for a test that uses up what a visitor may ask for."""
    with behind(request.param, tmp_path) as address:
        yield address


def fetch(address: str, body: bytes | None = None, **headers: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(urllib.request.Request(address, body, headers), timeout=60) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


@pytest.mark.parametrize("language", ["", "lang/ru/"])
def test_the_page_knows_where_it_is_and_finds_its_scripts(outside, language):
    page = fetch(f"{outside}/{language}")[1].decode()
    assert json.loads(re.search(r'"root": ?("[^"]*")', page)[1]) == f"{outside}/{language}".rstrip("/")
    assert fetch(f"{outside}/{language}shipped/plotly.min.js")[0] == 200
    assert fetch(f"{outside}/{language}monitoring")[0] == 404


def test_programs_upload_a_picture_and_follow_a_chain(outside, tmp_path):
    client = Client(f"{outside}/", verbose=False, download_files=str(tmp_path))
    Image.fromarray(toy(4, "cat", 64)).save(tmp_path / "cat.png")
    assert client.predict(handle_file(tmp_path / "cat.png"), 0, api_name="/noise_image")[1]["signal"] == 1
    times = [t for _, t in client.submit("digits", steps=40, api_name="/sample")]
    assert len(times) > 1 and times[-1] == 0  # streamed, not all at its end


def test_the_largest_upload_passes_and_a_larger_one_does_not(outside):
    def form(size: int) -> bytes:
        head = b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.png"\r\n\r\n'
        return head + bytes(size) + b"\r\n--b--\r\n"

    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    assert fetch(f"{outside}/gradio_api/upload", form(MAX_BYTES), **kind)[0] == 200
    assert fetch(f"{outside}/gradio_api/upload", form(MAX_BYTES + 100_000), **kind)[0] == 413


def test_the_proxys_word_for_the_visitor_counts_and_the_visitors_does_not(fresh):
    """All of these are the one who sends them, whatever they say."""
    most = Limits().sessions
    asks = []
    for number in range(most + 5):
        body = json.dumps({"session_hash": f"s{number}", "fn_index": 0, "event_id": "none"}).encode()
        headers = {"Content-Type": "application/json", "X-Forwarded-For": f"198.51.100.{number}"}
        asks.append(fetch(f"{fresh}/gradio_api/cancel", body, **headers)[0])
    assert asks[0] == 200 and asks[-1] == 429


class Frame(BaseHTTPRequestHandler):
    """Somebody's slides, with the page in a frame."""

    inside = ""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        if self.path == "/":
            self.wfile.write(f'<iframe src="{self.inside}" width="1300" height="800"></iframe>'.encode())

    def log_message(self, *_) -> None:
        pass


def looked_at_in_a_frame(browser, inside: str) -> None:
    slides = ThreadingHTTPServer(("127.0.0.1", 0), type("Slides", (Frame,), {"inside": f"{inside}/?tab=schedules"}))
    threading.Thread(target=slides.serve_forever, daemon=True).start()
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    try:
        page = context.new_page()
        refused = []
        page.on("response", lambda r: r.status >= 400 and refused.append((r.status, r.url)))
        page.goto(f"http://127.0.0.1:{slides.server_port}/")
        frame = page.frame_locator("iframe")
        frame.locator(".js-plotly-plot").first.wait_for(timeout=60_000)
        assert refused == []
    finally:
        context.close()
        slides.shutdown()
        slides.server_close()


def test_it_works_in_a_frame_of_another_page(chromium, tmp_path):
    server = Server(tmp_path / "jobs")
    try:
        looked_at_in_a_frame(chromium, server.url.rstrip("/"))
    finally:
        server.stop()


def test_it_works_in_a_frame_behind_a_proxy(chromium, outside):
    looked_at_in_a_frame(chromium, outside)


@pytest.mark.parametrize("language", ["", "lang/ru/"])
def test_the_network_reaches_the_visitors_device(chromium, outside, language):
    page = chromium.new_page()
    page.add_init_script(BEEN_HERE)
    try:
        page.goto(f"{outside}/{language}")
        page.click('[data-take="guess"]', timeout=60_000)
        page.wait_for_selector('[data-term="guess"][data-phase="ready"]', timeout=60_000)
        assert page.locator('[data-part="remote"]').is_hidden()  # it is not the server that guesses
    finally:
        page.close()
