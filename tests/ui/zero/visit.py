"""A visitor of a page that is shown on ZeroGPU, where requests carry a token that says whose time is used."""

import base64
import json
import secrets
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import httpx
from gradio_client.utils import apply_diff

from benchmarks.classroom import Button, own_inputs
from explorer.ui.text import load_text


def token_of(name: str) -> str:
    """As a Space's proxy writes it: three parts, the second one JSON."""
    return f"head.{base64.urlsafe_b64encode(json.dumps({'user': name}).encode()).decode().rstrip('=')}.signed"


class Visit:
    """language: of the page that is visited, if it is not the server's own."""

    def __init__(self, url: str, name: str, language: str = "en"):
        url += "" if language == "en" else f"lang/{language}/"
        self.url = f"{url}gradio_api/queue/"
        config = httpx.get(f"{url}config", timeout=180).json()
        self.text = load_text(language)
        self.button = Button(url, config)
        parts = {part["id"]: part["props"] for part in config["components"]}
        (stop,) = (part for part, props in parts.items() if props.get("elem_id") == "denoise-stop")
        (self.end,) = (each["id"] for each in config["dependencies"] if [stop, "click"] in each["targets"])
        ticks = [each for each in config["dependencies"] if any(event == "tick" for _, event in each["targets"])]
        (self.portion,) = (each["id"] for each in ticks if not each["outputs"])
        self.client = httpx.Client(headers={"X-IP-Token": token_of(name)}, timeout=180)
        self.session = secrets.token_hex(6)
        self.warnings: list[str] = []

    def press(self, steps: int, seed: int, source: str = "") -> Iterator[list[dict[str, Any]]]:
        """Ask for a chain on the server: its packets so far, whenever there are more."""
        labels = [self.text[f"denoise.{name}"] for name in ("source", "steps", "seed")]
        places = [
            next(i for i, each in enumerate(self.button.fields) if each.get("label") == label) for label in labels
        ]
        values = [field.get("value") for field in self.button.fields]
        for place, value in zip(places, (source or values[places[0]], steps, seed), strict=True):
            values[place] = value
        self._post(self.button.number, [*own_inputs(), *values])
        return self._packets()

    def stop(self) -> None:
        self._post(self.end, [None])

    def train(self, key: str) -> None:
        """As the page of that owner does each second while a job is alive; returns when nothing is at work for it."""
        self._post(self.portion, [key])
        assert [*self._packets()] == []

    def _post(self, event: int, data: list[Any]) -> None:
        body = {"data": data, "fn_index": event, "session_hash": self.session}
        self.client.post(f"{self.url}join", json=body).raise_for_status()

    def _packets(self) -> Iterator[list[dict[str, Any]]]:
        shown, received = None, []
        asked = self.client.stream("GET", f"{self.url}data", params={"session_hash": self.session})
        with asked as stream, closing(stream.iter_lines()) as lines:
            for line in lines:
                message = json.loads(line[6:]) if line.startswith("data: ") else {}
                if message.get("msg") == "process_generating":
                    (told,) = message["output"]["data"]
                    shown = told if shown is None else apply_diff(shown, told)
                    fresh = [each for each in shown if each not in received] if isinstance(shown, list) else []
                    received += fresh
                    if fresh:
                        yield received
                if message.get("msg") == "log" and message["level"] == "warning":
                    self.warnings.append(message["log"])
                if message.get("msg") == "close_stream":
                    return
