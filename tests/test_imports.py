"""Imports run one way: diffusion <- models <- training <- ui; found by parsing the source."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
# Which other parts of the package each part may import; a part that is missing here may not exist.
MAY_IMPORT = {
    "": set(),  # explorer/__init__.py
    "diffusion": set(),
    "models": {"diffusion", "images"},
    "training": {"diffusion", "models", "images", "refusals", "formats", "toys"},
    "formats": set(),
    "colours": set(),
    "refusals": set(),
    "frames": {"colours", "refusals"},
    "images": {"formats", "colours", "frames", "refusals"},
    "decode": {"refusals", "formats"},
    "decode_child": {"decode", "images", "refusals"},
    "brush": set(),
    "toys": {"brush"},
    "sets": {"brush"},
    "plots": set(),
    "ui": {"diffusion", "models", "training", "images", "refusals", "decode", "toys", "sets", "plots"},
    "space": set(),
    "deploy": {"models", "space"},
    "address": set(),
    "health": set(),
    "command": {"address", "health", "models", "training", "ui"},
    "app": {"command"},
}
# The parts of ui, each of which may import those before it.
UI = (
    *("text", "settings", "constants", "clients", "owner", "pictures", "schedule_fields", "fetched", "networks"),
    *("widgets", "uploads", "components", "device", "chains", "guess", "tab", "tabs"),
    *("links", "page", "build", "server"),
)
# And of tabs: none imports another one.
TABS = [path.parent.name for path in (PROJECT / "explorer" / "ui" / "tabs").glob("*/__init__.py")]
MAY_IMPORT_GRADIO = {"ui"}
MATHEMATICS = {"numpy", "torch", *sys.stdlib_module_names}


def name_of(path: str) -> str:
    """Such as "explorer/ui/text/__init__.py" -> "explorer.ui.text"."""
    return ".".join(Path(path).with_suffix("").parts).removesuffix(".__init__")


def imports_of(path: str, source: str) -> set[str]:
    """Full names of all that the source imports, wherever in it: relative ones resolved, in functions too.

    "from a import b" counts as a and as a.b, since b may be a module.
    """
    package = list(Path(path).parent.parts)
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            home = ".".join([*base, *([node.module] if node.module else [])])
            found |= {home, *(f"{home}.{alias.name}" for alias in node.names)}
    return found


def part_of(name: str) -> str:
    """Such as "explorer.ui.tabs.noise" -> "ui", "explorer" -> "", "app" -> "app"."""
    top, _, rest = name.partition(".")
    return rest.split(".")[0] if top == "explorer" else top


def violations(path: str, source: str) -> list[str]:
    """A sentence for each import that breaks the rule."""
    part = part_of(name_of(path))
    if part not in MAY_IMPORT:
        return [f"{path}: there is no rule for {part!r}"]
    bad = []
    for name in imports_of(path, source):
        top = name.split(".")[0]
        if top == "explorer":
            allowed = part_of(name) in {part, "", *MAY_IMPORT[part]} if name != "explorer" else True
            allowed = allowed and (part != "ui" or within_ui(name_of(path), name))
        elif top == "app":
            allowed = False
        elif part == "diffusion":
            allowed = top in MATHEMATICS
        else:
            allowed = top != "gradio" or part in MAY_IMPORT_GRADIO
        if not allowed:
            bad.append(f"{path} imports {name}")
    return sorted(bad)


def within_ui(importer: str, imported: str) -> bool:
    """Whether a part of ui may import another one; what is not in ui is allowed here."""
    if not imported.startswith("explorer.ui."):
        return True
    (mine, tab), (part, other) = ((*name.split(".")[2:], "")[:2] for name in (importer, imported))
    if not {mine, part} <= {*UI}:
        return False
    if mine == part == "tabs" and tab in TABS and other in TABS:
        return other == tab
    return UI.index(part) <= UI.index(mine)


FILES = [*sorted((PROJECT / "explorer").rglob("*.py")), PROJECT / "app.py"]
SOURCES = [path.relative_to(PROJECT).as_posix() for path in FILES]


def test_the_sources_are_found():
    assert {"explorer/diffusion/schedule.py", "explorer/training/loop.py", "explorer/ui/build.py"} <= set(SOURCES)


@pytest.mark.parametrize("path", SOURCES)
def test_imports_run_one_way(path):
    assert violations(path, (PROJECT / path).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("explorer/diffusion/noise.py", "from ..models import network"),
        ("explorer/diffusion/noise.py", "import explorer.images"),
        ("explorer/diffusion/noise.py", "import scipy.stats"),
        ("explorer/diffusion/__init__.py", "from ..toys import toy"),
        ("explorer/models/unet.py", "from explorer import plots"),
        ("explorer/models/unet.py", "def late():\n    from ..training.loop import train"),
        ("explorer/models/deep/er.py", "from ...training import loop"),
        ("explorer/training/loop.py", "from ..ui.text import Text"),
        ("explorer/training/loop.py", "from .. import plots"),
        ("explorer/training/loop.py", "import gradio as gr"),
        ("explorer/training/loop.py", "if True:\n    from gradio.themes import Base"),
        ("explorer/images.py", "from .toys import toy"),
        ("explorer/images.py", "from . import plots"),
        ("explorer/plots.py", "from gradio import Plot"),
        ("explorer/ui/build.py", "import app"),
        ("explorer/ui/build.py", "from .server import launch"),
        ("explorer/ui/chains/answer.py", "from ..tabs.denoise import tab"),
        ("explorer/ui/chains/answer.py", "from ..links.link import read_link"),
        ("explorer/ui/tabs/denoise/tab.py", "from ..noise.tab import FIRST"),
        ("explorer/ui/settings.py", "from .widgets import warn"),
        ("explorer/ui/novelty.py", "from .text import Text"),
        ("app.py", "from explorer.training.jobs.job import Job"),
        ("app.py", "import gradio"),
        ("explorer/novelty.py", ""),
    ],
)
def test_the_check_sees_a_forbidden_import(path, source):
    assert len(violations(path, source)) >= 1


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("explorer/diffusion/noise.py", "import math, numpy.linalg\nfrom torch import nn\nfrom . import process"),
        ("explorer/models/unet.py", "from ..diffusion.schedule import linear\nimport safetensors"),
        ("explorer/training/preview.py", "from ..images import grid\nfrom .loop import train\nimport filelock"),
        (
            "explorer/ui/tabs/noise/tab.py",
            "import gradio\nfrom ....toys import toy\nfrom ... import widgets\nfrom .noise_walk import *",
        ),
        ("explorer/command.py", "from .ui import text\nfrom .models.folder import SHIPPED"),
        ("app.py", "from explorer.command import main"),
    ],
)
def test_the_check_lets_an_allowed_import_pass(path, source):
    assert violations(path, source) == []


def test_relative_imports_are_resolved_from_modules_and_from_packages():
    assert imports_of("explorer/ui/tabs/noise.py", "from ...toys import toy") == {"explorer.toys", "explorer.toys.toy"}
    assert imports_of("explorer/ui/tabs/__init__.py", "from . import noise") == {
        "explorer.ui.tabs",
        "explorer.ui.tabs.noise",
    }


def loaded_by(statement: str) -> set[str]:
    """The top-level names in sys.modules of a fresh interpreter after the statement."""
    code = f"{statement}\nimport sys\nprint('\\n'.join(name.split('.')[0] for name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_the_page_is_built_without_torch():
    loaded = loaded_by("import explorer.ui.build")
    assert "gradio" in loaded
    assert "torch" not in loaded


def test_jobs_are_watched_without_torch_and_without_gradio():
    loaded = loaded_by("import explorer.training.jobs.supervisor, explorer.training.finetune")
    assert "explorer" in loaded
    assert not loaded & {"torch", "gradio"}


def test_pictures_are_decoded_without_torch_and_without_gradio():
    loaded = loaded_by("import explorer.decode_child")
    assert {"explorer", "PIL"} <= loaded
    assert not loaded & {"torch", "gradio", "plotly"}


def test_schedules_need_numpy_only():
    loaded = loaded_by("from explorer.diffusion import NoiseSchedule, SCHEDULES; SCHEDULES['cosine'](10).snr")
    assert not loaded & {"torch", "gradio", "PIL", "plotly", "safetensors"}


def test_the_mathematics_is_a_library_of_its_own():
    loaded = loaded_by("from explorer.diffusion import *")
    assert "torch" in loaded
    assert not loaded & {"gradio", "PIL", "plotly", "safetensors", "filelock"}
