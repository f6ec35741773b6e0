"""The gate before a served page: what strangers try leaves nothing behind, and what people do goes through."""

import json
import socket
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import ValidationError
from PIL import Image

from explorer.refusals import MAX_BYTES
from explorer.toys import toy
from explorer.ui.chains.service import ChainService
from explorer.ui.clients import trust
from explorer.ui.networks import Networks
from explorer.ui.server.launch import launch
from explorer.ui.server.limits import Limits
from explorer.ui.text import LANGUAGES, load_text
from tests.support.served import PATIENCE_S, free_port, wait_until

BOUNDARY = "b0undary"


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """(address, the folder of uploads) of a server behind a proxy, which says who asks."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("temp")
        patch.setenv("GRADIO_TEMP_DIR", str(folder))
        patch.setenv("FORWARDED_ALLOW_IPS", "")
        trust(["127.0.0.1"])
        networks = Networks("digits", "cpu", tmp_path_factory.mktemp("served") / "jobs")
        page = launch("en", ChainService(networks), "127.0.0.1", free_port(), share=False, proxied=True)
        yield page.local_url, folder
        page.close()
        networks.close()


def part(name: str, content: bytes, filename: str | None = "a.png") -> bytes:
    said = f'; filename="{filename}"' if filename is not None else ""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{said}\r\n\r\n'
    return head.encode() + content + b"\r\n"


END = f"--{BOUNDARY}--\r\n".encode()
HEADERS = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}


def post(address: str, body: bytes, **headers: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(urllib.request.Request(address, body, headers), timeout=30) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def upload(served, body: bytes) -> tuple[int, bytes]:
    return post(f"{served[0]}gradio_api/upload", body, **HEADERS)


def files(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


def test_the_headers_of_a_page_fit_into_what_a_proxy_takes(served):
    """nginx takes 4 KB, and answers 502 for more."""
    for path in ("", *(f"lang/{language}/" for language in LANGUAGES if language != "en")):
        with urllib.request.urlopen(f"{served[0]}{path}", timeout=60) as answer:
            assert len(str(answer.headers)) < 2500


def test_an_upload_is_kept_under_the_name_that_the_page_is_told(served):
    status, answer = upload(served, part("files", b"one") + part("files", b"two", "b.png") + END)
    paths = [Path(path) for path in json.loads(answer)]
    assert status == 200 and [path.read_bytes() for path in paths] == [b"one", b"two"]
    with urllib.request.urlopen(f"{served[0]}gradio_api/file={paths[0]}") as fetched:
        assert fetched.read() == b"one"


@pytest.mark.parametrize(
    "body",
    [
        part("picture", b"x" * 5000) + END,
        part("files", b"kept?") + part("other", b"x" * 5000) + END,
        part("files", b"words", None) + END,
        part("files", b"kept?") + part("comment", b"words", None) + END,
        part("files", b"x" * (MAX_BYTES + 100_000)) + END,
        part("files", b"x", "..") + END,
        part("files", b"never ends"),
        part("files", b"never ends")[:-9],
        part("files", b"kept?") + b"--" + BOUNDARY.encode() + b"\r\nContent-Disposition: nonsense\r\n\r\nx\r\n" + END,
        b"".join(part("files", b"%d" % number) for number in range(201)) + END,
        b"no multipart at all",
    ],
    ids=["another name", "another name beside", "a text", "a text beside", "too heavy", "dots", "no end", "cut",
         "no name", "too many", "nonsense"],
)  # fmt: skip
def test_nothing_is_kept_of_an_upload_that_is_not_one(served, body):
    before = files(served[1])
    status, answer = upload(served, body)
    assert status in (200, 400, 413) and (status != 200 or json.loads(answer) == [])
    assert files(served[1]) == before


@pytest.mark.parametrize("announced", [9_000_000, None], ids=["with a length", "in chunks"])
def test_nothing_is_kept_of_an_upload_whose_sender_leaves(served, announced):
    before, port = files(served[1]), int(served[0].rstrip("/").rpartition(":")[2])
    body = part("files", b"x" * 300_000)
    length = f"Content-Length: {announced}" if announced else "Transfer-Encoding: chunked"
    with socket.create_connection(("127.0.0.1", port)) as sender:
        sender.sendall(f"POST /gradio_api/upload HTTP/1.1\r\nHost: a\r\n{length}\r\n".encode())
        sender.sendall(f"Content-Type: {HEADERS['Content-Type']}\r\n\r\n".encode())
        sender.sendall(body if announced else b"%x\r\n%s\r\n" % (len(body), body))
        wait_until(lambda: files(served[1]) > before)
    wait_until(lambda: files(served[1]) == before)


@pytest.mark.parametrize("name", ["noise_image", "page"])
def test_the_server_fetches_nothing_for_a_visitor(served, name):
    """A listener on loopback stands for the address: nobody knocks."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.3)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/huge.png"
        picture = {"path": address, "url": address, "meta": {"_type": "gradio.FileData"}}
        if name == "page":
            with urllib.request.urlopen(f"{served[0]}config") as answer:
                config = json.load(answer)
            images = {each["id"] for each in config["components"] if each["type"] in ("image", "file")}
            takes = [each for each in config["dependencies"] if images & set(each["inputs"])]
            assert takes
            bodies = [("queue/join", {"fn_index": each["id"], "data": [picture] * len(each["inputs"])})
                      for each in takes]  # fmt: skip
        else:
            bodies = [(f"call/{version}noise_image", data) for version, data in
                      [("", {"data": [picture, 3]}), ("v2/", {"image": picture, "t": 3})]]  # fmt: skip
        for path, body in bodies:
            value = json.dumps(body | {"session_hash": "attacker"}).encode()
            status, _ = post(f"{served[0]}gradio_api/{path}", value, **{"Content-Type": "application/json"})
            assert status == 422
        with pytest.raises(TimeoutError):
            listener.accept()


def test_a_program_that_gives_an_address_reads_what_to_do_instead(served, tmp_path):
    client = Client(served[0], verbose=False, download_files=str(tmp_path), httpx_kwargs={"timeout": PATIENCE_S})
    with pytest.raises(ValidationError) as error:
        client.predict(handle_file("http://127.0.0.1:9/cat.png"), 3, api_name="/noise_image")
    assert load_text("en")["api.remote"] in str(error.value)
    Image.fromarray(toy(4, "cat", 64)).save(tmp_path / "cat.png")
    _, factors = client.predict(handle_file(tmp_path / "cat.png"), 0, api_name="/noise_image")
    assert factors["signal"] == 1


def test_one_visitors_flood_is_not_anothers(served):
    """The proxy says who asks; the visitor's own words about it count for nothing."""
    most = Limits().sessions

    def ask(session, client):
        body = json.dumps({"event_id": "none", "session_hash": session, "fn_index": 0}).encode()
        headers = {"Content-Type": "application/json", "X-Forwarded-For": client}
        return post(f"{served[0]}gradio_api/cancel", body, **headers)[0]

    answers = [ask(f"flood{number}", f"198.51.100.{number % 250}, 203.0.113.5") for number in range(210)]
    assert answers == [200] * most + [429] * (210 - most)
    assert ask("flood0", "203.0.113.5") == ask("other", "203.0.113.6") == 200


def test_no_path_of_the_server_is_in_what_visitors_get(served):
    project = str(Path(__file__).parents[3])
    for address in ("", "config", "gradio_api/info", "gradio_api/openapi.json"):
        with urllib.request.urlopen(served[0] + address) as answer:
            shown = answer.read().decode()
        assert project not in shown and "site-packages" not in shown and str(served[1]) not in shown


def test_what_is_not_there_is_not_there(served):
    for path in ("monitoring", "gradio_api/deep_link?session_hash=a", "gradio_api/mcp/", "gradio_api/file=/etc/passwd",
                 "lang/ru/monitoring", "gradio_api/custom_component/a/client/b/c"):  # fmt: skip
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(served[0] + path)
