"""What one can do with a fine-tuned network: take it away as a zip, or push it to one's own account on the Hub."""

import hashlib
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr

from ....models.hub.hub import is_hub_id
from ....models.publish import publishing
from ....models.publish.model_card import RECIPE, Training
from ....models.publish.publishing import PublishError
from ....training.jobs.job import Job
from ...components.line import line, linked
from ...networks import Networks
from ...owner import hash_of
from ...text import Text
from ...widgets import PRIVATE

SHOWN_EVERY_S = 0.5
LOOK_EVERY_S = 5  # for new results, while the part is unfolded
PATIENCE_S = 1800  # huggingface_hub itself waits for ever

# Browsers offer to keep a password even where autocomplete is "off"; and Gradio sets no such attribute here.
NOT_A_PASSWORD = "() => document.querySelector('#publish-token input').setAttribute('autocomplete', 'one-time-code')"


def build(text: Text, networks: Networks, owner: gr.BrowserState) -> None:
    """The owner's results to choose from; then a download of the chosen one, and a form to push it."""
    with gr.Accordion(text["publish.title"], open=False, elem_id="publish") as part:
        with gr.Row(equal_height=True):
            result = gr.Dropdown([], label=text["publish.result"], elem_id="publish-result")
            packed = gr.Button(text["publish.download"], size="sm", scale=0, min_width=120, elem_id="publish-download")
        gr.Markdown(text["publish.intro"], elem_classes="dx-quiet")
        with gr.Row():
            repo = gr.Textbox(
                label=text["publish.repo"], info=text["publish.repo_info"], max_length=200, elem_id="publish-repo"
            )
            token = gr.Textbox(
                label=text["publish.token"],
                info=text["publish.token_info"],
                type="password",
                max_length=500,
                elem_id="publish-token",
            )
        with gr.Row(equal_height=True):
            private = gr.Checkbox(True, label=text["publish.private"], elem_id="publish-private")
            pushed = gr.Button(text["publish.push"], size="sm", scale=0, min_width=120, elem_id="publish-push")
        said = line(classes="dx-quiet dx-live", elem_id="publish-said")
        file = gr.DownloadButton(visible="hidden", elem_id="publish-file")
    listed, timer = gr.State([]), gr.Timer(LOOK_EVERY_S, active=False)
    gr.on([part.expand, timer.tick], partial(refresh, networks), [owner, listed, result], [listed, result], **PRIVATE)
    part.expand(lambda: gr.Timer(active=True), None, timer, js=NOT_A_PASSWORD, **PRIVATE)
    part.collapse(lambda: gr.Timer(active=False), None, timer, **PRIVATE)
    # A DownloadButton downloads what it has when it is clicked, so the file is made first and then clicked for.
    packed.click(
        partial(pack, text, networks, Path(file.GRADIO_CACHE)),
        [owner, result],
        [file, said],
        concurrency_limit=2,
        **PRIVATE,
    ).success(None, None, None, js="() => document.querySelector('#publish-file').click()", **PRIVATE)
    pushed.click(
        partial(push, text, networks),
        [owner, result, repo, token, private],
        [said, token],
        concurrency_limit=2,
        **PRIVATE,
    )


def refresh(networks: Networks, key: str, listed: list[tuple[str, str]], chosen: str | None) -> tuple[Any, Any]:
    """The owner's results, newest first, if they are no longer those that are listed; what was chosen stays so."""
    choices = networks.results(hash_of(key))
    if choices == listed:
        return gr.skip(), gr.skip()
    sources = [source for _, source in choices]
    return choices, gr.Dropdown(choices, value=chosen if chosen in sources else next(iter(sources), None))


def own(networks: Networks, key: str, source: str | None) -> Job | None:
    """The job behind a choice from the list, or None for what this owner was never offered."""
    offered = [source for _, source in networks.results(hash_of(key))]
    return networks.job_of(source) if source in offered else None


def pack(text: Text, networks: Networks, cache: Path, key: str, source: str | None) -> tuple[str | None, str]:
    """The path of the zip in Gradio's cache, which cleans itself, and what is said."""
    job = own(networks, key, source)
    if job is None or source is None:
        return None, f"⚠ {text['publish.none']}"
    # A folder for each state of a result, so that a second press packs nothing; who lacks the key cannot guess it.
    folder = cache / hashlib.sha256(f"{key} {networks.version(source)}".encode()).hexdigest()
    path = folder / f"{publishing.file_name(job.spec.name)}.zip"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if path.exists():
            path.touch()  # the cache deletes by age
        else:
            publishing.pack(job.result, training_of(networks, job), folder)
        return str(path), text("publish.packed", name=path.name, megabytes=path.stat().st_size / 1e6)
    except PublishError as error:
        return None, sentence(text, error)
    except OSError as error:
        return None, sentence(text, PublishError("disk", reason=error.strerror))


def push(
    text: Text, networks: Networks, key: str, source: str | None, repo: str, token: str, private: bool
) -> Iterator[tuple[Any, str]]:
    """What is said, and "" for the token's field: the token is gone from the page as soon as it is here."""
    job = own(networks, key, source)
    if job is None:
        yield f"⚠ {text['publish.none']}", ""
        return
    outcome: list[str | PublishError] = []

    def work() -> None:
        try:
            outcome.append(
                publishing.push(job.result, training_of(networks, job), repo or "", token or "", bool(private))
            )
        except PublishError as error:
            outcome.append(error)
        except OSError as error:  # the job has been deleted meanwhile
            outcome.append(PublishError("disk", reason=error.strerror))

    thread = threading.Thread(target=work, name="hub push", daemon=True)
    start = time.monotonic()
    thread.start()
    while thread.is_alive() and time.monotonic() - start < PATIENCE_S:
        yield text("publish.pushing", seconds=time.monotonic() - start), ""
        thread.join(SHOWN_EVERY_S)
    ended = outcome[0] if outcome else PublishError("late" if thread.is_alive() else "failed")
    said = (
        sentence(text, ended) if isinstance(ended, PublishError) else linked(text("publish.pushed", url=ended), ended)
    )
    yield said, ""


def sentence(text: Text, error: PublishError) -> str:
    return "⚠ " + text(f"publish.{error.reason}", **error.values)


def training_of(networks: Networks, job: Job) -> Training:
    """What the card may tell of a job: nothing of its owner, and no path of this server."""
    spec, outline = job.spec, networks.outline(f"job:{job.id}")
    if outline is None:
        raise PublishError("incomplete")
    return Training(
        name=spec.name,
        base=base_name(networks, spec.base),
        steps=job.status().step,
        asked=spec.steps,
        pictures=len(job.images()),
        size=outline.size,
        channels=outline.channels,
        labels=outline.labels,
        label=spec.label,
        recipe={key: getattr(spec, key) for key in RECIPE},
    )


def base_name(networks: Networks, base: str) -> str:
    """A Hub id, the name of a network that ships or of an earlier result, or of a folder."""
    path = Path(base)
    in_cache = [part for part in path.parts if part.startswith("models--")]
    if in_cache:
        return in_cache[0].removeprefix("models--").replace("--", "/")
    if is_hub_id(base) and not path.exists():
        return base.partition("@")[0]
    if path.name == "result":  # of a job, which may have been deleted since
        earlier = networks.jobs.get(path.parent.name) if networks.jobs else None
        return earlier.spec.name if earlier else "an earlier result"
    return path.name
