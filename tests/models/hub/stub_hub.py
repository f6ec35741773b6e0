"""A Hugging Face Hub of a few repositories on 127.0.0.1: the file protocol that huggingface_hub speaks, no more."""

import base64
import hashlib
import json
import re
import socket
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

LARGE = (".safetensors", ".bin")  # kept in LFS, so served by another host


class Request(NamedTuple):
    method: str
    path: str
    headers: dict[str, str]


@dataclass
class Repo:
    """Files by name; the rest is for telling lies about them."""

    files: dict[str, bytes]
    commit: str = "c" * 40
    refs: tuple[str, ...] = ("main",)
    gated: bool = False
    said: dict[str, int] = field(default_factory=dict)  # sizes in the metadata that are not those of the files
    served: dict[str, bytes] = field(default_factory=dict)  # contents that are not those which the metadata tells
    private: bool = False
    hardware: str | None = None  # of a Space
    volumes: list[dict] = field(default_factory=list)  # of a Space

    def digest(self, name: str) -> str:
        content = self.files[name]
        if name.endswith(LARGE):
            return hashlib.sha256(content).hexdigest()
        return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()

    def listing(self) -> dict:
        siblings = []
        for name, content in self.files.items():
            entry = {"rfilename": name, "size": self.said.get(name, len(content)), "blobId": self.digest(name)}
            if name.endswith(LARGE):
                entry["blobId"] = "b" * 40
                entry["lfs"] = {"sha256": self.digest(name), "size": entry["size"], "pointerSize": 134}
            siblings.append(entry)
        about = {"id": "some/repo", "sha": self.commit, "siblings": siblings, "private": self.private}
        return about | ({"runtime": self.runtime()} if self.hardware else {})

    def runtime(self) -> dict:
        hardware = {"current": None, "requested": self.hardware}
        return {"stage": "RUNNING", "hardware": hardware, "volumes": self.volumes}


class StubHub(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.repos: dict[str, Repo] = {}  # "owner/name", or "spaces/owner/name"
        self.requests: list[Request] = []
        self.bodies: list[bytes] = []
        self.buckets: dict[str, dict] = {}  # "owner/name" -> what it was made with
        self.accounts: dict[str, dict] = {}  # token -> what whoami says; only these may write
        self.uploads: dict[str, bytes] = {}  # large files by their sha256, on their way into a commit
        self.refusals: dict[str, int] = {}  # a part of a path -> the status of what is written there
        self.cut_at: int | None = None  # the next body breaks off after so many bytes
        self.stall_at: int | None = None  # bodies pause after so many bytes until `go` is set
        self.go = threading.Event()
        self.status: int | None = None  # answers everything, when set
        self.connections: list[socket.socket] = []
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def files_asked_for(self) -> set[str]:
        return {path.split("/", 5)[5] for _, path, _ in self.requests if "/resolve/" in path}

    def process_request(self, request, client_address):
        self.connections.append(request)
        super().process_request(request, client_address)

    def close(self) -> None:
        """Refuse connections from now on, and end those that are kept alive."""
        self.go.set()
        self.shutdown()
        self.server_close()
        for connection in self.connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request, client_address):
        if not isinstance(sys.exception(), ConnectionError):  # clients that hang up are what some tests are about
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_HEAD(self):
        self.do_GET()

    def do_GET(self):
        url = unquote(self.path)
        self.server.requests.append(Request(self.command, url, {k.lower(): v for k, v in self.headers.items()}))
        if self.server.status:
            return self.refuse(self.server.status)
        path = urlsplit(url).path
        if path == "/api/whoami-v2":
            account = self.account()
            return self.answer_json(account) if account else self.refuse(401)
        if match := re.fullmatch(r"/cdn/(.+?/.+?)/(.+)", path):
            return self.send_file(self.server.repos[match[1]], match[2])
        if match := re.fullmatch(r"/api/(?:models/)?((?:spaces/)?[^/]+/[^/]+)", path):
            repo = self.server.repos.get(match[1])
            return self.answer_json(repo.listing()) if repo else self.refuse(404, "RepoNotFound")
        match = re.fullmatch(r"/(api/models/)?([^/]+/[^/]+)/(revision|resolve)/([^/]+)(?:/(.+))?", path)
        repo = self.server.repos.get(match[2]) if match else None
        if repo is None:
            return self.refuse(401, "RepoNotFound")
        if match[4] not in (repo.commit, *repo.refs):
            return self.refuse(404, "RevisionNotFound")
        if match[1]:
            return self.answer_json(repo.listing())
        if repo.gated:
            return self.refuse(401, "GatedRepo")
        name = match[5]
        if name not in repo.files:
            return self.refuse(404, "EntryNotFound")
        if not name.endswith(LARGE):
            return self.send_file(repo, name)
        # As the true Hub does: the file is at another host, whose answer knows nothing of repositories.
        headers = {
            "X-Linked-Etag": f'"{repo.digest(name)}"',
            "X-Linked-Size": str(len(repo.files[name])),
            "X-Repo-Commit": repo.commit,
            "X-Xet-Hash": repo.digest(name),  # an offer that cannot be kept: hf_xet would fail
            "X-Xet-Refresh-Route": f"/api/models/{match[2]}/xet-read-token/{repo.commit}",
            "Location": f"http://localhost:{self.server.server_port}/cdn/{match[2]}/{name}",
        }
        return self.answer(302, b"", headers)

    def do_PUT(self):
        self.do_POST()

    def do_POST(self):
        """What create_repo, upload_folder, create_commit and request_space_hardware send."""
        path = unquote(urlsplit(self.path).path)
        self.server.requests.append(Request(self.command, path, {k.lower(): v for k, v in self.headers.items()}))
        body = self.read_body()
        self.server.bodies.append(body)
        status = self.server.status or next((s for part, s in self.server.refusals.items() if part in path), None)
        if status:
            return self.refuse(status)
        if match := re.fullmatch(r"/lfs/([0-9a-f]{64})", path):  # a host of its own, which knows no accounts
            self.server.uploads[match[1]] = body
            return self.answer_json({})
        if self.account() is None:
            return self.refuse(401)
        if path in ("/api/validate-yaml", "/verify"):
            return self.answer_json({})
        if path == "/api/repos/create":
            return self.create_repo(json.loads(body))
        if match := re.fullmatch(r"/api/buckets/([^/]+/[^/]+)", path):
            exists = match[1] in self.server.buckets
            self.server.buckets.setdefault(match[1], json.loads(body))
            return self.answer_json({"url": f"{self.server.endpoint}/buckets/{match[1]}"}, 409 if exists else 200)
        repo = r"(?:/api/models|/api)?/((?:spaces/)?[^/]+/[^/]+?)(?:\.git/info/lfs/objects)?"
        match = re.fullmatch(rf"{repo}/(preupload|batch|commit|hardware|volumes).*", path)
        return getattr(self, f"take_{match[2]}")(match[1], body)

    def create_repo(self, wanted):
        is_space = wanted.get("type") == "space"
        repo = f"{'spaces/' if is_space else ''}{wanted['organization']}/{wanted['name']}"
        exists = repo in self.server.repos
        files = {".gitattributes": b"*.safetensors filter=lfs"} if is_space else {}
        made = Repo(files, private=wanted.get("visibility") == "private", hardware=wanted.get("hardware"))
        self.server.repos.setdefault(repo, made)
        return self.answer_json({"url": f"{self.server.endpoint}/{repo}"}, 409 if exists else 200)

    def take_hardware(self, repo, body):
        self.server.repos[repo].hardware = json.loads(body)["flavor"]
        return self.answer_json(self.server.repos[repo].runtime())

    def take_volumes(self, repo, body):
        self.server.repos[repo].volumes = json.loads(body)["volumes"]
        return self.answer_json({})

    def take_preupload(self, _repo, body):
        paths = [file["path"] for file in json.loads(body)["files"]]
        modes = ["lfs" if path.endswith(LARGE) else "regular" for path in paths]
        files = [{"path": p, "uploadMode": mode, "shouldIgnore": False} for p, mode in zip(paths, modes, strict=True)]
        return self.answer_json({"files": files})

    def take_batch(self, _repo, body):
        def actions(oid):
            href = f"http://localhost:{self.server.server_port}/lfs/{oid}"
            return {"upload": {"href": href}, "verify": {"href": f"{self.server.endpoint}/verify"}}

        objects = [{**wanted, "actions": actions(wanted["oid"])} for wanted in json.loads(body)["objects"]]
        return self.answer_json({"transfer": "basic", "objects": objects})

    def take_commit(self, repo, body):
        for line in body.splitlines():
            entry = json.loads(line)
            value = entry["value"]
            if entry["key"] == "file":
                self.server.repos[repo].files[value["path"]] = base64.b64decode(value["content"])
            elif entry["key"] == "lfsFile":
                self.server.repos[repo].files[value["path"]] = self.server.uploads[value["oid"]]
            elif entry["key"] == "deletedFile":
                del self.server.repos[repo].files[value["path"]]
        url = f"{self.server.endpoint}/{repo}/commit/{self.server.repos[repo].commit}"
        return self.answer_json({"commitUrl": url, "commitOid": self.server.repos[repo].commit, "success": True})

    def account(self):
        return self.server.accounts.get(self.headers.get("Authorization", "").removeprefix("Bearer "))

    def read_body(self):
        if "chunked" not in self.headers.get("Transfer-Encoding", ""):
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        parts = []
        while size := int(self.rfile.readline(), 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def send_file(self, repo, name):
        content = repo.served.get(name, repo.files[name])
        headers = {"ETag": f'"{repo.digest(name)}"', "X-Repo-Commit": repo.commit, "Accept-Ranges": "bytes"}
        if wanted := re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", "")):
            start = int(wanted[1])
            headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
            return self.answer(206, content[start:], headers)
        return self.answer(200, content, headers)

    def answer_json(self, value, status=200):
        self.answer(status, json.dumps(value).encode(), {"Content-Type": "application/json"})

    def refuse(self, status, code=""):
        self.answer(status, b"", {"X-Error-Code": code, "X-Error-Message": code} if code else {})

    def answer(self, status, body, headers):
        self.send_response(status)
        for key, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(key, value)
        self.end_headers()
        if self.command == "HEAD" or not body:
            return
        cut, self.server.cut_at = self.server.cut_at, self.server.cut_at if "/cdn/" not in self.path else None
        stall = self.server.stall_at
        if "/cdn/" in self.path and cut is not None:
            self.wfile.write(body[:cut])
            self.close_connection = True
        elif "/cdn/" in self.path and stall is not None:
            self.wfile.write(body[:stall])
            self.wfile.flush()
            self.server.go.wait(120)
            self.wfile.write(body[stall:])
        else:
            self.wfile.write(body)
