"""Who asks: nobody can say that they are somebody else."""

import json
import threading
import time
from http.client import HTTPConnection
from types import SimpleNamespace

import pytest
import uvicorn
from starlette.requests import Request

from explorer import command
from explorer.ui.clients import SPACES_PROXY, client_of, network, trust


def scope(host: str | None) -> dict:
    return {"type": "http", "headers": [], "client": host and (host, 1234)}


@pytest.mark.parametrize(
    "host, client",
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
        ("x" * 5000, "x" * 64),
        (None, ""),
    ],
)
def test_a_client_is_an_address_and_an_ipv6_home_is_one_client(host, client):
    assert client_of(scope(host)) == client
    assert client_of(Request(scope(host))) == client
    assert client_of(SimpleNamespace(client=host and (host, 1234))) == client  # as Gradio's own request


@pytest.fixture
def server(monkeypatch):
    """start(proxies) -> ask(headers, source address) -> whom the server takes that for. Started as Gradio starts it."""
    servers = []
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "*")

    async def say_who(scope, receive, send):
        if scope["type"] == "http":
            body = json.dumps(client_of(scope)).encode()
            headers = [(b"content-length", b"%d" % len(body))]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": body})

    def start(proxies):
        trust(proxies)
        made = uvicorn.Server(uvicorn.Config(say_who, host="127.0.0.1", port=0, log_level="warning", lifespan="off"))
        thread = threading.Thread(target=made.run, daemon=True)
        thread.start()
        servers.append((made, thread))
        while not made.started:
            time.sleep(0.005)
        port = made.servers[0].sockets[0].getsockname()[1]

        def ask(forwarded: str | None, source: str = "127.0.0.1") -> str:
            connection = HTTPConnection("127.0.0.1", port, source_address=(source, 0))
            connection.request("GET", "/", headers={"X-Forwarded-For": forwarded} if forwarded else {})
            said = json.loads(connection.getresponse().read())
            connection.close()
            return said

        return ask

    yield start
    for made, thread in servers:
        made.should_exit = True
        thread.join(10)


def test_without_a_configured_proxy_nobody_is_believed_not_even_on_this_machine(server):
    ask = server([])
    assert ask(None) == ask("203.0.113.7") == ask("203.0.113.7:80, 127.0.0.1") == "127.0.0.1"
    assert ask("127.0.0.1", source="127.0.0.2") == "127.0.0.2"


def test_a_configured_proxy_is_believed_and_nobody_else(server):
    ask = server(["127.0.0.2"])
    assert ask("203.0.113.7", source="127.0.0.2") == "203.0.113.7"
    assert ask("198.51.100.1, 203.0.113.7", source="127.0.0.2") == "203.0.113.7"  # what came before is a visitor's word
    assert ask("203.0.113.7", source="127.0.0.3") == "127.0.0.3"


def test_on_a_space_the_last_address_outside_its_network_counts(server):
    ask = server(SPACES_PROXY)
    assert ask("198.51.100.1, 203.0.113.7, 10.16.3.4") == "203.0.113.7"
    assert ask("2001:db8:1:2:3:4:5:6, 10.16.3.4") == "2001:db8:1:2::/64"


def test_options_say_which_proxies_are_believed(monkeypatch):
    monkeypatch.delenv("SPACE_ID", raising=False)
    assert command.parse([]).trusted_proxy == []
    two = ["10.1.0.0/16", "::1"]
    assert command.parse(["--trusted-proxy", two[0], "--trusted-proxy", two[1]]).trusted_proxy == two
    assert command.parse(["--share"]).trusted_proxy == ["127.0.0.1"]
    monkeypatch.setenv("SPACE_ID", "somebody/explorer")
    assert command.parse([]).trusted_proxy == [*SPACES_PROXY]
    for wrong in ("*", "nginx", "10.1.0.1/16", ""):
        with pytest.raises(ValueError):
            network(wrong)
        with pytest.raises(SystemExit):
            command.parse(["--trusted-proxy", wrong])
