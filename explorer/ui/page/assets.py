"""What a page is served with besides its components: the scripts that they share, and all style sheets."""

import json
import re
from collections.abc import Iterable
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

from ..constants import CONSTANTS
from ..tabs import TABS

UI = Path(__file__).parents[1]
NEEDS = re.compile(r"^// needs: (.+)$", re.MULTILINE)  # other scripts by name, in a script that several share
NOT_SHARED = ("vendor", "worker")  # other people's, and what a Worker loads where no page is
FIRST = ("shared.css", "page.css")  # other sheets say more about the same things


@cache
def page_head() -> str:
    """What every page needs before its components: what Python has to tell, and the shared scripts. It is one script,
    for the hash of each stands in the page's headers, of which proxies take 4 KB.
    """
    told = f'"use strict";\nwindow.constants = {json.dumps(CONSTANTS)}'
    script = ";\n".join([told, *map(_read, in_order(shared_scripts()))])
    return f"<script>{script}</script>"


@cache
def page_css() -> str:
    """The style sheets of the page and of all components, and what lecture mode hides of the tabs."""
    sheets = sorted(UI.rglob("*.css"), key=lambda path: path.name)
    first = sorted((path for path in sheets if path.name in FIRST), key=lambda path: FIRST.index(path.name))
    hidden = ", ".join(f".dx-lecture {selector}" for tab in TABS for selector in tab.hidden)
    rest = [path for path in sheets if path not in first]
    return "\n".join([*map(_read, (*first, *rest)), f"{hidden} {{ display: none !important; }}"])


def shared_scripts() -> list[Path]:
    """Those of no component: a component's has an .html beside it."""
    scripts = [path for path in UI.rglob("*.js") if path.parent.name not in NOT_SHARED]
    return sorted(path for path in scripts if not path.with_suffix(".html").exists())


def in_order(scripts: Iterable[Path]) -> list[Path]:
    """Each after those that it needs. Raises KeyError for one that is not there, CycleError for two that need each
    other.
    """
    named = {path.name: path for path in scripts}
    needs = {name: [each.strip() for said in NEEDS.findall(_read(path)) for each in said.split(",")]
             for name, path in named.items()}  # fmt: skip
    return [named[name] for name in TopologicalSorter(needs).static_order()]


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")
