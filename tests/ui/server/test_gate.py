"""The gate by itself: which requests reach what lies behind it, and with what."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from explorer.ui.server import bodies
from explorer.ui.server.gate import Gate, Rules
from explorer.ui.server.limits import SESSION_S, Allowance, Client, Clients, Limits, Refused
from explorer.ui.text import load_text

OPEN = Limits(None, None, None, None, 10_000)
JOIN = "/gradio_api/queue/join"


def finish(work):
    """Run a coroutine in a thread of its own: in this one a browser's event loop may be running."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


class Asked:
    """A gate with a recorder behind it."""

    def __init__(self, own_machine=False, limits=OPEN, mcp=False, full=False, root=""):
        self.seen: list[tuple[str, str, bytes]] = []
        self.gate = Gate(self._behind, Rules("en", limits, own_machine, mcp, lambda: full, root))

    async def _behind(self, scope, receive, send):
        body, more = b"", scope["method"] == "POST"
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        self.seen.append((scope["method"], scope["path"], body))
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    def __call__(self, path, method="GET", pieces=(), client="192.0.2.1", **headers) -> tuple[int, bytes]:
        return finish(self.ask(path, method, pieces, client, **headers))

    async def ask(self, path, method="GET", pieces=(), client="192.0.2.1", **headers) -> tuple[int, bytes]:
        sent, left = [], list(pieces)

        async def receive():
            if not pieces:
                return {"type": "http.request", "body": b""}
            return {"type": "http.request", "body": left.pop(0), "more_body": bool(left)}

        async def send(message):
            sent.append(message)

        raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        scope = {"type": "http", "method": method, "path": path, "raw_path": path.encode(), "query_string": b"",
                 "headers": raw, "client": (client, 1)}  # fmt: skip
        await self.gate(scope, receive, send)
        return sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:])

    def post(self, value, path=JOIN, **options):
        return self(path, "POST", [json.dumps(value).encode()], **options)


# Routes


@pytest.mark.parametrize("prefix", ["", "/lang/ru"])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("HEAD", "/"),
        ("GET", "/config"),
        ("GET", "/assets/index.js"),
        ("GET", "/gradio_api/info"),
        ("GET", "/gradio_api/heartbeat/abc"),
        ("GET", "/gradio_api/queue/data"),
        ("GET", "/gradio_api/call/sample/0123abc"),
        ("POST", JOIN),
        ("POST", "/gradio_api/call/noise_image"),
        ("POST", "/gradio_api/call/v2/schedule"),
        ("POST", "/gradio_api/cancel"),
        ("POST", "/gradio_api/upload"),
        ("OPTIONS", JOIN),
    ],
)
def test_what_the_page_and_programs_use_is_there(method, path, prefix):
    asked = Asked()
    assert asked(prefix + path, method)[0] == 200
    assert [seen[:2] for seen in asked.seen] == [(method, prefix + path)]


@pytest.mark.parametrize("prefix", ["", "/lang/ru", "/lang/xx"])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/monitoring"),
        ("GET", "/monitoring/summary"),
        ("POST", "/login"),
        ("GET", "/logout"),
        ("GET", "/gradio_api/deep_link"),
        ("GET", "/gradio_api/runs"),
        ("GET", "/gradio_api/proxy=https://example.org/x"),
        ("GET", "/gradio_api/file=http://example.org/x"),
        ("HEAD", "/gradio_api/file=https:/example.org/x"),
        ("GET", "/gradio_api/file=/etc/passwd"),
        ("GET", "/gradio_api/file=app.py"),
        ("GET", "/gradio_api/file=\0"),
        ("GET", "/gradio_api/file/x"),
        ("GET", "/gradio_api/custom_component/a/client/b/c.js"),
        ("GET", "/gradio_api/stream/a/b/c/playlist.m3u8"),
        ("POST", "/gradio_api/stream/a"),
        ("POST", "/gradio_api/component_server"),
        ("POST", "/gradio_api/process_recording"),
        ("POST", "/gradio_api/vibe-edit"),
        ("GET", "/gradio_api/vibe-code"),
        ("GET", "/gradio_api/dev/reload"),
        ("POST", "/gradio_api/run/predict"),
        ("POST", "/gradio_api/api/sample"),
        ("POST", "/gradio_api/call/refresh"),
        ("POST", "/gradio_api/call/v2/nothing"),
        ("GET", JOIN),
        ("PUT", "/"),
        ("DELETE", "/"),
        ("POST", "/"),
        ("GET", "/gradio_api/mcp/"),
        ("POST", "/gradio_api/mcp"),
        ("GET", "/svelte/x.js"),
        ("GET", "//"),
        ("GET", "/config\n"),
        ("GET", "/shipped/../app.py"),
        ("GET", "/shipped/"),
    ],
)
def test_whatever_else_gradio_serves_is_not_there(method, path, prefix):
    asked = Asked()
    assert asked(prefix + path, method)[0] == 404
    assert asked.seen == []


def test_uploads_and_answers_can_be_fetched_and_nothing_around_them(tmp_path, monkeypatch):
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "temp"))
    asked = Asked()
    at = f"/gradio_api/file={tmp_path}"
    assert asked(f"{at}/temp/0f/cat.png")[0] == asked(f"/lang/ru{at}/temp/0f/котик%20.png")[0] == 200
    for path in ("/temp/../secret", "/temp/%2e%2e/secret", "/temperature", "/other/cat.png"):
        assert asked(at + path)[0] == 404


def test_scripts_that_ship_have_addresses_that_do_not_say_where_they_lie():
    asked = Asked()
    assert asked("/shipped/plotly.min.js")[0] == asked("/lang/ru/shipped/gifenc.js")[0] == 200
    (_, plotly, _), (_, gifenc, _) = asked.seen
    assert plotly.startswith("/gradio_api/file=/") and gifenc.startswith("/lang/ru/gradio_api/file=/")


def test_the_mcp_server_is_there_only_if_it_was_asked_for():
    asked = Asked(mcp=True)
    assert asked("/gradio_api/mcp/", "POST", [b"{}"])[0] == 200
    assert asked("/lang/ru/gradio_api/mcp/", "POST", [b"{}"])[0] == 404


# Who asks


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "127.0.0.1:7860"}, 200),
        ({"host": "localhost"}, 200),
        ({"host": "[::1]:7860"}, 200),
        ({"host": "127.0.0.1:7860", "origin": "http://127.0.0.1:7860"}, 200),
        ({"host": "localhost:1", "sec_fetch_site": "same-origin"}, 200),
        ({"host": "evil.example"}, 403),
        ({"host": "127.0.0.1.evil.example:7860"}, 403),
        ({"host": "localhost@evil.example"}, 403),
        ({"host": "[::1"}, 403),
        ({"host": ""}, 403),
        ({}, 403),
        ({"host": "127.0.0.1:7860", "origin": "http://evil.example"}, 403),
        ({"host": "127.0.0.1:7860", "origin": "http://127.0.0.1:8000"}, 403),
        ({"host": "127.0.0.1:7860", "origin": "null"}, 403),
        ({"host": "localhost:7860", "sec_fetch_site": "cross-site"}, 403),
    ],
)
@pytest.mark.parametrize(("method", "path"), [("POST", JOIN), ("POST", "/gradio_api/upload"), ("GET", "/config"),
                                              ("POST", "/gradio_api/mcp/"), ("GET", "/nothing")])  # fmt: skip
def test_on_loopback_only_this_machine_and_its_own_page_may_ask(headers, status, method, path):
    asked = Asked(own_machine=True, mcp=True)
    found = asked(path, method, [b"{}"] if method == "POST" else (), client="127.0.0.1", **headers)[0]
    assert found == (404 if (status, path) == (200, "/nothing") else status)
    assert len(asked.seen) == (found == 200)


def test_a_link_from_elsewhere_and_a_frame_around_the_page_open_it():
    asked = Asked(own_machine=True)
    assert asked("/", host="localhost", sec_fetch_site="cross-site", sec_fetch_mode="navigate")[0] == 200


def test_what_others_reach_may_have_any_name():
    assert Asked()("/", host="explorer.example", origin="https://slides.example")[0] == 200


# What it carries


def file(**values):
    return {"meta": {"_type": "gradio.FileData"}, **values}


REMOTE = [
    {"path": "http://192.0.2.1/x"},
    {"path": "https://192.0.2.1/x", "orig_name": "x.png"},
    {"path": "HTTP://192.0.2.1/x"},
    {"path": " https://192.0.2.1/x"},
    {"path": "//192.0.2.1/x"},
    {"path": r"\\192.0.2.1\x"},
    {"path": "file:///etc/passwd"},
    {"path": "ftp://192.0.2.1/x"},
    {"path": "/tmp/x", "url": "http://192.0.2.1/gradio_api/file=/tmp/x"},
    {"path": "/tmp/x", "url": "http://explorer.example/other"},
    {"path": "/tmp/x", "url": "http://[::1/"},
]


@pytest.mark.parametrize("remote", REMOTE)
@pytest.mark.parametrize(
    "wrap", [lambda x: x, lambda x: [None, [x]], lambda x: {"a": {"b": [x]}}, lambda x: file(path="/tmp/a", inner=x)]
)
@pytest.mark.parametrize(
    "path", [JOIN, f"/lang/ru{JOIN}", "/gradio_api/call/noise_image", "/gradio_api/call/v2/sample"]
)
def test_no_file_of_another_server_goes_through_wherever_it_is_named(remote, wrap, path):
    for each in (remote, file(**remote)):
        asked = Asked()
        status, body = asked.post({"data": [1, wrap(each)], "session_hash": "a"}, path, host="explorer.example")
        text = load_text("ru" if "/ru/" in path else "en")
        assert status == 422 and json.loads(body)["detail"][0]["message"] == text["api.remote"]
        assert asked.seen == []


@pytest.mark.parametrize(
    "local",
    [
        {"path": "/tmp/gradio/x.png"},
        {"path": "/tmp/x", "url": "http://explorer.example:7860/gradio_api/file=/tmp/x"},
        {"path": "/tmp/x", "url": "https://outside.example/explorer/lang/ru/gradio_api/file=/tmp/x"},
        {"path": r"C:\Temp\x.png", "url": None},
        {"path": None},
        {"query": "https://a.example/?x=1"},
    ],
)
def test_own_files_and_addresses_that_are_no_files_go_through_unchanged(local):
    asked = Asked()
    value = {"data": [local, "http://a.example"], "session_hash": "a"}
    headers = {"host": "explorer.example:7860", "x_forwarded_host": "outside.example, inside"}
    assert asked.post(value, **headers)[0] == 200
    assert json.loads(asked.seen[0][2]) == value


def test_an_address_given_as_the_root_is_the_servers_own():
    value = {"data": [{"path": "/tmp/x", "url": "https://a.example/e/gradio_api/file=/tmp/x"}]}
    assert Asked(root="https://a.example/e").post(value)[0] == 200
    assert Asked(root="/e").post(value)[0] == 422


def test_mcp_takes_pictures_but_no_addresses():
    asked = Asked(mcp=True)

    def call(image):
        call = {"jsonrpc": "2.0", "id": 7, "method": "tools/call", "params": {"arguments": {"image": image, "t": 3}}}
        return asked.post(call, "/gradio_api/mcp/")

    status, body = call("http://192.0.2.1/x")
    assert status == 200 and asked.seen == []
    assert json.loads(body)["id"] == 7 and json.loads(body)["error"]["message"] == load_text("en")["api.remote"]
    assert call("data:image/png;base64," + "A" * 12_000_000)[0] == 200 and len(asked.seen) == 1
    assert call({"path": "/tmp/x", "url": "HTTPS://192.0.2.1/x"})[0] == 200 and len(asked.seen) == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"{", 400), (b"\xff", 400), (b"[" * 100_000, 400), (b'{"session_hash": 3}', 400), (b" " * 1_000_001, 413),
     (json.dumps({"session_hash": "a" * 101}).encode(), 400)],
)  # fmt: skip
def test_what_cannot_be_read_or_is_too_long_goes_no_further(body, status):
    asked = Asked()
    halves = [body[: len(body) // 2], body[len(body) // 2 :]]
    assert asked(JOIN, "POST", halves)[0] == status
    assert asked.seen == []


def test_a_body_that_is_announced_too_long_is_not_read():
    asked = Asked()
    assert asked(JOIN, "POST", [], content_length="100000000")[0] == 413
    assert asked(JOIN, "POST", [], content_length="-1")[0] == 400
    assert asked(JOIN, "POST", [], content_length="9" * 5000)[0] == 413


def test_who_stops_sending_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(bodies, "PATIENCE_S", 0.01)
    asked, sent = Asked(), []

    async def run():
        async def never():
            await asyncio.Event().wait()

        async def send(message):
            sent.append(message)

        for path in (JOIN, "/gradio_api/upload"):
            scope = {"type": "http", "method": "POST", "path": path, "headers": [], "client": ("192.0.2.1", 1)}
            await asked.gate(scope, never, send)

    finish(run())
    assert [message["status"] for message in sent if "status" in message] == [408, 408]


def test_an_upload_is_cut_where_the_hours_bytes_end():
    asked = Asked(limits=OPEN._replace(upload_bytes=1000))
    assert asked("/gradio_api/upload", "POST", [b"x" * 600])[0] == 200
    assert asked("/gradio_api/upload", "POST", [b"x" * 300, b"x" * 300, b"x" * 300])[0] == 429
    assert asked("/gradio_api/upload", "POST", [b"x" * 600], client="192.0.2.2")[0] == 200
    assert len(asked.seen) == 2


def test_a_full_folder_takes_no_upload():
    asked = Asked(full=True)
    status, body = asked("/gradio_api/upload", "POST", [b"x"])
    assert (status, json.loads(body)["detail"]) == (507, load_text("en")["gate.full"])
    assert asked.post({"data": []})[0] == 200


def test_an_answer_is_streamed():
    """Its first part is with the visitor before the second is made."""
    sent, seen = [], []

    async def behind(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"1", "more_body": True})
        seen.extend(sent)

    async def send(message):
        sent.append(message.get("body"))

    scope = {"type": "http", "method": "GET", "path": "/gradio_api/queue/data", "headers": [], "client": None}
    gate = Gate(behind, Rules("en", OPEN, False, False, lambda: False))
    finish(gate(scope, None, send))
    assert seen == [None, b"1"]


# How much


def test_one_client_is_slowed_and_another_is_not():
    asked = Asked(limits=OPEN._replace(posts=5))
    assert [asked.post({}, client="192.0.2.1")[0] for _ in range(7)] == [200] * 5 + [429] * 2
    assert asked.post({}, client="192.0.2.2")[0] == 200
    assert asked("/", client="192.0.2.1")[0] == 200


def test_one_client_has_so_many_pages_and_keeps_those_it_has():
    asked = Asked(limits=OPEN._replace(sessions=2))
    asks = [asked.post({"session_hash": name})[0] for name in "abcab"]
    assert asks == [200, 200, 429, 200, 200]
    assert asked.post({"session_hash": "c"}, client="192.0.2.2")[0] == 200


def test_pages_that_are_closed_are_forgotten(monkeypatch):
    now = [0.0]
    monkeypatch.setattr("explorer.ui.server.limits.time.monotonic", lambda: now[0])
    client = Client(OPEN._replace(sessions=1))
    client.ask("a")
    with pytest.raises(Refused, match="pages"):
        client.ask("b")
    now[0] += SESSION_S + 1
    client.ask("b")


def test_what_is_allowed_comes_back_evenly(monkeypatch):
    now = [0.0]
    monkeypatch.setattr("explorer.ui.server.limits.time.monotonic", lambda: now[0])
    allowance = Allowance(60, 60.0)
    allowance.take(60)
    assert allowance.left() == 0
    now[0] += 15
    assert allowance.left() == 15
    now[0] += 1000
    assert allowance.left() == 60


@pytest.mark.parametrize(("path", "method", "kind"), [("/gradio_api/queue/data", "GET", "streams"),
                                                      ("/gradio_api/upload", "POST", "uploads")])  # fmt: skip
def test_so_many_at_once_and_a_place_is_free_when_one_ends(path, method, kind):
    asked = Asked(limits=OPEN._replace(**{kind: 1}))

    async def run():
        begun, go = asyncio.Event(), asyncio.Event()

        async def held(scope, receive, send):
            begun.set()
            await go.wait()
            await send({"type": "http.response.start", "status": 200, "headers": []})

        asked.gate.app = held
        first = asyncio.create_task(asked.ask(path, method))
        await begun.wait()
        second = await asked.ask(path, method)
        go.set()
        return (await first)[0], second[0], (await asked.ask(path, method))[0]

    assert finish(run()) == (200, 429, 200)


def test_of_a_flood_of_addresses_only_so_many_are_remembered(monkeypatch):
    monkeypatch.setattr("explorer.ui.server.limits.MOST_CLIENTS", 3)
    clients = Clients(OPEN)
    clients["busy"].open("streams")
    for number in range(10):
        clients[str(number)].post()
    assert len(clients._clients) == 3 and clients["busy"].streams == 1


def test_every_refusal_has_a_sentence_in_every_language():
    reasons = ("elsewhere", "too_large", "slow", "unreadable", "often", "pages", "megabytes", "full")
    for language in ("en", "ru", "vi", "ja"):
        assert all(load_text(language)[f"gate.{reason}"] for reason in reasons)
