"""The device API of ZeroGPU on loopback, as the package `spaces` asks it: who may have a GPU, and for how long."""

import itertools
import json
import os
import signal
import threading
from collections import defaultdict
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

FAILED = b"event: failed\n\n"


class DeviceApi(ThreadingHTTPServer):
    """`asked` has the parameters of each call, by its path. refusal: None; "quota", the visitor's time is used up;
    "busy", there is no GPU; "queue", none became free in time; "down", an answer that nobody expects. keeps: whether a
    process may serve the next call, too; those that may not are ended once they have given their GPU back. meeting: who
    asks for a GPU waits there for the others.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
        self.refusal: str | None = None
        self.keeps = False
        self.meeting: threading.Barrier | None = None
        self.processes: dict[str, int] = {}  # by the token with which one was allowed to have the GPU
        self._kept: set[int] = set()
        self._loans = itertools.count()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def forget(self) -> None:
        """Begin anew, but for what was reported at the start."""
        self.refusal, self.keeps, self.meeting = None, False, None
        for path in {*self.asked} - {"/startup-report"}:
            self.asked.pop(path)
        self.processes.clear()
        self.end_kept()

    def end_kept(self) -> None:
        for process in {*self._kept}:
            self._kept.discard(process)
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGTERM)

    def answer(self, path: str, given: dict[str, str]) -> tuple[int, Any]:
        if path == "/schedule" and self.refusal:
            return {
                "quota": (429, {"left": 3, "wait": 3600}),
                "busy": (503, {}),
                "queue": (200, FAILED),
                "down": (500, {}),
            }[self.refusal]
        if path == "/schedule":
            if self.meeting:
                self.meeting.wait()
            idle = self.keeps and bool(self._kept)
            return 200, {
                "idle": idle,
                "nvidiaIndex": 0,
                "nvidiaUUID": "GPU-0",
                "allowToken": f"loan {next(self._loans)}",
            }
        if path == "/allow":
            self.processes[given["allowToken"]] = int(given["pid"])
        if path == "/release" and (process := self.processes.get(given["allowToken"])):
            self._kept.add(process)
            if not self.keeps:
                self.end_kept()
        return 200, {}


class Handler(BaseHTTPRequestHandler):
    server: DeviceApi

    def do_POST(self) -> None:
        asked = urlsplit(self.path)
        given = dict(parse_qsl(asked.query))
        status, answer = self.server.answer(asked.path, given)
        body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/event-stream" if isinstance(answer, bytes) else "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.server.asked[asked.path].append(given)  # after the answer: who sees it may go on

    def log_message(self, *_: object) -> None:
        pass
