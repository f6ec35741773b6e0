"""Whole chains of networks that do not ship, on the device: other shapes, and one that was trained further."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from explorer.diffusion import Noise
from explorer.diffusion.rules import RULES
from explorer.models.checkpoint import load_checkpoint, save_checkpoint
from explorer.models.network import NetworkDenoiser
from explorer.ui.device.offers import Offers
from explorer.ui.device.served import TYPES
from explorer.ui.networks import Networks
from tests.browser.device.test_engine import SHAPES, USUAL
from tests.browser.device.test_walks import compare, patient
from tests.helpers import random_unet
from tests.support.served import soaked

__all__ = ["patient"]
QUICK = ("ddim", "dpmpp-2m")
THREE = [name for i, name in enumerate(SHAPES) if i in (0, 2, 7)]


def of_shape(name: str):
    """A random network of this shape, whose answers are as large as noise, with the toys' schedule."""
    toys, config = load_checkpoint("toys"), replace(USUAL, **SHAPES[name])
    shape, classes = (config.in_channels, *2 * [config.sample_size]), config.num_class_embeds or 0
    denoiser = NetworkDenoiser(random_unet(config), toys.schedule, "epsilon", classes - 1 if classes else None)
    with torch.no_grad():
        said = denoiser(Noise([0]).start(shape), torch.tensor([toys.schedule.T]))
        for weight in denoiser.network.conv_out.parameters():
            weight /= said.std()
    labels = tuple(f"class {i}" for i in range(classes - 1)) if classes else ()
    return replace(toys, denoiser=denoiser, labels=labels, shape=shape)


def trained_further():
    """The toys, a little elsewhere, as a job leaves them."""
    toys = load_checkpoint("toys")
    generator = torch.Generator().manual_seed(0)
    with torch.no_grad():
        for weight in toys.denoiser.network.parameters():
            weight += 0.02 * weight.std(correction=0) * torch.randn(weight.shape, generator=generator)
    return toys


@pytest.fixture(scope="module", params=[*THREE, "trained further"])
def others(request, patient, tmp_path_factory):
    """Networks with one more, which the page gets from the server's own offer of it."""
    folder = tmp_path_factory.mktemp("others")
    save_checkpoint(trained_further() if request.param == "trained further" else of_shape(request.param), folder)
    networks = Networks(str(folder), "cpu", tmp_path_factory.mktemp("others") / "jobs")
    offers = Offers(networks)
    offer = offers.offer(str(folder), "")

    def serve(route):
        name = route.request.url.rpartition("/device/")[2]
        content = offers.served.get(name).content
        body = content if isinstance(content, bytes) else content.read_bytes()
        route.fulfill(body=body, content_type=TYPES[Path(name).suffix])

    patient.context.route("**/device/**", serve)
    patient.evaluate("() => { window.before = window.offers.ask; }")
    patient.evaluate("(offer) => { window.offers.ask = async () => offer; }", offer)
    yield networks, str(folder)
    patient.context.unroute("**/device/**")
    patient.evaluate("() => { window.offers.ask = window.before; }")
    networks.close()


@pytest.mark.parametrize("sampler", [*QUICK, *soaked(name for name in RULES if name not in QUICK)])
def test_device_and_server_agree(others, patient, sampler):
    networks, source = others
    label = "0" if networks.read_outline(source).labels else "any"
    compare(patient, networks, {"source": source, "sampler": sampler, "label": label, "steps": 8})
