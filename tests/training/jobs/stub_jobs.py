"""The Hub's Jobs on 127.0.0.1, as huggingface_hub asks for them: a Job is a process of this machine."""

import itertools
import json
import re
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

TOKEN = "hf_TheServersToken"


class StubJobs(ThreadingHTTPServer):
    """`specs` are the Jobs as they were asked for, by their ids, and `processes` what runs of them. runs: whether they
    begin at all. said: stages that are told instead of what is so. status: refuses everything.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.specs: dict[str, dict[str, Any]] = {}
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.cancelled: set[str] = set()
        self.runs, self.status = True, 0
        self.said: dict[str, str] = {}
        self._ids = itertools.count()
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def begin(self, spec: dict[str, Any]) -> dict[str, Any]:
        job_id = f"job{next(self._ids)}"
        self.specs[job_id] = spec
        if self.runs:
            self.processes[job_id] = subprocess.Popen(spec["command"])
        return self.info(job_id)

    def cancel(self, job_id: str) -> None:
        self.cancelled.add(job_id)
        if process := self.processes.get(job_id):
            process.kill()

    def info(self, job_id: str) -> dict[str, Any]:
        spec = self.specs[job_id]
        return spec | {
            "id": job_id,
            "owner": {"id": "1", "name": "ada", "type": "user"},
            "status": {"stage": self.stage(job_id)},
        }

    def stage(self, job_id: str) -> str:
        process = self.processes.get(job_id)
        if job_id in self.said:
            return self.said[job_id]
        if job_id in self.cancelled:
            return "CANCELED"
        if process is None:
            return "SCHEDULING"
        return {None: "RUNNING", 0: "COMPLETED"}.get(process.poll(), "ERROR")

    def close(self) -> None:
        self.shutdown()
        self.server_close()
        for process in self.processes.values():
            process.kill()
            process.wait()


class Handler(BaseHTTPRequestHandler):
    server: StubJobs

    def do_GET(self) -> None:
        path, query = urlsplit(self.path).path, dict(parse_qsl(urlsplit(self.path).query))
        if path == "/api/whoami-v2":
            return self.answer({"name": "ada"})
        label, _, value = query["label"].partition("=")
        return self.answer(
            [self.server.info(name) for name, spec in self.server.specs.items() if spec["labels"].get(label) == value]
        )

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if match := re.fullmatch(r"/api/jobs/ada/(\w+)/cancel", self.path):
            self.server.cancel(match[1])
            return self.answer({})
        assert self.path == "/api/jobs/ada"
        return self.answer(self.server.begin(json.loads(body)) if not self.server.status else {})

    def answer(self, value: Any) -> None:
        known = self.headers.get("Authorization") == f"Bearer {TOKEN}"
        body = json.dumps(value).encode()
        self.send_response(self.server.status or (200 if known else 401))
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass
