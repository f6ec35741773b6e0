"""What the fast path was not made for, the network answers: the same, and refused in the same words."""

from dataclasses import replace

import pytest
import torch

from explorer.diffusion.schedule import cosine
from explorer.models.cpu_path import FastNetwork
from explorer.models.network import NetworkDenoiser
from explorer.models.runtime import accelerate
from tests.helpers import SMALL, gaussian_noise, random_unet

CLASSES = 5
X, T, LABEL = gaussian_noise(torch.empty(2, 1, 8, 8)), torch.tensor([1, 50]), torch.tensor([0, 3])


def denoisers(classes=CLASSES):
    """The plain one and the fast one of the same network."""
    network = random_unet(replace(SMALL, num_class_embeds=classes)).requires_grad_(False)
    no_label = None if classes is None else classes - 1
    plain, fast = (NetworkDenoiser(network, cosine(100), no_label=no_label) for _ in range(2))
    assert accelerate(fast) and isinstance(fast.run, FastNetwork)
    return plain, fast


PLAIN, FAST = denoisers()


def said(denoiser, x, t, label):
    """The answer, or the kind and the words of the refusal."""
    try:
        return denoiser.output(x, t, label)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def of_side(side, channels=1):
    return gaussian_noise(torch.empty(2, channels, side, side))


INPUTS = {
    "as it was made for": (X, T, LABEL),
    "half precision": (X.half(), T, LABEL),
    "bfloat16": (X.bfloat16(), T, LABEL),
    "double precision": (X.double(), T, LABEL),
    "whole numbers": (X.int(), T, LABEL),
    "smaller": (of_side(4), T, LABEL),
    "larger": (of_side(16), T, LABEL),
    "wide": (gaussian_noise(torch.empty(2, 1, 8, 16)), T, LABEL),
    "odd": (of_side(9), T, LABEL),
    "no pixels": (of_side(0), T, LABEL),
    "three channels": (of_side(8, 3), T, LABEL),
    "no batch": (X[0], T[:1], LABEL[:1]),
    "a number": (torch.tensor(1.0), T[:1], LABEL[:1]),
    "five dimensions": (X[None], T, LABEL),
    "nobody": (X[:0], T[:0], LABEL[:0]),
    "channels last": (of_side(8).contiguous(memory_format=torch.channels_last), T, LABEL),
    "every other pixel": (of_side(16)[:, :, ::2, ::2], T, LABEL),
    "turned": (X.transpose(2, 3), T, LABEL),
    "one for all": (X[:1].expand(2, -1, -1, -1), T, LABEL),
    "another device": (X.to("meta"), T, LABEL),
    "t as int32": (X, T.int(), LABEL),
    "t as float": (X, T.float(), LABEL),
    "t between": (X, T + 0.5, LABEL),
    "t as bool": (X, T.bool(), LABEL),
    "t 0": (X, torch.tensor([0, 50]), LABEL),
    "t beyond": (X, torch.tensor([1, 5000]), LABEL),
    "one t": (X, T[:1], LABEL),
    "t without a batch": (X, T[0], LABEL),
    "t as a number": (X, 7, LABEL),
    "too many t": (X, torch.tensor([1, 2, 3]), LABEL),
    "t in a column": (X, T[:, None], LABEL),
    "no label": (X, T, None),
    "one label": (X, T, LABEL[:1]),
    "labels as int32": (X, T, LABEL.int()),
    "labels as float": (X, T, LABEL.float()),
    "a label that is not there": (X, T, LABEL + 90),
    "a label below all": (X, T, LABEL - 9),
    "a label too many": (X, T, torch.tensor([0, 1, 2])),
    "a label without a batch": (X, T, LABEL[0]),
}
REFUSED = {
    *("odd", "no pixels", "three channels", "no batch", "a number", "five dimensions"),
    *("t without a batch", "t as a number", "too many t", "t in a column"),
    *("a label too many", "a label without a batch", "a label that is not there", "a label below all"),
}


@pytest.mark.parametrize("name", INPUTS)
def test_both_paths_say_the_same(name):
    plain, fast = (said(denoiser, *INPUTS[name]) for denoiser in (PLAIN, FAST))
    if isinstance(plain, str):
        assert fast == plain
    elif plain.device.type == "cpu":
        torch.testing.assert_close(fast, plain, rtol=1e-4, atol=1e-4)
    assert (name in REFUSED) == (isinstance(plain, str) and plain.startswith(("ValueError: ", "InputError: ")))


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_is_refused_is_a_sentence_with_what_is_right(name):
    right = ("(B, 1, H, W), H and W multiples of 2", "one for each sample", "a number from 0 to 3")
    assert any(words in said(FAST, *INPUTS[name]) for words in right)


def test_a_network_without_classes_takes_whatever_label_in_both_paths():
    plain, fast = denoisers(None)
    for label in (None, LABEL, torch.tensor(3)):
        torch.testing.assert_close(fast.output(X, T, label), plain.output(X, T, label), rtol=1e-4, atol=1e-4)


def test_a_gradient_that_is_asked_for_is_there():
    gradients = []
    for denoiser in (PLAIN, FAST):
        x = X.clone().requires_grad_()
        denoiser.output(x, T, LABEL).square().sum().backward()
        gradients.append(x.grad)
    assert torch.equal(*gradients)


def test_autocast_is_left_to_the_network():
    with torch.autocast("cpu", torch.bfloat16):
        assert FAST.output(X, T, LABEL).dtype == PLAIN.output(X, T, LABEL).dtype == torch.bfloat16


def test_what_it_was_made_for_does_not_go_to_the_network(monkeypatch):
    monkeypatch.setattr(FAST.run, "_network", None)
    for name in ("as it was made for", "channels last", "every other pixel", "one t", "no label", "one label"):
        assert torch.is_tensor(said(FAST, *INPUTS[name])), name


def test_weights_in_half_precision_keep_the_plain_path():
    denoiser = NetworkDenoiser(random_unet().half(), cosine(100))
    assert not accelerate(denoiser)


def test_shared_chains_of_two_sizes_and_one_t_each_are_answered_apart():
    shared = FAST.shared()
    torch.testing.assert_close(shared.output(X, T[:1], LABEL), PLAIN.output(X, T[:1], LABEL), rtol=1e-4, atol=1e-4)
