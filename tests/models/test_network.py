"""NetworkDenoiser: the network's own times, labels and parametrisation, made into eps_hat(x_t, t, label)."""

import math
from dataclasses import replace

import pytest
import torch

from explorer.diffusion.denoiser import NO_LABEL
from explorer.diffusion.process import marginal
from explorer.diffusion.schedule import linear
from explorer.models.network import PREDICTIONS, NetworkDenoiser
from tests.helpers import SMALL, gaussian_noise, random_pictures

SCHEDULE = linear(1000)
X_0 = random_pictures(3, size=4, dtype=torch.float64)
EPS = gaussian_noise(X_0)


class FakeNetwork:
    """Answers with `output`, and remembers what it was asked."""

    training = False

    def __init__(self, output=EPS, classes=None):
        self.output, self.config = output, replace(SMALL, num_class_embeds=classes)

    def __call__(self, x, time, label=None):
        self.time, self.label = time, label
        return self.output


def perfect_output(prediction, t):
    bar = SCHEDULE.alpha_bar[t]
    return {
        "epsilon": EPS,
        "sample": X_0,
        "v_prediction": math.sqrt(bar) * EPS - math.sqrt(1 - bar) * X_0,
    }[prediction]


@pytest.mark.parametrize("prediction", PREDICTIONS)
@pytest.mark.parametrize("t", [1, 250, 1000])
def test_from_a_perfect_network_of_any_kind_comes_the_true_eps(prediction, t):
    denoiser = NetworkDenoiser(FakeNetwork(perfect_output(prediction, t)), SCHEDULE, prediction)
    x_t = marginal(SCHEDULE, X_0, t).sample(EPS)
    eps_hat = denoiser(x_t, torch.full((3,), t))
    torch.testing.assert_close(eps_hat, EPS, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("prediction", PREDICTIONS)
@pytest.mark.parametrize("t", [1, 250, 1000])
def test_eps_hat_leads_to_the_x0_that_an_imperfect_network_means(prediction, t):
    x_t, output = marginal(SCHEDULE, X_0, t).sample(EPS), gaussian_noise(X_0, seed=9)
    bar = SCHEDULE.alpha_bar[t]
    a, b = math.sqrt(bar), math.sqrt(1 - bar)
    meant = {"epsilon": (x_t - b * output) / a, "sample": output, "v_prediction": a * x_t - b * output}[prediction]
    eps_hat = NetworkDenoiser(FakeNetwork(output), SCHEDULE, prediction)(x_t, torch.full((3,), t))
    torch.testing.assert_close((x_t - b * eps_hat) / a, meant, rtol=1e-8, atol=1e-8)


@pytest.mark.parametrize("prediction", PREDICTIONS)
@pytest.mark.parametrize("t", [1, 250, 1000])
def test_from_a_perfect_network_of_any_kind_comes_the_true_x0(prediction, t):
    denoiser = NetworkDenoiser(FakeNetwork(perfect_output(prediction, t)), SCHEDULE, prediction)
    x_t = marginal(SCHEDULE, X_0, t).sample(EPS)
    torch.testing.assert_close(denoiser.x0(x_t, torch.full((3,), t)), X_0, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("prediction", PREDICTIONS)
def test_output_is_what_the_network_says_itself(prediction):
    network = FakeNetwork(X_0)
    assert NetworkDenoiser(network, SCHEDULE, prediction).output(EPS, torch.tensor([1, 2, 3])) is X_0


def test_the_network_counts_its_times_from_0():
    network = FakeNetwork()
    NetworkDenoiser(network, SCHEDULE)(X_0, torch.tensor([1, 500, 1000]))
    assert network.time.tolist() == [0, 499, 999]


def test_labels_are_passed_on():
    network = FakeNetwork(classes=5)
    NetworkDenoiser(network, SCHEDULE, no_label=4)(X_0, torch.tensor([1, 1, 1]), torch.tensor([3, 0, 2]))
    assert network.label.tolist() == [3, 0, 2]


def test_without_labels_the_network_gets_the_index_for_none():
    network = FakeNetwork(classes=5)
    NetworkDenoiser(network, SCHEDULE, no_label=4)(X_0, torch.tensor([1, 1, 1]))
    assert network.label.tolist() == [4, 4, 4]


def test_no_label_can_be_asked_for_one_sample():
    network = FakeNetwork(classes=5)
    NetworkDenoiser(network, SCHEDULE, no_label=4)(X_0, torch.tensor([1, 1, 1]), torch.tensor([3, NO_LABEL, 2]))
    assert network.label.tolist() == [3, 4, 2]


def test_no_label_for_one_sample_is_refused_where_there_is_none():
    with pytest.raises(ValueError, match="only trained with labels"):
        NetworkDenoiser(FakeNetwork(classes=4), SCHEDULE)(X_0, torch.tensor([1, 1, 1]), torch.tensor([3, NO_LABEL, 2]))


def test_an_unconditional_network_sees_no_labels():
    network = FakeNetwork()
    NetworkDenoiser(network, SCHEDULE)(X_0, torch.tensor([1, 1, 1]), torch.tensor([3, 0, 2]))
    assert network.label is None


def test_a_network_that_knows_only_labels_asks_for_one():
    with pytest.raises(ValueError, match="choose one"):
        NetworkDenoiser(FakeNetwork(classes=5), SCHEDULE)(X_0, torch.tensor([1, 1, 1]))
