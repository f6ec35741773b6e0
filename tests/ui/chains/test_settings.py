"""The tables of settings, and what is made of them."""

import pytest

from explorer.ui.chains.request import Start, Walk
from explorer.ui.chains.settings import FIELDS, RIVAL, START, WALK, usual_values
from explorer.ui.settings import MAX_SEED
from explorer.ui.tabs.denoise.fields import start_fields, walk_fields
from tests.support.chains import TEXT


@pytest.mark.parametrize(("table", "made", "instead"), [
    (WALK, Walk, {"foreign": "schedule"}),
    (START, Start, {}),
])  # fmt: skip
def test_a_request_has_each_setting(table, made, instead):
    wanted = [instead.get(name, name) for name in table]
    for name in wanted:
        assert name in made.__dataclass_fields__, (
            f"Give {made.__name__} in explorer/ui/chains/request.py an attribute {name!r}."
        )
    assert {*made.__dataclass_fields__} == {*wanted}


def test_a_field_shows_what_its_row_says(networks):
    shown = walk_fields(TEXT, networks) | start_fields(TEXT, networks, None)
    for name, setting in (WALK | START).items():
        if name in ("picture", "label", "source"):
            continue
        field = shown[name]
        assert field.value == setting.usual
        if setting.names:
            assert [value for _, value in field.choices] == [*setting.names]
        if hasattr(field, "maximum") and setting.high < MAX_SEED:
            assert (field.minimum, field.maximum, field.step) == (setting.low, setting.high, setting.step)


@pytest.mark.parametrize("name", FIELDS)
def test_a_usual_value_is_one_that_is_allowed(name):
    values = usual_values("digits", ("a", "b"))
    assert FIELDS[name].allows(values[name])


def test_both_walks_have_the_same_settings():
    rival = {name.removeprefix(RIVAL) for name in FIELDS if name.startswith(RIVAL)}
    assert rival == {setting.link or name for name, setting in WALK.items()}
