"""The page under its content security policy: its own parts work, what gets into it does not, and it may be framed."""

import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from explorer.ui.server.headers import ALWAYS, NO_PAGE, POLICY
from tests.browser.find_browser import find_browser
from tests.support.browser import BEEN_HERE, FLAGS, PATIENCE_MS


@pytest.mark.parametrize("path", ["", "lang/ru/", "config", "theme.css", "gradio_api/file=/etc/passwd", "nowhere"])
def test_every_answer_of_the_server(server, path):
    try:
        answer = urllib.request.urlopen(server.url + path, timeout=60)
    except urllib.error.HTTPError as error:
        answer = error
    assert {name: answer.headers[name] for name in ALWAYS} == ALWAYS
    assert (answer.headers[POLICY] == NO_PAGE) == (path not in ("", "lang/ru/"))


def test_what_got_into_the_page_does_nothing(open_page, server):
    page = open_page(server)
    page.evaluate(
        """async () => {
            window.refused = new Set();
            document.addEventListener("securitypolicyviolation", ({ effectiveDirective: directive }) => {
                window.refused.add(directive.replace(/-(elem|attr)$/, "-elem/attr"));
            });
            const box = document.createElement("div");
            box.innerHTML = "<img src=data:, onerror='window.ran = 1'><a href='javascript:window.ran = 2'>x</a>"
                + "<form action='https://example.org/'><button>go</button></form>";
            document.body.append(box);
            const script = document.createElement("script");
            script.textContent = "window.ran = 3";
            document.body.append(script);
            box.querySelector("a").click();
            box.querySelector("button").click();
            await fetch("https://example.org/").catch(() => {});
        }"""
    )
    page.wait_for_function("() => window.refused.size === 3")
    assert page.evaluate("[...window.refused].sort()") == ["connect-src", "form-action", "script-src-elem/attr"]
    assert page.evaluate("window.ran") is None and page.url.startswith(server.url)
    page.watch.forgive("Content Security Policy", "https://example.org")


def test_the_page_for_programs(open_page, server):
    page = open_page(server)
    page.get_by_role("button", name="Use via API").click()
    page.wait_for_function("() => ['/noise_image', '/sample'].every((name) => document.body.innerText.includes(name))")
    # Gradio asks there for what is switched off here.
    page.watch.forgive("gradio_api/mcp/schema", "monitoring/summary")


def test_the_webcam(server, chromium):
    flags = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    browser = chromium.browser_type.launch(executable_path=find_browser(), args=[*FLAGS, *flags])
    said: list[str] = []
    try:
        page = browser.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.add_init_script(BEEN_HERE)
        page.on("console", lambda message: message.type == "error" and said.append(message.text))
        page.goto(server.url)
        page.wait_for_selector("[data-drawn]")
        page.get_by_role("button", name="Capture from camera").click()
        page.get_by_text("Click to Access Webcam").click()
        page.wait_for_function("() => document.querySelector('[data-testid=webcam-video]')?.videoWidth > 0")
        assert said == []
    finally:
        browser.close()


class Lecturer(BaseHTTPRequestHandler):
    """Another site, which has the page in a frame."""

    address = ""

    def do_GET(self):
        body = f"<iframe src='{self.address}?t=300' width=1200 height=800></iframe>".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def test_another_site_and_a_file_may_frame_it(chromium, server, tmp_path):
    slides = tmp_path / "slides.html"
    slides.write_text(f"<iframe src='{server.url}?t=300' width=1200 height=800></iframe>")
    site = ThreadingHTTPServer(("127.0.0.1", 0), type("Site", (Lecturer,), {"address": server.url}))
    threading.Thread(target=site.serve_forever, args=(0.02,), daemon=True).start()
    try:
        for address in (f"http://127.0.0.1:{site.server_port}/", slides.as_uri()):
            page = chromium.new_page()
            page.set_default_timeout(PATIENCE_MS)
            page.goto(address)
            page.frame_locator("iframe").locator("[data-drawn]").first.wait_for()
            page.close()
    finally:
        site.shutdown()
        site.server_close()
