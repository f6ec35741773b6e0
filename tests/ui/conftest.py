"""What the handlers' tests share: what the page would warn of, and a server's networks and chains."""

import threading
from html import unescape

import gradio as gr
import pytest

from explorer.ui.chains.service import ChainService
from explorer.ui.networks import Networks


@pytest.fixture(scope="session", autouse=True)
def fast_paths_end():
    """Python aborts if it ends while a thread is at work in a library."""
    yield
    for thread in threading.enumerate():
        if thread.name == "prepare fast path":
            thread.join()


@pytest.fixture
def warnings(monkeypatch):
    """The sentences that the page would show."""
    said: list[str] = []
    monkeypatch.setattr(gr, "Warning", lambda html, *args, **kwargs: said.append(unescape(html)))
    return said


@pytest.fixture
def networks(tmp_path):
    """Networks whose supervisor starts nothing, so that jobs stay as the test makes them."""
    networks = Networks("digits", "cpu", tmp_path / "jobs")
    networks.supervisor.close()
    yield networks


@pytest.fixture
def chains(networks):
    return ChainService(networks)
