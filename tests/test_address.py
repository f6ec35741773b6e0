"""Where the page can be served, and what is said where it cannot."""

import argparse
import errno
import os
import socket

import pytest

from explorer import address, command


@pytest.fixture
def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@pytest.mark.parametrize("text", ["0", "-1", "65536", "70000", "9" * 5000, "7860.0", "http", "", " ", "²", "0x1F90"])
def test_what_is_no_port_is_a_sentence(text, capsys):
    with pytest.raises(SystemExit):
        command.parse([f"--port={text}"])
    said = capsys.readouterr().err
    assert "is no port. Choose a number from 1 to 65535." in said and "Traceback" not in said


@pytest.mark.parametrize(
    ("environment", "arguments", "port"),
    [
        ({}, [], 7860),
        ({"PORT": "8080"}, [], 8080),
        ({"PORT": "8080", "GRADIO_SERVER_PORT": "7000"}, [], 7000),
        ({"GRADIO_SERVER_PORT": "7000"}, ["--port", "65535"], 65535),
    ],
)
def test_a_port_comes_from_the_command_or_the_environment(monkeypatch, environment, arguments, port):
    for name in ("PORT", "GRADIO_SERVER_PORT"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert command.parse(arguments).port == port


def test_a_port_of_the_environment_that_is_none_is_a_sentence(monkeypatch, capsys):
    monkeypatch.setenv("GRADIO_SERVER_PORT", "web")
    with pytest.raises(SystemExit):
        command.parse([])
    assert "'web' is no port" in capsys.readouterr().err


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0", "localhost", ""])
def test_an_address_of_this_machine_is_one(host, free_port):
    assert address.refusal(host, free_port) is None


@pytest.mark.parametrize("host", ["203.0.113.7", "192.0.2.1", "[2001:db8::1]"])
def test_an_address_of_another_machine_is_no_port_in_use(host, free_port):
    said = address.refusal(host, free_port)
    assert said.startswith(f"{host} is not an address of this machine.") and "--host 0.0.0.0" in said


@pytest.mark.parametrize("host", ["nowhere.invalid", "http://localhost", "a" * 70 + ".org", "1.2.3.4.5", "a b", "-"])
def test_a_name_that_nobody_knows_is_a_sentence(host, free_port):
    assert address.refusal(host, free_port).startswith(f"The address {host} is not known here.")


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0", "localhost"])
def test_a_port_in_use_names_another(host):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = address.refusal(host, port)
    other = port + 1 if port < 65535 else 7860
    assert said == f"Port {port} is in use. Stop the other program, or choose another: --port {other}"


@pytest.mark.parametrize(
    ("code", "port", "sentence"),
    [
        (errno.EADDRINUSE, 65535, "Port 65535 is in use. Stop the other program, or choose another: --port 7860"),
        (errno.EACCES, 80, "This user may not listen on port 80. Choose another: --port 7860"),
        (errno.EPERM, 8080, "This user may not listen on port 8080. Choose another: --port 8081"),
        (errno.EADDRNOTAVAIL, 80, "127.0.0.1 is not an address of this machine."),
        (errno.ENOBUFS, 80, f"Nothing can listen on 127.0.0.1, port 80 ({os.strerror(errno.ENOBUFS)})."),
    ],
)
def test_whatever_the_system_says_has_its_sentence(monkeypatch, code, port, sentence):
    class Refusing(socket.socket):
        def bind(self, _address: object) -> None:
            raise OSError(code, os.strerror(code))

    monkeypatch.setattr(socket, "socket", Refusing)
    assert address.refusal("127.0.0.1", port).startswith(sentence)


def test_a_name_that_also_stands_for_what_is_off_here_is_one(monkeypatch, free_port):
    # localhost is often ::1, too, where IPv6 is off.
    real = socket.getaddrinfo
    there = [(socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("2001:db8::1", free_port, 0, 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: there + real("127.0.0.1", free_port))
    assert address.refusal("localhost", free_port) is None


@pytest.mark.parametrize(
    ("text", "host"), [("::1", "[::1]"), ("[::1]", "[::1]"), ("127.0.0.1", "127.0.0.1"), ("a:80", "a:80")]
)
def test_an_ipv6_address_needs_no_brackets(text, host):
    assert command.parse(["--host", text]).host == host


def test_port_is_a_type_of_argparse():
    assert address.port("443") == 443
    with pytest.raises(argparse.ArgumentTypeError):
        address.port("no")
