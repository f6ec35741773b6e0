"""The committed unet.wasm is what its sources say. Needs the packages of requirements-build.txt. With -m soak."""

from importlib.util import find_spec

import pytest
import torch

from explorer.models.device.build import BINARY, build
from explorer.models.device.program import program
from tests.helpers import random_unet
from tests.models.configurations import CONFIGS
from tests.support.device import Device, Files, told

pytestmark = pytest.mark.soak


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    assert find_spec("ziglang"), "The compiler is not there: pip install -r requirements-build.txt"
    binary = tmp_path_factory.mktemp("built") / "unet.wasm"
    build(binary)
    return binary.read_bytes()


@pytest.mark.parametrize("name", ["as it is", "scale and shift", "odd width", "three levels, three layers"])
def test_the_committed_engine_answers_as_its_sources_do(chromium, built, name):
    unet = random_unet(CONFIGS[name])
    weights, side = told(unet), unet.config.sample_size
    x = torch.randn((2, unet.config.in_channels, side, side), generator=torch.Generator().manual_seed(0))
    files, said = Files(), []
    page = chromium.new_page()
    page.goto(files.url)
    for wasm in (BINARY.read_bytes(), built):
        files.held["unet.wasm"] = ("application/wasm", wasm)
        said.append(Device(page, files).run(program(unet), weights, x, [(0, None), (999, None)])["answers"])
    page.close()
    files.close()
    assert said[0] == said[1]
