"""A page that holds the mathematics of the Plane tab, and nothing else."""

import pytest

from tests.support.plane import with_maths


@pytest.fixture(scope="session")
def maths(chromium):
    page = chromium.new_page()
    yield with_maths(page)
    page.close()
