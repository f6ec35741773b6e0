"""A checkpoint that cannot be used is refused with a CheckpointError that names what is wrong."""

import json
import shutil

import pytest
import torch
from safetensors.torch import load_file, save_file

from explorer.models.checkpoint import WEIGHTS, CheckpointError, load_checkpoint, save_checkpoint
from explorer.models.files.locations import SHIPPED
from tests.helpers import some_checkpoint


@pytest.fixture
def folder(tmp_path):
    """A checkpoint that loads, for a test to break."""
    save_checkpoint(some_checkpoint(), tmp_path / "broken")
    load_checkpoint(tmp_path / "broken")
    return tmp_path / "broken"


def change(path, **values):
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


def assert_refused(folder, *said):
    with pytest.raises(CheckpointError) as refusal:
        load_checkpoint(folder)
    for words in said:
        assert words in str(refusal.value)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("_class_name", "UNet2DConditionModel"),
        ("act_fn", "tanh"),
        ("time_embedding_type", "fourier"),
        ("time_embedding_type", "learned"),
        ("mid_block_type", None),
        ("downsample_type", "resnet"),
        ("upsample_type", "resnet"),
        ("attn_norm_num_groups", 5),
        ("class_embed_type", "timestep"),
        ("class_embed_type", "identity"),
        ("resnet_time_scale_shift", "ada_group"),
        ("resnet_time_scale_shift", "spatial"),
        ("attention_head_dim", 64),
        ("sample_size", None),
        ("sample_size", [8, 16]),
        ("encoder_hid_dim", 12),  # another kind of network
    ],
)
def test_a_network_that_cannot_be_built_is_refused_by_its_field(folder, field, value):
    change(folder / "config.json", **{field: value})
    assert_refused(folder, "config.json", field)


@pytest.mark.parametrize("field", ["down_block_types", "up_block_types"])
@pytest.mark.parametrize("kind", ["SkipDownBlock2D", "CrossAttnDownBlock2D", "ResnetUpsampleBlock2D", None])
def test_an_unknown_block_is_refused_by_its_name(folder, field, kind):
    change(folder / "config.json", **{field: [kind, kind]})
    assert_refused(folder, "config.json", field, "block type", json.dumps(kind))


def test_blocks_without_widths_are_refused(folder):
    change(folder / "config.json", block_out_channels=[8, 16, 32])
    assert_refused(folder, "config.json", "block_out_channels")


def test_learned_variance_is_refused(folder):
    change(folder / "config.json", out_channels=2)
    assert_refused(folder, "out_channels", "learned variance")


def test_a_network_that_makes_something_else_than_its_input_is_refused(folder):
    change(folder / "config.json", in_channels=6, out_channels=3)
    assert_refused(folder, "out_channels = 3 is not supported; it must be in_channels, 6.")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("_class_name", "FlowMatchEulerDiscreteScheduler"),
        ("prediction_type", "flow"),
        ("prediction_type", None),
        ("beta_schedule", "laplace"),
        ("beta_schedule", None),
        ("beta_schedule", ["linear"]),
        ("thresholding", True),
        ("variance_type", "learned"),
        ("variance_type", "learned_range"),
        ("clip_sample", "yes"),
        ("rescale_betas_zero_snr", "yes"),
    ],
)
def test_a_scheduler_that_is_not_known_is_refused_by_its_field(folder, field, value):
    change(folder / "scheduler_config.json", **{field: value})
    assert_refused(folder, "scheduler_config.json", f"{field} = {json.dumps(value)}")


@pytest.mark.parametrize(
    "values",
    [
        {"beta_end": 2.0},
        {"beta_end": float("nan")},
        {"beta_start": None},
        {"beta_start": -1e-4, "beta_schedule": "scaled_linear"},
        {"num_train_timesteps": 0},
        {"num_train_timesteps": True},
        {"num_train_timesteps": "many"},
        {"num_train_timesteps": 10**6},
        {"trained_betas": []},
        {"trained_betas": [0.1] * 999},
        {"trained_betas": [0.1] * 999 + [-0.1]},
        {"trained_betas": [0.1] * 999 + [None]},
        {"trained_betas": "0.1"},
        {"trained_betas": [1] * 1000},
        {"clip_sample_range": 0},
        {"clip_sample_range": "1"},
        {"num_train_timesteps": 1, "rescale_betas_zero_snr": True},
    ],
)
def test_impossible_numbers_are_refused(folder, values):
    change(folder / "scheduler_config.json", **values)
    assert_refused(folder, "scheduler_config.json is damaged")


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"rescale_betas_zero_snr": True}, "rescale_betas_zero_snr"),
        ({"trained_betas": [0.1] * 999 + [1]}, "trained_betas"),
    ],
)
def test_eps_is_refused_where_no_signal_is_left(folder, values, named):
    change(folder / "scheduler_config.json", **values)
    assert_refused(folder, "prediction_type", named)


@pytest.mark.parametrize("name", ["config.json", "scheduler_config.json", WEIGHTS])
def test_a_missing_file_is_named_with_where_it_belongs(folder, name):
    (folder / name).unlink()
    assert_refused(folder, f"{name} is missing", str(folder))


@pytest.mark.parametrize("name", ["config.json", "scheduler_config.json", "labels.json"])
@pytest.mark.parametrize("garbage", [b"", b"{", b"<html>not found</html>", b"\xff\xfe\x00"])
def test_garbage_instead_of_json_is_refused_by_its_name(folder, name, garbage):
    (folder / name).write_bytes(garbage)
    assert_refused(folder, f"{name} is damaged")


@pytest.mark.parametrize("kept", [0, 4, 100, -1])
def test_truncated_weights_are_refused(folder, kept):
    whole = (folder / WEIGHTS).read_bytes()
    (folder / WEIGHTS).write_bytes(whole[:kept])
    assert_refused(folder, "weights", "damaged")


def test_a_pointer_instead_of_weights_is_refused(folder):
    # What a clone without Git LFS holds.
    (folder / WEIGHTS).write_text("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n")
    assert_refused(folder, "weights", "damaged")


def test_weights_of_another_width_are_refused(folder):
    change(folder / "config.json", block_out_channels=[16, 64])
    assert_refused(folder, "do not fit config.json", "size mismatch")


@pytest.mark.parametrize("values", [{"layers_per_block": 2}, {"num_class_embeds": 3}, {"add_attention": False}])
def test_weights_of_another_shape_are_refused(folder, values):
    change(folder / "config.json", **values)
    assert_refused(folder, "do not fit config.json", "key(s) in state_dict")


def test_a_missing_tensor_is_named(folder):
    weights = load_file(folder / WEIGHTS)
    del weights["conv_in.bias"]
    save_file(weights, folder / WEIGHTS)
    assert_refused(folder, "do not fit config.json", "conv_in.bias")


def test_a_tensor_too_many_is_named(folder):
    save_file(load_file(folder / WEIGHTS) | {"extra.weight": torch.zeros(1)}, folder / WEIGHTS)
    assert_refused(folder, "do not fit config.json", "extra.weight")


def test_groups_that_do_not_divide_the_channels_are_refused(folder):
    change(folder / "config.json", norm_num_groups=7)
    assert_refused(folder, "config.json")


def test_every_refusal_of_a_folder_is_one_line(folder):
    # It is shown to the user as it is.
    change(folder / "config.json", block_out_channels=[16, 64], layers_per_block=3)
    with pytest.raises(CheckpointError) as refusal:
        load_checkpoint(folder)
    assert "\n" not in str(refusal.value)


def test_an_empty_folder_is_refused_by_what_is_missing(tmp_path):
    assert_refused(tmp_path, "config.json is missing")


def test_a_folder_that_does_not_exist_is_refused_by_its_name(tmp_path):
    assert_refused(tmp_path / "nowhere", "nowhere", "config.json")


@pytest.mark.parametrize("name", ["unet/config.json", "scheduler/scheduler_config.json", f"unet/{WEIGHTS}"])
def test_a_missing_file_of_a_pipeline_is_named(folder, name):
    for part, names in {"unet": ["config.json", WEIGHTS], "scheduler": ["scheduler_config.json"]}.items():
        (folder / part).mkdir()
        for each in names:
            (folder / each).rename(folder / part / each)
    load_checkpoint(folder)
    (folder / name).unlink()
    assert_refused(folder, f"{name.split('/')[1]} is missing", str(folder / name.split("/")[0]))


@pytest.mark.parametrize("text", ["[]", "null", "5", '"x"'])
@pytest.mark.parametrize("name", ["config.json", "scheduler_config.json"])
def test_a_config_that_is_no_object_is_damaged(tmp_path, name, text):
    shutil.copytree(SHIPPED / "digits", tmp_path / "copy")
    (tmp_path / "copy" / name).write_text(text)
    with pytest.raises(CheckpointError, match=f"{name} is damaged"):
        load_checkpoint(tmp_path / "copy")


@pytest.mark.parametrize("text", ["null", "5", '"x"', '{"a": 1}', "[1]", json.dumps(list("abcdefghijklmno"))])
def test_labels_that_are_no_list_of_names_are_refused(tmp_path, text):
    shutil.copytree(SHIPPED / "digits", tmp_path / "copy")
    (tmp_path / "copy" / "labels.json").write_text(text)
    with pytest.raises(CheckpointError, match=r"labels\.json"):
        load_checkpoint(tmp_path / "copy")


def test_a_name_that_no_folder_can_have_is_a_missing_checkpoint():
    with pytest.raises(CheckpointError, match="There is no checkpoint"):
        load_checkpoint("x" * 5000)


def test_the_older_names_of_attention_layers_are_understood(tmp_path):
    shutil.copytree(SHIPPED / "digits", tmp_path / "copy")
    weights = load_file(tmp_path / "copy" / WEIGHTS)
    older = {"to_q": "query", "to_k": "key", "to_v": "value", "to_out.0": "proj_attn"}
    renamed = {}
    for key, value in weights.items():
        for new, old in older.items():
            key = key.replace(f".{new}.", f".{old}.")
        renamed[key] = value
    assert renamed.keys() != weights.keys()
    save_file(renamed, tmp_path / "copy" / WEIGHTS)
    ours, theirs = (load_checkpoint(source).denoiser.network for source in ("digits", tmp_path / "copy"))
    for key, value in ours.state_dict().items():
        assert torch.equal(value, theirs.state_dict()[key])
