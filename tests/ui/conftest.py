"""What the handlers' tests share: what the page would warn of, and a server's room."""

from html import unescape

import gradio as gr
import pytest

from explorer.ui.room import Room


@pytest.fixture
def warnings(monkeypatch):
    """The sentences that the page would show."""
    said: list[str] = []
    monkeypatch.setattr(gr, "Warning", lambda html, *args, **kwargs: said.append(unescape(html)))
    return said


@pytest.fixture
def room(tmp_path):
    """A room whose supervisor starts nothing, so that jobs stay as the test makes them."""
    room = Room("digits", "cpu", tmp_path / "jobs")
    room.supervisor.close()
    yield room
