"""A page that holds nothing but the Plane's arithmetic."""

from pathlib import Path

import pytest

UI = Path(__file__).parents[3] / "explorer" / "ui"
SCRIPTS = (
    "components/normal.js", "components/prediction.js", "components/rules.js",
    "tabs/plane/maths/exact_plane.js", "tabs/plane/maths/plane_walk.js",
)  # fmt: skip


@pytest.fixture(scope="module")
def arithmetic(chromium):
    page = chromium.new_page()
    for script in SCRIPTS:
        page.add_script_tag(path=UI / script)
    yield page
    page.close()
