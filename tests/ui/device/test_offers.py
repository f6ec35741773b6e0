"""What a page is told of a network that it may run by itself, and what it may then fetch."""

import asyncio
import base64
import gzip
import hashlib
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from types import ModuleType

import numpy as np
import pytest

from explorer.models.checkpoint import save_checkpoint
from explorer.models.errors import ExplainedError
from explorer.models.files.locations import SHIPPED
from explorer.ui.device import weights_file
from explorer.ui.device.offers import ADDRESS, Offers
from explorer.ui.owner import hash_of, new_key
from explorer.ui.server.gate import Gate, Rules
from explorer.ui.server.headers import NO_PAGE, WORKER, SecurityHeaders
from explorer.ui.server.limits import Limits
from tests.helpers import randomise, some_checkpoint

MINE, THEIRS = hash_of(new_key()), hash_of(new_key())
WEIGHTS = SHIPPED / "digits" / "diffusion_pytorch_model.safetensors"


@pytest.fixture(autouse=True)
def program(monkeypatch):
    """A stand-in for what makes a network's program; `covers` says whether it does, `calls` how often it was asked."""
    module = ModuleType("explorer.models.device.program")

    class NotCovered(ExplainedError):
        pass

    def program(unet):
        module.calls += 1
        if not module.covers:
            raise NotCovered("no")
        return {"operations": ["conv"] * 100}

    module.calls, module.covers, module.NotCovered, module.program = 0, True, NotCovered, program
    monkeypatch.setitem(sys.modules, "explorer.models.device.program", module)
    return module


@pytest.fixture
def offers(networks):
    return Offers(networks)


def own_network(networks, monkeypatch, tmp_path, owner=MINE):
    """ "job:a" is a network that only its owner may use; returns its folder."""
    folder = tmp_path / "result"
    save_checkpoint(some_checkpoint(labels=("a", "b")), folder)
    monkeypatch.setattr(networks, "results", lambda who: [("mine", "job:a")] if who == owner else [])
    monkeypatch.setattr(networks, "path_of", lambda source: str(folder) if source == "job:a" else source)
    return folder


class Asked:
    """A gate that serves offers, inside of what says the policy."""

    def __init__(self, offers):
        gate = Gate(self._behind, Rules("en", Limits(), False, False, lambda: False, "", offers.served))
        self.app = SecurityHeaders(gate, [])

    async def _behind(self, scope, receive, send):
        raise AssertionError("Gradio is not asked")

    def __call__(self, path, method="GET", **headers):
        """(status, headers, body)"""

        async def ask():
            sent = []

            async def send(message):
                sent.append(message)

            async def receive():
                await asyncio.sleep(60)

            raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
            scope = {"type": "http", "method": method, "path": path, "raw_path": path.encode(), "query_string": b"",
                     "headers": raw, "client": ("192.0.2.1", 1), "asgi": {"spec_version": "2.4"}}  # fmt: skip
            await self.app(scope, receive, send)
            return sent

        with ThreadPoolExecutor(1) as thread:
            first, *rest = thread.submit(asyncio.run, ask()).result()
        said = {name.decode().lower(): value.decode() for name, value in first["headers"]}
        return first["status"], said, b"".join(message.get("body", b"") for message in rest)


def test_what_an_offer_says(offers, networks):
    offer = offers.offer("digits", "")
    assert offer["source"] == offer["name"] == "digits" and offer["shape"] == [1, 32, 32]
    assert (offer["no_label"], len(offer["labels"])) == (10, 10)
    assert offer["sha256"] == hashlib.sha256(WEIGHTS.read_bytes()).hexdigest()
    assert offer["bytes"] == WEIGHTS.stat().st_size
    alpha_bar = np.frombuffer(base64.b64decode(offer["alpha_bar"]), "<f8")
    assert np.array_equal(alpha_bar, networks.load("digits").schedule.alpha_bar) and len(alpha_bar) == offer["T"] + 1
    assert json.loads(json.dumps(offer)) == offer


def test_it_is_made_once(offers, program):
    with ThreadPoolExecutor(8) as threads:
        answers = [*threads.map(lambda _: offers.offer("digits", ""), range(16))]
    assert program.calls == 1 and all(answer == answers[0] for answer in answers)


@pytest.mark.parametrize("prefix", ["", "/lang/ru"])
def test_what_it_names_can_be_fetched_for_good(offers, prefix):
    offer, asked = offers.offer("digits", ""), Asked(offers)
    for address, media, policy in [
        (offer["program"], "application/json", NO_PAGE),
        (offer["weights"], "application/octet-stream", NO_PAGE),
        (offer["code"] + "worker.js", "text/javascript; charset=utf-8", WORKER),
        (offer["code"] + "normal.js", "text/javascript; charset=utf-8", WORKER),
    ]:
        status, headers, body = asked(prefix + address)
        assert status == 200 and headers["content-type"] == media
        assert headers["cache-control"] == "public, max-age=31536000, immutable"
        assert headers["content-security-policy"] == policy
        assert headers["content-length"] == str(len(body))
        status, packed_headers, packed = asked(prefix + address, accept_encoding="gzip, br")
        assert status == 200 and packed_headers["content-encoding"] == "gzip"
        assert gzip.decompress(packed) == body and len(packed) < 0.95 * len(body)
        for method, more in (("HEAD", {}), ("GET", {"range": "bytes=0-9"})):
            status, again, rest = asked(prefix + address, method, **more)
            assert status == 200 and again["content-length"] == headers["content-length"]
            assert rest == (b"" if method == "HEAD" else body)
        assert asked(prefix + address, "POST")[0] == asked(prefix + address, "PUT")[0] == 404
    assert asked(offer["weights"])[2] == WEIGHTS.read_bytes()


def test_nothing_else_is_there(offers):
    asked, sha256 = Asked(offers), hashlib.sha256(WEIGHTS.read_bytes()).hexdigest()
    assert asked(f"{ADDRESS}{sha256}.safetensors")[0] == 404  # not offered yet
    offer = offers.offer("digits", "")
    assert asked(offer["weights"])[0] == 200
    for path in ("", "x", f"{'0' * 64}.json", f"{sha256}.json", f"{sha256}", f"../{sha256}.safetensors", "worker.js",
                 "/etc/passwd", f"{offer['code'].removeprefix(ADDRESS)}../offers.py", "\0"):  # fmt: skip
        status, headers, _ = asked(ADDRESS + path)
        assert status == 404 and "immutable" not in headers.get("cache-control", "")


def test_a_fine_tuned_network_is_its_owners(offers, networks, monkeypatch, tmp_path):
    folder = own_network(networks, monkeypatch, tmp_path)
    asked = Asked(offers)
    assert offers.offer("job:a", THEIRS) == {"source": "job:a", "refused": "owner"}
    assert offers.offer("job:a", "") == {"source": "job:a", "refused": "owner"}
    sha256 = hashlib.sha256((folder / WEIGHTS.name).read_bytes()).hexdigest()
    assert asked(f"{ADDRESS}{sha256}.safetensors")[0] == 404
    offer = offers.offer("job:a", MINE)
    for address in (offer["weights"], offer["program"]):
        assert asked(address)[1]["cache-control"] == "private, max-age=31536000, immutable"
    assert offers.offer("job:a", THEIRS)["refused"] == "owner"


def test_a_result_that_is_replaced_is_offered_anew(offers, networks, monkeypatch, tmp_path):
    folder = own_network(networks, monkeypatch, tmp_path)
    asked, before = Asked(offers), offers.offer("job:a", MINE)
    other = some_checkpoint(labels=("a", "b")).denoiser
    randomise(other.network, seed=1)
    save_checkpoint(replace(some_checkpoint(labels=("a", "b")), denoiser=other), folder)
    for accepted in ("", "gzip"):  # under a hash there is what has it, or nothing
        status, headers, body = asked(before["weights"], accept_encoding=accepted)
        body = gzip.decompress(body) if headers.get("content-encoding") == "gzip" else body
        assert status == 404 or hashlib.sha256(body).hexdigest() == before["sha256"]
    assert asked(before["weights"])[0] == 404
    after = offers.offer("job:a", MINE)
    assert after["sha256"] != before["sha256"]
    assert hashlib.sha256(asked(after["weights"])[2]).hexdigest() == after["sha256"]


@pytest.mark.parametrize("source", ["nothing", "../digits", "job:x", "", None, 3, ["digits"]])
def test_who_asks_for_what_is_not_there_is_refused(offers, source):
    assert offers.offer(source, MINE)["refused"] == "owner"


def test_what_the_engine_does_not_cover_is_refused(offers, program):
    program.covers = False
    assert offers.offer("digits", "") == {"source": "digits", "refused": "covered"}


def test_weights_that_are_too_large_are_refused(offers, monkeypatch):
    monkeypatch.setattr(weights_file, "MOST_BYTES", 1000)
    assert offers.offer("digits", "") == {"source": "digits", "refused": "large"}


def file_of(header, values=b"\0" * 8) -> bytes:
    text = json.dumps(header).encode() if isinstance(header, dict) else header
    return len(text).to_bytes(8, "little") + text + values


GOOD = {"dtype": "F16", "shape": [4], "data_offsets": [0, 8]}


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff" * 8,
        file_of(b"no json"),
        file_of(b"[" * 100_000),
        file_of(b"[]"),
        file_of({}),
        file_of({"a": GOOD, "b": GOOD}),
        file_of({"b": GOOD}),
        file_of({"a": 1}),
        file_of({"a": GOOD | {"dtype": "BF16"}}),
        file_of({"a": GOOD | {"dtype": ["F16"]}}),
        file_of({"a": GOOD | {"shape": [2, 2]}}),
        file_of({"a": GOOD | {"data_offsets": [0, 4]}}),
        file_of({"a": GOOD | {"data_offsets": [8, 16]}}),
        file_of({"a": GOOD | {"data_offsets": [-8, 0]}}),
        file_of({"a": GOOD | {"data_offsets": "08"}}),
        file_of({"a": GOOD}, b"\0" * 7),
    ],
)
def test_a_file_that_is_not_what_it_should_be_is_refused(raw):
    with pytest.raises(weights_file.Unfit):
        weights_file.check(raw, {"a": (4,)})


def test_a_good_file_is_taken():
    weights_file.check(file_of({"a": GOOD, "__metadata__": {"format": "pt"}}), {"a": (4,)})
