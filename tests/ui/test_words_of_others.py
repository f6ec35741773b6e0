"""There is one way to show what may be somebody else's words: warn() in toasts, line() elsewhere, text in scripts."""

import ast
import re
from html import unescape
from pathlib import Path

import gradio as gr
import pytest

from explorer.models.checkpoint import save_checkpoint
from explorer.ui.build import build
from explorer.ui.chains.service import ChainService
from explorer.ui.networks import Networks
from explorer.ui.text import load_text
from explorer.ui.widgets import warn
from tests.helpers import some_checkpoint

UI = Path(__file__).parents[2] / "explorer" / "ui"
TEXT = load_text("en")
MARK = "<form id=forged> **forged** ${forged}"
# Who may say it to Gradio, which reads it as HTML or hands it to programs.
TOASTS = {"Warning": {"widgets.py"}, "Info": set(), "Success": set(), "Error": {"server/api_values.py", "widgets.py"}}
RAW = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|DOMParser|setHTML|srcdoc|cssText"
    r"|setAttribute\(\s*[\"'`](style|on\w+)|\beval\(|new Function"
)


def calls_of_gradio() -> list[tuple[str, str, ast.Call]]:
    """(file, what is called of gr, the call)."""
    found = []
    for path in UI.rglob("*.py"):
        nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        calls = [(ast.unparse(node.func), node) for node in nodes if isinstance(node, ast.Call)]
        file = path.relative_to(UI).as_posix()
        found += [(file, name.removeprefix("gr."), node) for name, node in calls if name.startswith("gr.")]
    return found


@pytest.mark.parametrize("toast", TOASTS)
def test_toasts_are_raised_in_one_place(toast):
    assert {path for path, name, _ in calls_of_gradio() if name == toast} == TOASTS[toast]


def test_markdown_is_for_our_own_texts():
    shown = [ast.unparse(call.args[0]) for _, name, call in calls_of_gradio() if name == "Markdown"]
    assert len(shown) > 3
    ours = re.compile(r"text\['[\w.]+'\]|formula\(text, USUAL\['schedule'\], USUAL\['other_schedule'\]\)")
    assert [one for one in shown if not ours.fullmatch(one)] == []


def test_templates_and_scripts_come_from_files_alone():
    own = {"html_template", "css_template", "js_on_load"}
    made = [path for path, _, call in calls_of_gradio() if own & {each.arg for each in call.keywords}]
    assert made == ["components/__init__.py"]


def test_scripts_make_no_elements_of_text():
    scripts = [path for path in UI.rglob("*.js") if path.parent.name != "vendor"]
    assert len(scripts) > 20
    toasts = {"toasts.js": ["text.textContent = text.innerHTML"]}  # the other way round
    for path in scripts:
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if RAW.search(line)]
        assert all(any(own in line for own in toasts.get(path.name, [])) for line in lines), (path.name, lines)


@pytest.fixture
def page(tmp_path):
    """The page of a server whose network has a hostile folder and hostile labels."""
    save_checkpoint(some_checkpoint(labels=(MARK, "b"), extra_class=True), tmp_path / MARK)
    networks = Networks(str(tmp_path / MARK), "cpu", tmp_path / "jobs")
    yield build(TEXT, ChainService(networks))
    networks.close()


def test_nothing_of_others_is_in_what_gradio_reads(page):
    blocks = page.blocks.values()
    for part in [block for block in blocks if isinstance(block, gr.HTML)]:
        assert MARK not in f"{part.html_template} {part.css_template} {part.js_on_load}"
    assert [part.value for part in blocks if isinstance(part, gr.Markdown) and MARK in (part.value or "")] == []
    listed = [part for part in blocks if isinstance(part, gr.Dropdown | gr.Radio) and MARK in str(part.choices)]
    assert len(listed) > 2  # they are there, as text


def test_no_handler_answers_into_markdown_but_for_the_formulas(page):
    answered = {part for fn in page.fns.values() for part in fn.outputs if isinstance(part, gr.Markdown)}
    assert [part.elem_classes for part in answered] == [["dx-formula"]]


def test_a_warning_is_no_markup(monkeypatch):
    said = []
    monkeypatch.setattr(gr, "Warning", lambda html, **_: said.append(html))
    warn(TEXT, f"{MARK} & “more”")
    assert "<" not in said[0] and unescape(said[0]) == f"{MARK} & “more”"
