"""The students of benchmarks/students.py: HTTP clients that ask a served app for what pages ask for."""

import asyncio
import json
import random
import re
import secrets
import time
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urljoin

import httpx

from benchmarks.classroom import Button, own_inputs
from explorer.ui.chains.settings import DEPENDS_ON, DEVICE
from explorer.ui.device.code import code_files
from explorer.ui.links.lessons import STEPS
from explorer.ui.links.record import values_at
from explorer.ui.networks import Networks
from explorer.ui.owner import new_key

SOURCE, CHAINS, ARRIVALS_S, THINK_S = "digits", 8, 60, (5, 25)
ASSET = re.compile(r"""(?:src|href)="([^"]+\.(?:js|css))\"""")


def new_seed() -> int:
    return random.randrange(2**32)


class Heard(NamedTuple):
    """A message of an event: how many seconds after the request it came, its size, and what it says."""

    seconds: float
    size: int
    message: dict[str, Any]


class Hall:
    """The served app as its students use it, and how long each thing took, in seconds."""

    def __init__(self, url: str, folder: Path):
        self.url, self.config = url, httpx.get(f"{url}config").json()
        self.button = Button(url, self.config)
        self.loads = [event["id"] for event in self.config["dependencies"]
                      if any(kind == "load" for _, kind in event["targets"])]  # fmt: skip
        self.offer = next(event["id"] for event in self.config["dependencies"]
                          if any(kind == "offer" for _, kind in event["targets"]))  # fmt: skip
        shelf = next(part["id"] for part in self.config["components"]
                     if "dx-lessons" in (part["props"].get("elem_classes") or []))  # fmt: skip
        self.shelf = next(e["id"] for e in self.config["dependencies"] if [shelf, "open"] in e["targets"])
        networks = Networks("toys", "cpu", folder / "jobs")
        chains = {place: values_at(networks, place) for place in STEPS}
        self.lessons = {place: [values[name] for name in DEPENDS_ON] for place, values in chains.items() if values}
        self.took: dict[str, list[float]] = {"page": [], "network": [], "lesson": [], "plan of a chain": []}
        self.sizes: list[int] = []  # of plans
        self.errors: list[str] = []

    async def event(
        self, client: httpx.AsyncClient, number: int, data: list, event_data: dict | None = None
    ) -> list[Heard]:
        page, began, heard = secrets.token_hex(6), time.perf_counter(), []
        body = {"data": data, "fn_index": number, "session_hash": page, "event_data": event_data}
        (await client.post(f"{self.url}gradio_api/queue/join", json=body)).raise_for_status()
        async with client.stream("GET", f"{self.url}gradio_api/queue/data?session_hash={page}") as lines:
            async for line in lines.aiter_lines():
                message = json.loads(line[6:]) if line.startswith("data: ") else {}
                heard.append(Heard(time.perf_counter() - began, len(line), message))
                if message.get("msg") == "process_completed":
                    if not message["success"]:
                        self.errors.append(f"event {number}: {message['output']}")
                    return heard
        self.errors.append(f"event {number}: the stream ended")
        return heard

    async def open_page(self, client: httpx.AsyncClient) -> None:
        """The page with its scripts and styles, and what it asks for when it is there."""
        html = (await client.get(self.url)).raise_for_status().text
        await self.get(client, *{urljoin(self.url, name) for name in ASSET.findall(html)})
        for number in self.loads:
            event = next(event for event in self.config["dependencies"] if event["id"] == number)
            await self.event(client, number, [None] * len(event["inputs"]))

    async def get(self, client: httpx.AsyncClient, *addresses: str) -> None:
        for answer in await asyncio.gather(*map(client.get, addresses)):
            answer.raise_for_status()

    async def network(self, client: httpx.AsyncClient) -> None:
        """What a device needs to run it: 5 MB."""
        heard = await self.event(client, self.offer, [new_key()], {"source": SOURCE, "ask": 1})
        (offer,) = heard[-1].message["output"]["data"]
        code = [f"{offer['code']}{path.name}" for path in code_files()]
        await self.get(client, *(urljoin(self.url, name) for name in (offer["program"], offer["weights"], *code)))

    async def lesson(self, client: httpx.AsyncClient) -> None:
        place, fields = random.choice([*self.lessons.items()])
        await self.event(client, self.shelf, own_inputs(), {"query": STEPS[place]})
        await self.event(client, self.button.number, [*own_inputs(), *fields, DEVICE])

    async def plan(self, client: httpx.AsyncClient) -> float:
        """The seconds until it was there."""
        heard = await self.event(client, self.button.number, self.button.pressed(SOURCE, new_seed(), DEVICE))
        first = next(each for each in heard if each.message.get("msg") == "process_generating")
        assert '"plan"' in json.dumps(first.message)
        self.sizes.append(first.size)
        return first.seconds

    async def timed(self, name: str, client: httpx.AsyncClient) -> None:
        began = time.perf_counter()
        ways = {"page": self.open_page, "network": self.network, "lesson": self.lesson, "plan of a chain": self.plan}
        try:
            seconds = await ways[name](client)
            self.took[name].append(seconds or time.perf_counter() - began)
        except Exception as error:  # whatever it is, it is what a student would see
            self.errors.append(f"{name}: {type(error).__name__} {error}")

    async def student(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        await asyncio.sleep(random.uniform(0, min(ARRIVALS_S, seconds / 3)))
        async with httpx.AsyncClient(timeout=120) as client:
            await self.timed("page", client)
            await self.timed("network", client)
            while time.monotonic() < end:
                await asyncio.sleep(random.uniform(*THINK_S))
                await self.timed(random.choice(("lesson", "plan of a chain")), client)

    async def lecture(self, students: int, seconds: float) -> None:
        await asyncio.gather(*(self.student(seconds) for _ in range(students)))

    async def chains(self, where: str) -> None:
        """A few, one after the other."""
        async with httpx.AsyncClient(timeout=120) as client:
            for _ in range(CHAINS):
                await self.event(client, self.button.number, self.button.pressed(SOURCE, new_seed(), where))
