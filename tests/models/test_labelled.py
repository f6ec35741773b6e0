"""with_label(): a network that gets to know one class more."""

import pytest
import torch

from explorer.diffusion.schedule import linear
from explorer.models.checkpoint import load_checkpoint, save_checkpoint
from explorer.models.labelled import with_label
from tests.helpers import gaussian_noise, some_checkpoint

X = gaussian_noise(torch.empty(3, 1, 8, 8))
T = torch.tensor([1, 400, 1000])
LABEL = torch.tensor([0, 1, 2])


def test_its_old_classes_and_no_label_say_what_they_said():
    original = some_checkpoint(linear(1000), "v_prediction", ("a", "b", "c"), True)
    more = with_label(original, "mine")
    assert more.labels == ("a", "b", "c", "mine")
    with torch.no_grad():
        for label in (None, LABEL):
            torch.testing.assert_close(more.denoiser(X, T, label), original.denoiser(X, T, label))
        new = more.denoiser(X, T, torch.tensor([3, 3, 3]))
        torch.testing.assert_close(new, original.denoiser(X, T))  # untrained, it means "no label"


def test_it_can_be_saved_and_loaded(tmp_path):
    more = with_label(some_checkpoint(linear(1000), "epsilon", ("a",), True), "mine")
    save_checkpoint(more, tmp_path / "more")
    again = load_checkpoint(tmp_path / "more")
    assert again.labels == ("a", "mine") and again.denoiser.no_label == 2
    with torch.no_grad():
        torch.testing.assert_close(again.denoiser(X, T), more.denoiser(X, T))


@pytest.mark.parametrize("labels", [(), ("a", "b")])
def test_a_network_that_does_not_know_no_label_is_refused(labels):
    with pytest.raises(ValueError, match="no classes to which one could be added"):
        with_label(some_checkpoint(linear(1000), "epsilon", labels, False), "mine")
