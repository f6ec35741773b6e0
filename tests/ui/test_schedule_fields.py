"""One list of schedules for the mathematics and the page."""

from inspect import signature

import pytest

from explorer.diffusion.schedule import SCHEDULES
from explorer.ui.schedule_fields import KINDS, PARAMETERS, USUAL, make_schedules
from explorer.ui.tabs.schedules.views import FORMULAS


def test_each_schedule_is_on_the_page_with_its_numbers_and_its_formula():
    for name in SCHEDULES:
        assert name in KINDS, f"Say in KINDS of explorer/ui/schedule_fields.py which numbers {name!r} has in its paper."
        assert name in FORMULAS, f"Write the formula of {name!r} into FORMULAS of explorer/ui/tabs/schedules/views.py."
    unknown = {*KINDS, *FORMULAS} - SCHEDULES.keys()
    assert not unknown, f"SCHEDULES of explorer/diffusion/schedule.py has none of {unknown}: add it there."


@pytest.mark.parametrize("name", SCHEDULES)
def test_its_numbers_are_those_that_the_function_takes(name):
    assert KINDS[name].keys() <= signature(SCHEDULES[name]).parameters.keys()
    assert {*KINDS[name]} <= {*PARAMETERS}


def test_the_usual_fields_make_the_papers_schedules():
    solid, dashed = make_schedules(USUAL).values()
    for made, name in ((solid, "cosine"), (dashed, "linear")):
        assert (made.beta == SCHEDULES[name](1000).beta).all()
