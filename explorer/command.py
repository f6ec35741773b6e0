"""The command diffusion-explorer, which `python app.py` is too: starts the app and prints its address."""

import argparse
import os
import signal
import sys
import threading
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")

from . import address, health
from .models.files.locations import BUCKET, INSTALLED, PACKAGE
from .training.launchers.launcher import Launcher
from .training.launchers.local import Local
from .training.launchers.portions import InPortions
from .ui.clients import SPACES_PROXY, TUNNEL, network, trust
from .ui.server.log import keep_short
from .ui.server.temporary import temporary_folder
from .ui.text import LANGUAGES

JOBS = Path("jobs") if INSTALLED else PACKAGE.parent / "jobs"
HUB = "hub:"  # how the address of the Hub's Jobs begins


def root_path(text: str) -> str:
    """Such as "explorer/" -> "/explorer"; "/" -> ""; an address such as https://example.org/explorer stays."""
    return text.rstrip("/") if "://" in text else f"/{text.strip('/')}".rstrip("/")


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="See how denoising diffusion models work.")
    add = parser.add_argument
    on_space = "SPACE_ID" in os.environ
    local = "0.0.0.0" if on_space else "127.0.0.1"
    add("--host", type=address.host, default=local, help="address to listen on; 0.0.0.0 for the network")
    add("--port", type=address.port, default=address.default_port(), help="port to listen on (default: 7860)")
    add("--checkpoint", default="toys", help="network shown first: a name under checkpoints/ or a folder")
    add("--device", default="auto", help="where networks run: auto, cpu, cuda, cuda:1, mps (default: auto)")
    add("--language", choices=LANGUAGES, help="language of the page (default: the browser's)")
    add("--share", action="store_true", help="also give out a temporary public link, through Gradio's servers")
    add("--root-path", type=root_path, help="path under which a reverse proxy shows the page, such as /explorer")
    add("--trusted-proxy", action="append", default=[], type=network, metavar="ADDRESS",
        help="a reverse proxy, or a network of them, whose X-Forwarded-For says who asks; may be repeated")  # fmt: skip
    add("--classroom", action="store_true", help="many visitors share an address, as in a hall: pages are told apart")
    add("--mcp", action="store_true", help="also be an MCP server (see docs/api.md), at /gradio_api/mcp/")
    jobs = BUCKET / "jobs" if on_space and os.access(BUCKET, os.W_OK) else JOBS
    add("--jobs", type=Path, default=jobs, help="folder that keeps fine-tuning jobs (default: jobs/)")
    add("--cluster", metavar="ADDRESS", default=os.environ.get("EXPLORER_CLUSTER"),
        help="train on other machines: on a Ray cluster, whose head has its dashboard there, such as http://HOST:8265, "
        "or as Jobs of the Hub, hub:FLAVOR:USER/BUCKET")  # fmt: skip
    options = parser.parse_args(arguments)
    options.trusted_proxy += [*(SPACES_PROXY if on_space else ()), *(TUNNEL if options.share else ())]
    return options


def start() -> int:
    """Parse the options and serve; a status for the shell."""
    options = parse()
    on_ray = options.cluster and not options.cluster.startswith(HUB)
    for name, package, wanted in (("mcp", "mcp", options.mcp), ("cluster", "ray", on_ray)):
        if wanted and find_spec(package) is None:
            what = f'"diffusion-explorer[{name}]"' if INSTALLED else f"-r requirements-{name}.txt"
            print(f"--{name} needs one more package. Install it with: pip install {what}")
            return 1
    refusal = address.refusal(options.host, options.port)
    if refusal:
        print(refusal)
        return 1
    cluster = None
    if options.cluster:
        from .training.launchers.engine_run import NoEngine

        try:
            cluster = cluster_at(options.cluster, options.jobs, options.device)
        except NoEngine as error:
            print(error)
            return 1
    keep_short()
    with ExitStack() as stack:
        try:
            stack.enter_context(temporary_folder())
        except OSError as error:
            print(f"There is no folder for temporary files. Name one with the variable TMPDIR. ({error.strerror})")
            return 1
        return serve(options, cluster)


def cluster_at(address: str, jobs: Path, device: str) -> Launcher:
    """What trains on other machines. Raises NoEngine."""
    if address.startswith(HUB):
        from .training.launchers.hub_jobs import HubJobs

        return HubJobs(address, jobs, BUCKET)
    from .training.launchers.ray import Cluster

    return Cluster(address, device)


def serve(options: argparse.Namespace, cluster: Launcher | None = None) -> int:
    """Until it is stopped."""
    from .ui.chains import zero

    walk, train = zero.lenders() if zero.is_here() else (None, None)
    if walk and options.device == "auto":
        options.device = "cpu"  # in this process there is no GPU, though `spaces` makes torch say so
    from .ui.chains.service import ChainService
    from .ui.networks import Networks
    from .ui.server.launch import launch

    launcher = cluster
    if train and not cluster:
        launcher = InPortions(Local(device=options.device), train, zero.is_lent_for)
    networks = Networks(options.checkpoint, options.device, options.jobs, launcher)
    if networks.jobs is None:
        print(f"Fine-tuning is off: {options.jobs} is not writable. Choose another folder with --jobs.", flush=True)
    elif networks.jobs_are_temporary and cluster:
        print(f"{options.jobs} is not writable, but the machines of a cluster share it. Choose another with --jobs.")
        networks.close()
        return 1
    elif networks.jobs_are_temporary:
        print(f"{options.jobs} is not writable, so fine-tuning jobs are lost when the app ends. Choose another folder "
              "with --jobs.", flush=True)  # fmt: skip
    trust(options.trusted_proxy)
    stopped, waiting = threading.Event(), threading.Event()

    def stop(*_: object) -> None:
        """As a container is stopped: leave through `finally`. While the pages are built, an exit may be caught."""
        stopped.set()
        if waiting.is_set():
            sys.exit(0)

    signal.signal(signal.SIGTERM, stop)
    try:
        page = launch(
            options.language,
            ChainService(networks, walk),
            options.host,
            options.port,
            options.share,
            options.root_path,
            options.mcp,
            options.classroom,
            proxied=bool(options.trusted_proxy),
        )
    except OSError as error:  # somebody was quicker, or what Gradio needs besides a port is not there
        print(address.refusal(options.host, options.port) or f"The server could not be started: {error}")
        networks.close()
        return 1
    health.note(options.host, options.port)
    if page.mcp_error:
        print(page.mcp_error, flush=True)
    networks.load_in_background()
    try:
        waiting.set()
        if not stopped.is_set():
            page.block_thread()
    finally:
        networks.close()
    return 0


def main() -> NoReturn:
    try:
        status = start()
    except SystemExit as error:
        status = int(error.code or 0)
    sys.stdout.flush()
    sys.stderr.flush()
    # Not sys.exit: threads may be at work in torch, which aborts when Python takes their ground away.
    os._exit(status)
