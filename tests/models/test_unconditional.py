"""unconditional(): the network without labels that a conditional one contains."""

import pytest
import torch

from explorer.diffusion.schedule import linear
from explorer.models.checkpoint import load_checkpoint, save_checkpoint
from explorer.models.unconditional import unconditional
from tests.helpers import SMALL, gaussian_noise, some_checkpoint

SCHEDULE = linear(1000)
X = gaussian_noise(torch.empty(3, 1, 8, 8))
T = torch.tensor([1, 400, 1000])


def conditional(prediction="epsilon", extra_class=True):
    return some_checkpoint(SCHEDULE, prediction, ("a", "b", "c"), extra_class)


@pytest.mark.parametrize("prediction", ["epsilon", "v_prediction"])
def test_it_says_what_the_original_says_without_a_label(prediction):
    original = conditional(prediction)
    with torch.no_grad():
        expected, labelled = original.denoiser(X, T), original.denoiser(X, T, torch.tensor([1, 1, 1]))
        torch.testing.assert_close(unconditional(original).denoiser(X, T), expected, rtol=1e-5, atol=1e-5)
    assert (labelled - expected).abs().max() > 1e-2  # the label does make a difference to this network


def test_it_has_no_classes_and_no_labels():
    plain = unconditional(conditional())
    assert plain.labels == ()
    assert plain.denoiser.no_label is None
    assert plain.denoiser.network.config == SMALL
    assert "class_embedding.weight" not in plain.denoiser.network.state_dict()


def test_everything_else_stays():
    original = conditional("v_prediction")
    plain = unconditional(original)
    assert (plain.schedule, plain.shape, plain.name) == (original.schedule, original.shape, original.name)
    assert (plain.denoiser.schedule, plain.denoiser.prediction) == (SCHEDULE, "v_prediction")


def test_the_original_is_left_as_it_was():
    original = conditional()
    with torch.no_grad():
        before = original.denoiser(X, T)
        for weight in unconditional(original).denoiser.network.parameters():
            weight.zero_()  # the two must share no memory
        assert torch.equal(original.denoiser(X, T), before)


def test_it_can_be_saved_and_loaded(tmp_path):
    plain = unconditional(conditional())
    save_checkpoint(plain, tmp_path / "plain")
    with torch.no_grad():
        assert torch.equal(load_checkpoint(tmp_path / "plain", fast=False).denoiser(X, T), plain.denoiser(X, T))


def test_an_unconditional_network_is_returned_as_it_is():
    plain = some_checkpoint()
    assert unconditional(plain) is plain


def test_a_network_that_was_only_trained_with_labels_is_refused():
    with pytest.raises(ValueError, match="some was only trained with labels"):
        unconditional(conditional(extra_class=False))
