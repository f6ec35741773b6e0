"""The handlers of the Schedules tab: settings, good or bad, and what is drawn of them."""

import base64

import numpy as np
import pytest

from explorer.diffusion import SCHEDULES
from explorer.ui import schedule_fields
from explorer.ui.owner import new_key
from explorer.ui.tabs.schedules import tab as schedules
from explorer.ui.tabs.schedules import views
from explorer.ui.text import load_text
from tests.support.chains import is_skip
from tests.support.schedules import COSINE, LINEAR, settings

TEXT = load_text("en")


def test_the_defaults_are_the_papers():
    assert settings() == schedule_fields.USUAL
    made = schedule_fields.make_schedules(settings())
    for kind, schedule in made.items():
        np.testing.assert_array_equal(schedule.beta, SCHEDULES[kind](1000).beta)


def test_redraw_gives_tables_formulas_and_charts():
    tables, facts, formulas, away, kind, *charts = schedules.redraw(TEXT, settings())
    bar = np.frombuffer(base64.b64decode(tables["other"]["alpha_bar"]), "<f8")
    assert len(bar) == 1001 and bar[-1] == pytest.approx(4.04e-5, rel=1e-2)
    assert (tables["schedule"]["name"], tables["T"], facts, kind) == ("cosine", 1000, "", "cosine")
    assert len(charts) == len(views.QUANTITIES) and TEXT["schedules.linear"] in formulas and not away["csv"]


def test_a_chain_that_keeps_signal_is_warned_of():
    assert "The linear chain does not end in noise" in schedules.redraw(TEXT, settings(T=100))[1]
    assert schedules.redraw(TEXT, settings(T=100, betas="rescaled"))[1] == ""
    assert schedules.redraw(TEXT, settings(T=100, zero=True))[1] == ""


def test_two_of_a_kind_have_names_of_their_own():
    wide = ("cosine", {"s": 0.3})
    made = schedule_fields.make_schedules(settings(dashed=wide))
    assert list(made) == ["cosine", "cosine 2"]
    np.testing.assert_array_equal(made["cosine 2"].beta, SCHEDULES["cosine"](1000, 0.3).beta)
    assert schedules.redraw(TEXT, settings(dashed=wide))[0]["other"]["name"] == "cosine 2"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"T": 5}, "T_range"),
        ({"T": None}, "T_range"),
        ({"T": 10.5}, "T_range"),
        ({"dashed": ("linear", {"beta_1": 0})}, "order"),
        ({"dashed": ("linear", {"beta_T": 2})}, "order"),
        ({"dashed": ("linear", {"beta_1": None})}, "empty"),
        ({"solid": ("cosine", {"s": 3})}, "offset"),
        ({"solid": ("constant", {"beta": 0})}, "order"),
        ({"solid": ("hyperbolic", {})}, "unknown"),
        ({"T": 20, "betas": "rescaled"}, "too_few"),
        ({"zero": True, "dashed": ("constant", {"beta": 1})}, "spent"),
    ],
)
def test_values_that_give_no_schedule_are_a_sentence(changes, reason):
    source, facts, *others = schedules.redraw(TEXT, settings(**changes))
    assert is_skip(source) and all(is_skip(part) for part in others)
    assert facts == "⚠ " + TEXT("schedules.bad", reason=TEXT[f"schedules.{reason}"])


@pytest.mark.parametrize("kind", schedule_fields.KINDS)
@pytest.mark.parametrize("zero", [False, True])
def test_the_snippet_makes_the_schedule(kind, zero, capsys):
    values = settings(T=500, betas="rescaled", zero=zero, solid=(kind, {}), dashed=COSINE)
    names = {}
    exec(views.snippet(TEXT, values), names)
    np.testing.assert_array_equal(
        names["schedule"].beta, next(iter(schedule_fields.make_schedules(values).values())).beta
    )
    assert capsys.readouterr().out


def test_the_table_has_a_row_for_each_t():
    table = schedules.as_csv(TEXT, settings(T=30))["csv"].splitlines()
    assert len(table) == 32 and table[0].startswith("t,cosine_beta,cosine_alpha_bar")
    assert float(table[-1].split(",")[2]) == SCHEDULES["cosine"](30).alpha_bar[-1]


def test_a_network_under_another_schedule_is_noticed(networks):
    key = new_key()
    notice, button = schedules.compare(TEXT, networks, key, "digits", settings())
    assert not notice.visible and not button.visible
    for changes in ({"T": 500}, {"solid": LINEAR}, {"zero": True}):
        notice, button = schedules.compare(TEXT, networks, key, "digits", settings(**changes))
        assert notice.visible and button.visible and "digits" in notice.value
    assert all(is_skip(part) for part in schedules.compare(TEXT, networks, key, "digits", settings(T=1)))
