"""A scheduler_config.json of any of diffusers' schedulers for DDPMs tells here what it tells there."""

import importlib
import inspect
import pkgutil
import sys
from types import ModuleType

import numpy as np
import pytest
from diffusers import schedulers

from explorer.models.files.locations import CheckpointError
from explorer.models.files.scheduler_config import SCHEDULERS, parse_schedule

# Those of other processes, of distilled networks, and of whole other inputs.
OTHERS = {"LCMScheduler", "TCDScheduler", "CogVideoXDDIMScheduler", "CogVideoXDPMScheduler", "UnCLIPScheduler"}


@pytest.fixture(scope="module")
def theirs():
    """Every scheduler of diffusers that has betas, by its name."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "torchsde", ModuleType("torchsde"))  # only its noise needs it
        modules = [
            importlib.import_module(f"{schedulers.__name__}.{module.name}")
            for module in pkgutil.iter_modules(schedulers.__path__)
            if module.name.startswith("scheduling_") and "flax" not in module.name
        ]
    return {
        name: kind
        for module in modules
        for name, kind in vars(module).items()
        if name.endswith("Scheduler") and inspect.isclass(kind)
        if {"beta_start", "beta_schedule"} & inspect.signature(kind.__init__).parameters.keys()
    }


def test_all_of_them_are_known(theirs):
    assert theirs.keys() - OTHERS == SCHEDULERS.keys()


@pytest.mark.parametrize("name", SCHEDULERS)
def test_what_a_config_leaves_out_is_what_it_is_there(theirs, name):
    scheduler = theirs[name](num_train_timesteps=50)
    told = parse_schedule({"_class_name": name, "num_train_timesteps": 50})
    np.testing.assert_allclose(told.schedule.beta[1:], scheduler.betas, rtol=0, atol=1e-7)
    assert told.clip == float(scheduler.config.get("clip_sample", False))
    assert told.prediction == scheduler.config.get("prediction_type", "epsilon")


@pytest.mark.parametrize("name", SCHEDULERS)
@pytest.mark.parametrize("kind", ["linear", "scaled_linear", "squaredcos_cap_v2"])
def test_what_their_config_says_is_what_it_is_there(theirs, name, kind):
    scheduler = theirs[name](num_train_timesteps=60, beta_start=0.001, beta_end=0.03, beta_schedule=kind)
    told = parse_schedule({**scheduler.config, "_class_name": name})
    np.testing.assert_allclose(told.schedule.beta[1:], scheduler.betas, rtol=0, atol=1e-7)
    assert told.clip == float(scheduler.config.get("clip_sample", False))


@pytest.mark.parametrize("name", SCHEDULERS)
@pytest.mark.parametrize("clip", [False, True])
def test_what_a_config_says_of_clipping_counts(name, clip):
    # Also for one that was made from a DDPM's config, which keeps the field.
    assert parse_schedule({"_class_name": name, "clip_sample": clip}).clip == float(clip)


def test_a_config_without_a_name_is_a_ddpms():
    nameless, named = parse_schedule({}), parse_schedule({"_class_name": "DDPMScheduler"})
    assert np.array_equal(nameless.schedule.beta, named.schedule.beta) and nameless.clip == named.clip == 1


@pytest.mark.parametrize("name", [*sorted(OTHERS), "FlowMatchEulerDiscreteScheduler", "", None, 3, ["DDPMScheduler"]])
def test_another_scheduler_is_refused_by_its_name(name):
    with pytest.raises(CheckpointError, match="_class_name") as refusal:
        parse_schedule({"_class_name": name})
    assert len(str(refusal.value)) < 250


def test_a_network_that_is_told_sigma_instead_of_t_is_refused():
    with pytest.raises(CheckpointError, match="timestep_type"):
        parse_schedule({"_class_name": "EulerDiscreteScheduler", "timestep_type": "continuous"})
