"""A repository is downloaded from a Hub only as far as it is found good; the Hub is a server in this process."""

import errno
import io
import json
import pickle
import resource
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from huggingface_hub import close_session, constants
from safetensors.torch import load, load_file, save

from explorer.models.checkpoint import load_checkpoint, save_checkpoint
from explorer.models.files.config import UNetConfig
from explorer.models.files.locations import CheckpointError
from explorer.models.hub import hub
from explorer.models.hub.hub import PRESETS, DownloadCancelled, fetch, is_hub_id, load_pickle_weights
from explorer.models.hub.limits import MAX_PARAMETERS, count_parameters
from explorer.models.unet import UNet
from tests.helpers import SMALL, random_pictures, random_unet, some_checkpoint
from tests.models.hub.stub_hub import Repo, StubHub

ID = "some/repo"
PRESET = "google/ddpm-cifar10-32"
WEIGHTS = "diffusion_pytorch_model.safetensors"
PICKLE = "diffusion_pytorch_model.bin"
INDEX = f"{WEIGHTS}.index.json"


@pytest.fixture
def server(tmp_path, monkeypatch):
    server = StubHub()
    monkeypatch.setenv("HF_ENDPOINT", server.endpoint)
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
    close_session()
    yield server
    server.close()


@pytest.fixture(scope="module")
def folder_of_original(tmp_path_factory):
    folder = tmp_path_factory.mktemp("original") / "repo"
    save_checkpoint(some_checkpoint(labels=("a", "b")), folder)
    return folder


@pytest.fixture(scope="module")
def original(folder_of_original):
    return load_checkpoint(folder_of_original)


@pytest.fixture(scope="module")
def files(folder_of_original):
    """The files of a good checkpoint by name."""
    return {path.name: path.read_bytes() for path in folder_of_original.iterdir()}


@pytest.fixture(scope="module")
def large_weights():
    """Weights of some 7 MB, so that they come in several chunks, and their config.json."""
    network = random_unet(replace(SMALL, block_out_channels=(64, 96)))
    config = {"block_out_channels": [64, 96]}
    return save(network.state_dict()), config


def pickled(value):
    buffer = io.BytesIO()
    torch.save(value, buffer)
    return buffer.getvalue()


def changed(content, **values):
    return json.dumps(json.loads(content) | values).encode()


def cached_blobs(tmp_path):
    return [path for path in (tmp_path / "cache").rglob("blobs/*") if path.is_file()]


def assert_refused(source, *said):
    with pytest.raises(CheckpointError) as refusal:
        fetch(source)
    message = str(refusal.value)
    for words in said:
        assert words in message
    assert "\n" not in message
    assert message.endswith(".")
    assert len(message) < 600
    assert "c" * 40 not in message  # a commit tells a student nothing


def large_repo(files, large_weights):
    weights, config = large_weights
    small = {name: files[name] for name in ("config.json", "scheduler_config.json")}
    small["config.json"] = changed(small["config.json"], num_class_embeds=None, **config)
    return Repo({**small, WEIGHTS: weights})


# What is asked for and what arrives


def assert_same_output(folder, original):
    loaded = load_checkpoint(folder)
    pictures, t, label = random_pictures(2), torch.tensor([1, 700]), torch.tensor([0, 1])
    assert torch.equal(loaded.denoiser(pictures, t, label), original.denoiser(pictures, t, label))
    assert loaded.labels == original.labels


def test_a_flat_repository_is_fetched_and_gives_the_same_output(server, files, original):
    server.repos[ID] = Repo(files)
    folder = fetch(ID)
    assert_same_output(folder, original)
    assert server.files_asked_for == {"config.json", "scheduler_config.json", "labels.json", WEIGHTS}


def test_a_pipeline_is_fetched_and_gives_the_same_output(server, files, original):
    repo = server.repos[ID] = pipeline(files)
    assert_same_output(fetch(ID), original)
    assert server.files_asked_for == set(repo.files)


@pytest.mark.parametrize("unet", ["", "unet/", "unet_ema/"])
@pytest.mark.parametrize("variant", ["fp16", "ema"])
def test_a_variant_of_the_weights_is_fetched_where_there_are_no_plain_ones(server, files, original, unet, variant):
    whole = WEIGHTS.replace(".safetensors", f".{variant}.safetensors")
    repo = pipeline(files, unet) if unet else Repo(dict(files))
    repo.files[f"{unet}{whole}"] = repo.files.pop(f"{unet}{WEIGHTS}")
    wanted = set(repo.files)
    repo.files |= {f"{unet}{WEIGHTS.replace('.safetensors', '.non_ema.safetensors')}": b"1", f"{unet}{PICKLE}": b"1"}
    server.repos[ID] = repo
    assert_same_output(fetch(ID), original)
    assert server.files_asked_for == wanted


def test_a_variant_in_shards_is_fetched(server, files, original):
    small = {name: content for name, content in files.items() if name != WEIGHTS}
    shards = {name.replace("model-", "model.fp16-"): content for name, content in shards_of(files[WEIGHTS]).items()}
    index = shards.pop(INDEX).replace(b"model-", b"model.fp16-")
    server.repos[ID] = Repo({**small, **shards, INDEX.replace(".json", ".fp16.json"): index, PICKLE: b"1"})
    assert_same_output(fetch(ID), original)
    assert PICKLE not in server.files_asked_for


@pytest.mark.parametrize("size", [8, (8, 8)])
def test_a_size_that_a_repository_does_not_say_may_be_given(server, files, original, size):
    server.repos[ID] = Repo({**files, "config.json": changed(files["config.json"], sample_size=None)})
    assert_refused(ID, "sample_size is not given")
    assert WEIGHTS not in server.files_asked_for
    assert load_checkpoint(ID, sample_size=size).shape == original.shape


def pipeline(files, unet="unet/", **parts):
    """The checkpoint as diffusers' pipelines are laid out; parts: more of what model_index.json says."""
    parts = {"unet": ["diffusers", "UNet2DModel"], "scheduler": ["diffusers", "DDPMScheduler"]} | parts
    return Repo(
        {
            "model_index.json": json.dumps({"_class_name": "DDPMPipeline"} | parts).encode(),
            "labels.json": files["labels.json"],
            f"{unet}config.json": files["config.json"],
            f"{unet}{WEIGHTS}": files[WEIGHTS],
            "scheduler/scheduler_config.json": files["scheduler_config.json"],
        }
    )


def test_nothing_else_is_asked_for(server, files):
    others = {"evil.py": b"1", "other.bin": b"1", PICKLE: b"1", "README.md": b"1", "unet/evil.py": b"1"}
    server.repos[ID] = Repo({**files, **others, "../config.json": b"1", f"other-{WEIGHTS}": b"1"})
    folder = fetch(ID)
    assert server.files_asked_for == set(files)
    assert {path.name for path in folder.rglob("*")} == set(files)


def test_everything_is_read_from_the_commit_that_the_revision_meant(server, files):
    server.repos[ID] = Repo(files)
    fetch(ID)
    assert [path for _, path, _ in server.requests if "/api/" in path] == [f"/api/models/{ID}/revision/main?blobs=true"]
    resolved = [path for _, path, _ in server.requests if "/resolve/" in path]
    assert resolved
    assert all(path.startswith(f"/{ID}/resolve/{'c' * 40}/") for path in resolved)


@pytest.mark.parametrize("revision", ["v1.0", "d" * 40])
def test_a_revision_is_fetched(server, files, original, revision):
    server.repos[ID] = Repo(files, commit="d" * 40, refs=("v1.0",))
    folder = fetch(f"{ID}@{revision}")
    assert folder.name == "d" * 40
    assert_same_output(folder, original)


def test_no_token_is_ever_sent(server, files):
    server.repos[ID] = Repo(files)
    fetch(ID)
    assert len(server.requests) > 5
    assert not [request for request in server.requests if "authorization" in request.headers]
    assert not [request for request in server.requests if "hf_secret" in str(request)]


def shards_of(content, unet=""):
    """The weights in two files and their index."""
    weights = load(content)
    names = sorted(weights)
    parts = {f"diffusion_pytorch_model-0000{i + 1}-of-00002.safetensors": names[i::2] for i in range(2)}
    shards = {unet + part: save({name: weights[name] for name in held}) for part, held in parts.items()}
    index = {"metadata": {}, "weight_map": {name: part for part, held in parts.items() for name in held}}
    return {**shards, f"{unet}{INDEX}": json.dumps(index).encode()}


@pytest.mark.parametrize("unet", ["", "unet/"])
def test_weights_in_shards_are_fetched_as_the_index_names_them(server, files, original, unet):
    small = {
        f"{unet}config.json": files["config.json"],
        f"{'scheduler/' if unet else ''}scheduler_config.json": files["scheduler_config.json"],
    }
    stale = {f"{unet}diffusion_pytorch_model-00003-of-00003.safetensors": b"1"}
    wanted = {**small, **shards_of(files[WEIGHTS], unet)}
    server.repos[ID] = Repo({**wanted, **stale})
    folder = fetch(ID)
    assert server.files_asked_for == set(wanted)
    for name, content in wanted.items():
        assert (folder / name).read_bytes() == content
    merged = {}
    for name in wanted:
        if name.endswith(".safetensors"):
            merged |= load_file(folder / name)
    for name, value in original.denoiser.network.state_dict().items():
        assert torch.equal(merged[name], value)


@pytest.mark.parametrize(
    "name",
    ["../secret.safetensors", "evil.bin", "unet/diffusion_pytorch_model-1-of-1.safetensors", "/etc/passwd", PICKLE],
)
def test_an_index_that_names_other_files_is_refused(server, files, name):
    shards = shards_of(files[WEIGHTS])
    shards[INDEX] = json.dumps({"weight_map": {"conv_in.bias": name}}).encode()
    small = {key: content for key, content in files.items() if key != WEIGHTS}
    server.repos[ID] = Repo({**small, **shards, name: b"1"})
    assert_refused(ID, INDEX, "strange")
    assert server.files_asked_for == {*small, INDEX}


@pytest.mark.parametrize("content", [b"{}", b"[]", b"{", b'{"weight_map": []}', b'{"weight_map": {"a": 1}}'])
def test_a_damaged_index_is_refused(server, files, content):
    small = {key: value for key, value in files.items() if key != WEIGHTS}
    server.repos[ID] = Repo({**small, **shards_of(files[WEIGHTS]), INDEX: content})
    assert_refused(ID)
    assert server.files_asked_for == {*small, INDEX}


def test_an_index_that_names_an_absent_shard_is_refused(server, files):
    shards = shards_of(files[WEIGHTS])
    gone = "diffusion_pytorch_model-00002-of-00002.safetensors"
    del shards[gone]
    small = {key: value for key, value in files.items() if key != WEIGHTS}
    server.repos[ID] = Repo({**small, **shards})
    assert_refused(ID, gone)


# Progress, cancelling, and what breaks on the way


def test_progress_grows_to_the_total(server, files, large_weights):
    repo = server.repos[ID] = large_repo(files, large_weights)
    server.stall_at = 5_000_000
    told, half = [], threading.Event()

    def progress(done, total):
        assert threading.current_thread() is threading.main_thread()
        told.append((done, total))
        if done > 4_000_000 and not half.is_set():
            half.set()
            server.go.set()

    fetch(ID, progress)
    total = sum(len(content) for content in repo.files.values())
    assert half.is_set()
    assert told == sorted(told)
    assert {of for _, of in told} == {total}
    assert told[-1] == (total, total)
    assert any(4_000_000 < done < total for done, _ in told)


def test_progress_reaches_the_total_where_all_is_cached(server, files):
    server.repos[ID] = Repo(files)
    fetch(ID)
    told = []
    fetch(ID, lambda *now: told.append(now))
    total = sum(len(content) for content in files.values())
    assert told[-1] == (total, total)


def test_a_cancelled_download_ends_at_once_and_can_be_repeated(server, files, large_weights, tmp_path):
    repo = server.repos[ID] = large_repo(files, large_weights)
    server.stall_at = 3_000_000
    cancel = threading.Event()

    def progress(done, total):
        if done > 1_500_000:
            cancel.set()

    with pytest.raises(DownloadCancelled):
        fetch(ID, progress, cancel.is_set)
    assert not server.go.is_set()  # the server says nothing more, and who asks it waits
    (left,) = [thread for thread in threading.enumerate() if thread.name == f"fetch {ID}"]
    assert not [path for path in cached_blobs(tmp_path) if path.stat().st_size == len(repo.files[WEIGHTS])]
    server.go.set()
    left.join(60)
    assert not left.is_alive()
    assert len(cached_blobs(tmp_path)) == 2  # the configs
    assert not list((tmp_path / "cache").rglob("*.incomplete"))
    assert not list((tmp_path / "cache").rglob("refs/*"))

    assert (fetch(ID) / WEIGHTS).read_bytes() == repo.files[WEIGHTS]


def test_a_download_that_is_not_wanted_asks_for_nothing(server, files):
    server.repos[ID] = Repo(files)
    with pytest.raises(CheckpointError, match="stopped"):
        fetch(ID, cancelled=lambda: True)
    assert server.requests == []


def test_a_caller_that_dies_stops_the_download(server, files, large_weights, tmp_path):
    server.repos[ID] = large_repo(files, large_weights)
    server.stall_at = 3_000_000

    def progress(done, total):
        if done > 1_500_000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch(ID, progress)
    (left,) = [thread for thread in threading.enumerate() if thread.name == f"fetch {ID}"]
    server.go.set()
    left.join(60)
    assert not left.is_alive()
    assert len(cached_blobs(tmp_path)) == 2


def test_a_connection_that_breaks_is_resumed(server, files, large_weights):
    repo = server.repos[ID] = large_repo(files, large_weights)
    server.cut_at = 3_500_000
    told = []
    folder = fetch(ID, lambda *now: told.append(now))
    assert (folder / WEIGHTS).read_bytes() == repo.files[WEIGHTS]
    ranges = {request.headers["range"] for request in server.requests if "range" in request.headers}
    assert ranges == {f"bytes={3 * 2**20}-"}
    assert told[-1][0] == told[-1][1]


@pytest.mark.parametrize("kept", [0, 100, -1])
def test_a_truncated_file_is_refused_and_not_kept(server, files, tmp_path, kept):
    repo = server.repos[ID] = Repo(files, served={WEIGHTS: files[WEIGHTS][:kept]})
    assert_refused(ID, "broke off", "try again")
    assert len(cached_blobs(tmp_path)) == 3
    repo.served = {}
    assert (fetch(ID) / WEIGHTS).read_bytes() == files[WEIGHTS]


@pytest.mark.parametrize("name", [WEIGHTS, "config.json", "labels.json"])
def test_a_file_with_another_content_is_refused_and_deleted(server, files, tmp_path, name):
    wrong = bytes([*files[name][:-1], files[name][-1] ^ 1])
    repo = server.repos[ID] = Repo(files, served={name: wrong})
    assert_refused(ID, name, "damaged", "try again")
    assert wrong not in [path.read_bytes() for path in cached_blobs(tmp_path)]
    assert not list((tmp_path / "cache").rglob(f"snapshots/*/{name}"))
    repo.served = {}
    assert (fetch(ID) / name).read_bytes() == files[name]


def test_a_file_that_was_damaged_in_the_cache_is_refused_and_deleted(server, files):
    server.repos[ID] = Repo(files)
    path = fetch(ID) / WEIGHTS
    path.write_bytes(bytes(len(files[WEIGHTS])))
    assert_refused(ID, WEIGHTS, "damaged")
    assert fetch(ID) == path.parent
    assert path.read_bytes() == files[WEIGHTS]


def test_a_body_larger_than_the_metadata_said_is_not_kept(server, files, large_weights, tmp_path):
    repo = server.repos[ID] = large_repo(files, large_weights)
    repo.said[WEIGHTS] = len(repo.files[WEIGHTS]) - 100
    assert_refused(ID, "larger than the Hub said")
    assert len(cached_blobs(tmp_path)) == 2


def test_a_full_disk_is_named(server, files, tmp_path, monkeypatch):
    server.repos[ID] = Repo(files)

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("explorer.models.hub.download.Bar.update", full)
    assert_refused(ID, "disk is full", str(tmp_path / "cache"))
    assert cached_blobs(tmp_path) == []


def test_a_cache_that_cannot_be_written_is_named(server, files, tmp_path):
    server.repos[ID] = Repo(files)
    (tmp_path / "cache").write_text("a file where a folder should be")
    assert_refused(ID, "cache", str(tmp_path / "cache"))


# What is refused before its weights are asked for


def test_a_config_of_68_billion_parameters_costs_nothing(server, files):
    huge = changed(files["config.json"], block_out_channels=[65536, 65536], layers_per_block=1)
    server.repos[ID] = Repo({**files, "config.json": huge}, said={WEIGHTS: 1_900_000_000})
    values = {k: tuple(v) if isinstance(v, list) else v for k, v in json.loads(huge).items() if not k.startswith("_")}
    assert count_parameters(UNetConfig(**values)) > 68e9
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    assert_refused(ID, "500 million parameters", "smaller")
    assert time.process_time() - start < 20
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kB
    assert WEIGHTS not in server.files_asked_for


@pytest.mark.parametrize(
    "values",
    [
        {"layers_per_block": 10**6},
        {"block_out_channels": [10**6, 10**6]},
        {"in_channels": 10**6, "out_channels": 10**6},
        {"num_class_embeds": 10**6, "time_embedding_dim": 10**6},
        {"block_out_channels": [2**60, 2**60]},
        {"num_class_embeds": 10**4000},
    ],
)
def test_absurd_numbers_in_a_config_are_refused_quickly(server, files, values):
    server.repos[ID] = Repo({**files, "config.json": changed(files["config.json"], **values)})
    start = time.process_time()  # others may be busy
    assert_refused(ID)
    assert time.process_time() - start < 20
    assert WEIGHTS not in server.files_asked_for


def test_the_largest_number_of_layers_is_counted_quickly():
    config = UNetConfig(
        block_out_channels=(32,) * 16,
        down_block_types=("AttnDownBlock2D",) * 16,
        up_block_types=("AttnUpBlock2D",) * 16,
        layers_per_block=16,
        sample_size=2**15,
    )
    start = time.thread_time()
    assert 0 < count_parameters(config) < MAX_PARAMETERS
    assert time.thread_time() - start < 20


def test_parameters_are_counted_as_they_are():
    network = random_unet(SMALL)
    assert count_parameters(SMALL) == sum(weight.numel() for weight in network.parameters())
    with torch.device("meta"):
        published = UNetConfig(
            down_block_types=("DownBlock2D", "AttnDownBlock2D", "DownBlock2D", "DownBlock2D"),
            up_block_types=("UpBlock2D", "UpBlock2D", "AttnUpBlock2D", "UpBlock2D"),
            block_out_channels=(128, 256, 256, 256),
            attention_head_dim=None,
        )
        assert sum(weight.numel() for weight in UNet(published).parameters()) == count_parameters(published)
    assert count_parameters(published) == 35_746_307  # Ho et al. 2020, section 4: 35.7 million


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"vqvae": ["diffusers", "VQModel"]}, "latent diffusion"),
        ({"vae": ["diffusers", "AutoencoderKL"]}, "latent diffusion"),
        ({"movq": ["diffusers", "VQModel"]}, "latent diffusion"),
        ({"text_encoder": ["transformers", "CLIPTextModel"]}, "text_encoder"),
    ],
)
def test_a_pipeline_whose_network_draws_no_pictures_is_refused(server, files, parts, said):
    server.repos[ID] = pipeline(files, **parts)
    assert_refused(ID, ID, *parts, said)
    assert f"unet/{WEIGHTS}" not in server.files_asked_for


def test_a_decoder_that_lies_beside_the_network_is_refused_without_an_index(server, files):
    repo = server.repos[ID] = pipeline(files)
    del repo.files["model_index.json"]
    repo.files["vqvae/config.json"] = b"{}"
    assert_refused(ID, ID, "vqvae", "latent diffusion")
    assert server.files_asked_for == set()


def test_a_flat_repository_of_a_latent_pipeline_is_refused(server, files):
    server.repos[ID] = Repo({**files, "model_index.json": b'{"vae": ["diffusers", "AutoencoderKL"]}'})
    assert_refused(ID, "latent diffusion")
    assert WEIGHTS not in server.files_asked_for


@pytest.mark.parametrize("channels", [2, 4, 10**6])
def test_a_network_of_no_pictures_is_refused(server, files, channels):
    config = changed(files["config.json"], in_channels=channels, out_channels=channels)
    server.repos[ID] = Repo({**files, "config.json": config})
    assert_refused(ID, f"in_channels = {channels}", "no network of pictures")
    assert WEIGHTS not in server.files_asked_for


@pytest.mark.parametrize("classes", [1025, 10**6])
def test_more_classes_than_a_page_can_show_are_refused(server, files, classes):
    config = changed(files["config.json"], num_class_embeds=classes)
    server.repos[ID] = Repo({**files, "config.json": config}, said={WEIGHTS: 128 * classes})
    assert_refused(ID, f"{classes:,} classes", "1,024")
    assert WEIGHTS not in server.files_asked_for


@pytest.mark.parametrize(
    ("labels", "said"),
    [(["a", "b" * 101], "100 characters"), (["a" * 900_000], "100 characters"), (list("abc"), "3 names"), ({}, "list")],
)
def test_labels_that_no_page_can_show_are_refused(server, files, labels, said):
    server.repos[ID] = Repo({**files, "labels.json": json.dumps(labels).encode()})
    assert_refused(ID, ID, said)
    assert WEIGHTS not in server.files_asked_for


def test_pictures_that_are_too_large_are_refused(server, files):
    server.repos[ID] = Repo({**files, "config.json": changed(files["config.json"], sample_size=2048)})
    assert_refused(ID, "pixels")


@pytest.mark.parametrize("values", [{"act_fn": "elu"}, {"x\ny": "z" * 100_000}, {"block_out_channels": "16"}])
def test_a_config_that_is_not_supported_is_refused(server, files, values):
    server.repos[ID] = Repo({**files, "config.json": changed(files["config.json"], **values)})
    assert_refused(ID, ID, "config.json")
    assert WEIGHTS not in server.files_asked_for


@pytest.mark.parametrize("name", ["config.json", "scheduler_config.json"])
@pytest.mark.parametrize("content", [b"", b"[]", b"\xff", b"[" * 900_000])
def test_a_config_that_is_no_object_is_refused(server, files, name, content):
    server.repos[ID] = Repo({**files, name: content})
    assert_refused(ID, f"{name} is damaged")
    assert WEIGHTS not in server.files_asked_for


def test_a_schedule_that_is_not_supported_is_refused(server, files):
    wrong = changed(files["scheduler_config.json"], beta_schedule="laplace", trained_betas=None)
    server.repos[ID] = Repo({**files, "scheduler_config.json": wrong})
    assert_refused(ID, "beta_schedule")
    assert WEIGHTS not in server.files_asked_for


@pytest.mark.parametrize("name", ["config.json", "scheduler_config.json", WEIGHTS])
def test_a_repository_that_lacks_a_file_is_refused_by_its_name(server, files, name):
    server.repos[ID] = Repo({key: content for key, content in files.items() if key != name})
    assert_refused(ID, f"holds no {name}", "choose")
    assert server.files_asked_for == set()


def test_an_empty_repository_is_refused(server):
    server.repos[ID] = Repo({})
    assert_refused(ID, "config.json")


@pytest.mark.parametrize("name", ["config.json", "scheduler_config.json", "labels.json"])
def test_a_large_config_is_refused_by_the_metadata(server, files, name):
    server.repos[ID] = Repo(files, said={name: 1_000_001})
    assert_refused(ID, "1 MB")
    assert server.files_asked_for == set()


def test_large_weights_are_refused_by_the_metadata(server, files):
    server.repos[ID] = Repo(files, said={WEIGHTS: 2_000_000_001})
    assert_refused(ID, "2.0 GB", "smaller")
    assert server.files_asked_for == set()


def test_large_shards_are_refused_by_the_sum_in_the_metadata(server, files):
    small = {key: value for key, value in files.items() if key != WEIGHTS}
    shards = shards_of(files[WEIGHTS])
    said = {name: 1_100_000_000 for name in shards if name != INDEX}
    server.repos[ID] = Repo({**small, **shards}, said=said)
    assert_refused(ID, "2.2 GB")
    assert server.files_asked_for == set()


@pytest.mark.parametrize("factor", [1.9, 4.1])
def test_weights_whose_size_does_not_fit_the_config_are_refused(server, files, large_weights, factor):
    repo = server.repos[ID] = large_repo(files, large_weights)
    count = len(repo.files[WEIGHTS]) // 4
    repo.said[WEIGHTS] = int(factor * count) + (1_000_000 if factor > 4 else 0)
    assert_refused(ID, "do not fit config.json")
    assert WEIGHTS not in server.files_asked_for


def test_weights_in_half_precision_are_fetched(server, files, original, tmp_path):
    save_checkpoint(original, tmp_path / "half", torch.float16)
    half = (tmp_path / "half" / WEIGHTS).read_bytes()
    assert len(half) < 0.6 * len(files[WEIGHTS])
    server.repos[ID] = Repo({**files, WEIGHTS: half})
    assert (fetch(ID) / WEIGHTS).read_bytes() == half


# Pickles


def with_pickle(files, original, **more):
    small = {name: content for name, content in files.items() if name != WEIGHTS}
    return Repo({**small, PICKLE: pickled({**original.denoiser.network.state_dict(), **more})})


@pytest.mark.parametrize("source", [ID, f"{PRESET}@main", "google/ddpm-cifar10-64"])
def test_a_pickle_is_refused_for_an_id_that_is_typed(server, files, original, source):
    server.repos[source.split("@")[0]] = with_pickle(files, original)
    assert_refused(source, "pickle", "safetensors")
    assert server.files_asked_for == set()


def test_a_preset_with_nothing_but_a_pickle_loads(server, files, original):
    server.repos[PRESET] = with_pickle(files, original)
    folder = fetch(PRESET)
    weights, expected = load_file(folder / WEIGHTS), original.denoiser.network.state_dict()
    assert weights.keys() == expected.keys()
    assert all(torch.equal(weights[name], value) for name, value in expected.items())
    assert_same_output(folder, original)


def test_a_hub_id_is_a_checkpoint_to_load(server, files, original):
    server.repos[ID] = Repo(files)
    x, t = random_pictures(2), torch.tensor([1, 900])
    loaded = load_checkpoint(ID)
    assert (loaded.name, loaded.labels) == (ID, original.labels)
    label = torch.tensor([0, 1])
    torch.testing.assert_close(loaded.denoiser.output(x, t, label), original.denoiser.output(x, t, label))


def test_a_folder_of_the_same_name_comes_before_the_hub(server, files, original, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    save_checkpoint(original, tmp_path / ID)
    load_checkpoint(ID)
    assert server.requests == []


def test_a_preset_that_has_safetensors_is_not_asked_for_its_pickle(server, files, original):
    server.repos[PRESET] = Repo({**with_pickle(files, original).files, WEIGHTS: files[WEIGHTS]})
    fetch(PRESET)
    assert WEIGHTS in server.files_asked_for
    assert PICKLE not in server.files_asked_for


class Evil:
    """Makes a file when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return open, (str(self.path), "w")


def test_the_code_in_a_pickle_is_not_run(server, files, original, tmp_path):
    mark = tmp_path / "mark"
    server.repos[PRESET] = with_pickle(files, original, evil=Evil(mark))
    with pytest.raises(CheckpointError, match=f"{PICKLE} is damaged or holds more than weights"):
        fetch(PRESET)
    assert not mark.exists()
    path = next((tmp_path / "cache").rglob(PICKLE))
    torch.load(path, weights_only=False)["evil"].close()  # or the test would prove nothing
    assert mark.exists()


def test_a_pickle_that_cannot_be_rewritten_is_a_sentence(server, files, original, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("safetensors.torch.save_file", full)
    server.repos[PRESET] = with_pickle(files, original)
    assert_refused(PRESET, "cannot be written", "No space left", "free some space")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>not found</html>",
        pickle.dumps({"a": 1}, protocol=2),
        pickled({}),
        pickled([torch.ones(1)]),
        pickled({"state_dict": {"a": torch.ones(1)}}),
        pickled({"a": torch.ones(1), "step": 7}),
        pickled({0: torch.ones(1)}),
        pickled({"a": torch.ones(1000)})[:-500],
    ],
)
def test_a_pickle_that_is_no_flat_dict_of_tensors_is_refused(tmp_path, content):
    (tmp_path / PICKLE).write_bytes(content)
    with pytest.raises(CheckpointError, match=PICKLE):
        load_pickle_weights(tmp_path / PICKLE)


# Repositories and networks that are not there


def test_a_repository_that_does_not_exist_is_refused(server):
    assert_refused("no/body", "no public repository no/body", "spelt")


def test_a_revision_that_does_not_exist_is_refused(server, files):
    server.repos[ID] = Repo(files)
    assert_refused(f"{ID}@v7", "no revision 'v7'")


def test_a_gated_repository_is_refused(server, files):
    server.repos[ID] = Repo(files, gated=True)
    assert_refused(ID, "not open to everyone")


@pytest.mark.parametrize(("status", "words"), [(403, "not open"), (404, "404"), (500, "reached"), (429, "reached")])
def test_a_hub_that_refuses_everything_gets_a_sentence(server, files, status, words):
    server.repos[ID] = Repo(files)
    server.status = status
    assert_refused(ID, ID, words)


@pytest.mark.parametrize("commit", ["", "../../x", "main", "C" * 40, None])
def test_a_commit_that_is_none_is_refused(server, files, commit, tmp_path):
    server.repos[ID] = Repo(files, commit=commit)
    assert_refused(ID, "makes no sense")
    assert server.files_asked_for == set()


def test_no_network_and_nothing_in_the_cache_is_said(server, files, monkeypatch):
    server.repos[ID] = Repo(files)
    server.close()
    sleep, slept = time.sleep, []
    monkeypatch.setattr(time, "sleep", lambda seconds: slept.append(seconds) or sleep(seconds))
    assert_refused(ID, "cannot be reached", "check the network")
    assert sum(slept) < 5  # it is not tried again and again


@pytest.mark.parametrize("source", [ID, f"{ID}@v1.0", f"{ID}@{'c' * 40}"])
@pytest.mark.parametrize("how", ["refused", "offline", "500"])
def test_what_is_complete_in_the_cache_needs_no_network(server, files, original, source, how, monkeypatch):
    server.repos[ID] = Repo(files, refs=("main", "v1.0"))
    folder = fetch(source)
    if how == "refused":
        server.close()
    elif how == "500":
        server.status = 500
    else:
        monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    before, told = len(server.requests), []
    assert fetch(source, lambda *now: told.append(now)) == folder
    assert_same_output(folder, original)
    assert told[-1][0] == told[-1][1] == sum(len(content) for content in files.values())
    assert len(server.requests) - before == (1 if how == "500" else 0)


def test_shards_and_pickles_in_the_cache_need_no_network(server, files, original):
    small = {key: value for key, value in files.items() if key != WEIGHTS}
    server.repos[ID] = Repo({**small, **shards_of(files[WEIGHTS])})
    server.repos[PRESET] = with_pickle(files, original)
    folders = fetch(ID), fetch(PRESET)
    server.close()
    assert (fetch(ID), fetch(PRESET)) == folders


@pytest.mark.parametrize("name", ["config.json", "scheduler_config.json", WEIGHTS])
def test_what_is_not_complete_in_the_cache_needs_the_network(server, files, name):
    server.repos[ID] = Repo(files)
    (fetch(ID) / name).unlink()
    server.close()
    assert_refused(ID, "cannot be reached", "not complete")


def test_what_is_damaged_in_the_cache_is_refused_without_network_too(server, files):
    server.repos[ID] = Repo(files)
    path = fetch(ID) / WEIGHTS
    path.write_bytes(bytes(len(files[WEIGHTS])))
    server.close()
    assert_refused(ID, "damaged")
    assert_refused(ID, "cannot be reached")


def test_without_network_a_newer_commit_that_was_not_completed_does_not_count(server, files, large_weights):
    server.repos[ID] = Repo(files)
    folder = fetch(ID)
    newer = server.repos[ID] = large_repo(files, large_weights)
    newer.commit, newer.served = "e" * 40, {WEIGHTS: b"1"}
    assert_refused(ID, "broke off")
    server.close()
    assert fetch(ID) == folder


# Ids

BAD = [
    "",
    "repo",
    "a/b/c",
    "/a/b",
    "a/b/",
    "a//b",
    "../b",
    "a/..",
    "a/b..c",
    ".a/b",
    "a/.b",
    "-a/b",
    "a/-b",
    "a/b.",
    "a/b-",
    "a--b/c",
    "a/b.git",
    "a/b@",
    "a/b@.c",
    "a/b@-c",
    "a/b@c/d",
    "a/b@refs/pr/1",
    "a/b@c..d",
    "a/b@c@d",
    "@c",
    "a/b@c d",
    "a/b\n",
    "a/b@c\n",
    " a/b",
    "a/b c",
    "a\\b",
    "a/b?c",
    "a/b#c",
    "a/b%2e",
    "é/b",
    "a/文",
    "a/b\0",
    "http://a/b",
    "https://huggingface.co/a/b",
    "a/" + "b" * 97,
    "a/b@" + "d" * 101,
    "x" * 5000,
]


@pytest.mark.parametrize("source", BAD)
def test_a_bad_id_asks_nobody(server, source):
    assert not is_hub_id(source)
    assert_refused(source, "owner/name")
    assert server.requests == []


@pytest.mark.parametrize("source", [*PRESETS, "a/b", "a-b/c.d_e", "a/b@main", "a/b@v1.0-rc_2", f"a/b@{'0' * 40}"])
def test_a_good_id_is_one(source):
    assert is_hub_id(source)


def test_the_presets_tell_what_they_show():
    assert len(PRESETS) == 9
    assert {preset.pixels for preset in PRESETS.values()} == {32, 256}
    assert PRESETS[PRESET].megabytes == 143


def test_ids_and_presets_need_no_torch():
    code = "import explorer.models.hub.hub as h, sys; h.is_hub_id('a/b'); print('torch' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=Path(hub.__file__).parents[3], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
