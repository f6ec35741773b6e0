"""Figures hold the numbers that they were given."""

import numpy as np
import pytest

from explorer.plots import MAX_POINTS, Curve, Losses, loss_figure, schedule_figure, smooth


def curve(T: int) -> np.ndarray:
    return np.linspace(1.0, 0.5, T + 1) ** 3


def figure(values: np.ndarray, log: bool = False):
    return schedule_figure([Curve("cosine", values, "signal", "solid")], log)


def test_a_short_curve_is_drawn_point_by_point():
    values = curve(100)
    (trace,) = figure(values).data
    np.testing.assert_array_equal(trace.x, np.arange(101))
    np.testing.assert_array_equal(trace.y, values)


def test_each_curve_is_a_trace_with_its_own_colour_and_dash():
    curves = [Curve("one", curve(20), "noise", "solid"), Curve("two", curve(20) / 2, "exact", "dash")]
    traces = schedule_figure(curves).data
    assert [(trace.name, trace.meta, trace.line.dash) for trace in traces] == [
        ("one", "noise", "solid"),
        ("two", "exact", "dash"),
    ]
    for trace, (_, values, _, _) in zip(traces, curves, strict=True):
        np.testing.assert_array_equal(trace.y, values)


@pytest.mark.parametrize("log", [False, True])
def test_infinite_values_are_left_out(log):
    values = np.array([np.inf, 3.0, 2.0, np.nan, 1.0, -np.inf])
    (trace,) = figure(values, log=log).data
    assert list(trace.x) == [1, 2, 4]
    assert list(trace.y) == [3.0, 2.0, 1.0]


def test_zeros_and_negative_values_are_left_out_on_a_logarithmic_axis():
    values = np.array([0.0, 1e-4, 1e-2, -1.0, 1.0])
    drawn = figure(values, log=True)
    assert drawn.layout.yaxis.type == "log"
    assert list(drawn.data[0].x) == [1, 2, 4]


def test_zeros_and_negative_values_are_kept_on_a_linear_axis():
    values = np.array([0.0, -1.0, 1.0])
    (trace,) = figure(values).data
    assert list(trace.y) == list(values)


def test_a_long_curve_is_thinned_and_keeps_both_ends():
    values = curve(4000)
    (trace,) = figure(values).data
    assert len(trace.x) <= MAX_POINTS
    assert (trace.x[0], trace.x[-1]) == (0, 4000)
    np.testing.assert_array_equal(trace.y, values[trace.x])


def test_thinning_is_even():
    (trace,) = figure(curve(3777)).data
    gaps = np.diff(trace.x)
    assert gaps.max() - gaps.min() <= 1


def test_the_axis_reaches_over_the_whole_of_time_even_where_values_are_left_out():
    values = np.full(51, np.inf)
    values[20:30] = 1
    assert list(figure(values).layout.xaxis.range) == [0, 50]


def test_a_loss_figure_holds_the_losses_and_their_running_mean():
    steps, losses = np.arange(1, 61), np.random.default_rng(0).random(60) + 0.1
    curves = [Losses("loss", steps, losses, "raw"), Losses("running mean", steps, losses, "smooth")]
    raw, mean = loss_figure(curves, "training step").data
    np.testing.assert_array_equal(raw.x, steps)
    np.testing.assert_array_equal(raw.y, losses)
    np.testing.assert_array_equal(mean.x, steps)
    np.testing.assert_array_equal(mean.y, smooth(losses))
    assert (raw.name, mean.name) == ("loss", "running mean")


def test_a_loss_figure_is_logarithmic_and_names_its_axis():
    layout = loss_figure([Losses("a", np.arange(3), np.ones(3), "raw")], "training step").layout
    assert layout.yaxis.type == "log"
    assert layout.xaxis.title.text == "training step"
    assert [float(said) for said in layout.yaxis.ticktext] == pytest.approx(list(layout.yaxis.tickvals))


@pytest.mark.parametrize("span", [1.0, 4.0, 25.0])
def test_smooth_is_a_weighted_mean_of_all_that_came_before(span):
    values = np.random.default_rng(1).normal(size=40)
    for i, smoothed in enumerate(smooth(values, span)):
        weights = (1 - 1 / span) ** np.arange(i, -1, -1)  # the newest counts 1, older ones ever less
        assert smoothed == pytest.approx(np.average(values[: i + 1], weights=weights))


def test_smooth_leaves_a_constant_alone():
    np.testing.assert_allclose(smooth(np.full(30, 2.5)), 2.5)


def test_smooth_of_nothing_is_nothing():
    assert len(smooth(np.array([]))) == 0


def test_figures_can_be_sent_to_a_page():
    # Valid JSON has no NaN and no Infinity.
    text = figure(np.array([np.inf, 1.0, np.nan])).to_json()
    assert "Infinity" not in text
    assert "NaN" not in text
