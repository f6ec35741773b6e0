"""What other programs may ask for: the right numbers, a sentence for what is wrong, and nothing else open."""

import json
import math
import urllib.error
import urllib.request
from dataclasses import replace

import gradio as gr
import numpy as np
import pytest
from gradio.data_classes import FileData
from gradio_client import Client, handle_file
from PIL import Image

from explorer.diffusion import SCHEDULES, Noise, ddim, sample, zero_terminal_snr
from explorer.images import grid, to_float, to_uint8
from explorer.models.runtime import accelerate
from explorer.toys import toy
from explorer.ui.chains.fair_queue import FairQueue
from explorer.ui.chains.service import ChainService
from explorer.ui.chains.settings import SAMPLERS
from explorer.ui.networks import Networks
from explorer.ui.server.api import MOST_CALLS, Api
from explorer.ui.server.launch import launch
from explorer.ui.text import load_text
from tests.support.served import PATIENCE_S, free_port, wait_until

TEXT = load_text("en")
NETWORKS = "digits, memorised, toys"
CAT = toy(4, "cat", 256)


@pytest.fixture
def api(chains):
    return Api(TEXT, chains)


@pytest.fixture
def cat(tmp_path) -> dict:
    """An uploaded picture, as Gradio hands it over."""
    Image.fromarray(CAT).save(tmp_path / "cat.png")
    return FileData(path=str(tmp_path / "cat.png")).model_dump()


def pixels(file: FileData | str) -> np.ndarray:
    return np.array(Image.open(file if isinstance(file, str) else file.path))


def refused(call, *args, **values) -> str:
    """The sentence that the caller reads."""
    with pytest.raises(gr.Error) as error:
        answer = call(*args, **values)
        next(iter(answer))  # a chain says it upon the first result
    assert not error.value.print_exception
    return error.value.message


# noise_image


@pytest.mark.parametrize(
    ("t", "kind", "T", "seed"), [(0, "cosine", 1000, 0), (300, "linear", 1000, 7), (50, "sigmoid", 50, 1)]
)
def test_a_picture_is_noised_as_the_equation_says(api, cat, t, kind, T, seed):
    file, factors = api.noise_image(cat, t, kind, T, seed)
    bar = SCHEDULES[kind](T).alpha_bar[t]
    assert factors == pytest.approx({"signal": math.sqrt(bar), "noise": math.sqrt(1 - bar)}, abs=1e-15)
    eps = Noise([seed]).start((3, 256, 256)).numpy()
    wanted = factors["signal"] * to_float(CAT[None]).astype(np.float64) + factors["noise"] * eps
    assert np.abs(pixels(file).astype(int) - to_uint8(wanted)[0]).max() <= (0 if t == 0 else 1)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"t": -1}, TEXT("api.whole", name="t", low=0, high=1000)),
        ({"t": 1001}, TEXT("api.whole", name="t", low=0, high=1000)),
        ({"t": 1.5}, TEXT("api.whole", name="t", low=0, high=1000)),
        ({"t": None}, TEXT("api.whole", name="t", low=0, high=1000)),
        ({"seed": -1}, TEXT("api.whole", name="seed", low=0, high=2**32 - 1)),
        ({"T": 10**9}, TEXT("api.schedule", reason=TEXT["schedules.T_range"])),
        ({"T": "1000"}, TEXT["schedules.T_range"]),
        ({"schedule": ["cosine"]}, TEXT("api.choice", name="schedule", choices=", ".join(SCHEDULES))),
        ({"image": "cat.png"}, TEXT["api.picture"]),
        ({"image": None}, TEXT["api.picture"]),
    ],
)
def test_what_cannot_be_noised_is_a_sentence(api, cat, changes, sentence):
    assert refused(api.noise_image, **{"image": cat, "t": 3} | changes) == sentence


def test_only_uploaded_files_are_opened(api, cat):
    """Gradio checks the path of a value with `meta`; one without it has passed unseen, and may name any file."""
    assert refused(api.noise_image, {"path": cat["path"]}, 3) == TEXT["api.picture"]


def test_a_file_that_is_no_picture_is_a_sentence(api, tmp_path):
    (tmp_path / "words.png").write_text("no picture")
    file = FileData(path=str(tmp_path / "words.png")).model_dump()
    assert refused(api.noise_image, file, 3) == TEXT("picture.not_a_picture", file="words.png")


# schedule


def test_the_arrays_are_the_schedules(api):
    arrays = json.loads(json.dumps(api.schedule("linear", 100, beta_1=0.001, beta_T=0.1), allow_nan=False))
    np.testing.assert_array_equal(arrays["beta"], [0, *np.linspace(0.001, 0.1, 100)])
    np.testing.assert_allclose(arrays["alpha_bar"], np.cumprod(1 - np.array(arrays["beta"])), rtol=1e-14)
    assert arrays["snr"][0] is None and len(arrays["snr"]) == 101
    bar = np.array(arrays["alpha_bar"][1:])
    np.testing.assert_allclose(arrays["snr"][1:], bar / (1 - bar), rtol=1e-14)


def test_what_is_left_out_is_as_in_the_paper(api):
    for kind in ("linear", "cosine", "sigmoid", "constant"):
        assert api.schedule(kind)["beta"] == SCHEDULES[kind](1000).beta.tolist()
    assert api.schedule("cosine", 50, s=0.1)["beta"] == SCHEDULES["cosine"](50, s=0.1).beta.tolist()
    zero = api.schedule("linear", zero_terminal_snr=True)
    assert zero["alpha_bar"] == zero_terminal_snr(SCHEDULES["linear"](1000)).alpha_bar.tolist() and zero["snr"][-1] == 0


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"T": 9}, "schedules.T_range"),
        ({"kind": "linear", "beta_T": 2}, "schedules.order"),
        ({"kind": "constant", "beta": math.nan}, "schedules.order"),
        ({"kind": "constant", "beta": "much"}, "schedules.empty"),
        ({"s": 3}, "schedules.offset"),
    ],
)
def test_values_that_give_no_schedule_are_a_sentence(api, values, reason):
    assert refused(api.schedule, **values) == TEXT("api.schedule", reason=TEXT[reason])


def test_an_unknown_kind_and_an_impossible_rescaling_are_sentences(api):
    assert refused(api.schedule, "hyperbolic") == TEXT("api.choice", name="kind", choices=", ".join(SCHEDULES))
    assert "nothing to rescale" in refused(api.schedule, "constant", beta=1, zero_terminal_snr=True)


# sample


def drawn(checkpoint, seeds, label, columns=1, **options) -> np.ndarray:
    """What the library draws."""
    noise = Noise(seeds)
    x_T = noise.start(checkpoint.shape)
    *_, last = sample(checkpoint.denoiser, checkpoint.schedule, x_T, label=label, noise=noise, **options)
    return grid(list(to_uint8(last.x_s.numpy())), columns)[..., 0]


@pytest.mark.parametrize(
    ("asked", "options"),
    [
        ({}, {"rule": "ddim"}),
        ({"sampler": "ddim", "eta": 0.5}, {"rule": ddim(0.5)}),
        ({"sampler": "dpmpp-2m", "guidance": 2.5}, {"rule": "dpmpp-2m", "guidance": 2.5}),
    ],
)
def test_the_last_result_is_what_the_library_draws(api, networks, asked, options):
    """To the last bit."""
    accelerate(networks.load("digits").denoiser)  # no switch in the middle of the chain
    *_, (file, t) = api.sample("digits", "7", steps=4, seed=5, count=3, **asked)
    assert t == 0
    wanted = drawn(networks.load("digits"), range(5, 8), 7, columns=2, steps=4, **options)
    np.testing.assert_array_equal(pixels(file), wanted)


def test_a_label_has_a_name_and_a_number(api, networks):
    accelerate(networks.load("toys").denoiser)
    by_name, by_number, other, anything = (
        pixels([*api.sample("toys", label, steps=2)][-1][0]) for label in ("cat", 1, "fish", None)
    )
    np.testing.assert_array_equal(by_name, by_number)
    assert not np.array_equal(by_name, other) and not np.array_equal(by_name, anything)


def test_the_chain_is_seen_on_its_way(api, networks, monkeypatch):
    accelerate(networks.load("digits").denoiser)
    monkeypatch.setattr("explorer.ui.server.api.EVERY_S", 0)
    checkpoint, noise = networks.load("digits"), Noise([0])
    x_T = noise.start(checkpoint.shape)
    steps = list(sample(checkpoint.denoiser, checkpoint.schedule, x_T, steps=4, label=3, noise=noise))
    for show in ("x0_hat", "x_t"):
        *on_the_way, _ = api.sample("digits", 3, steps=4, show=show)
        assert [t for _, t in on_the_way] == [step.t for step in steps[:-1]]
        for (file, _), step in zip(on_the_way, steps[:-1], strict=True):
            np.testing.assert_array_equal(pixels(file), to_uint8(getattr(step, show).numpy())[0, ..., 0])


def test_programs_wait_for_a_place_as_pages_do(api, chains):
    chains.queue = FairQueue(1)
    page = chains.queue.queue(iter("ab"))
    next(page)
    chain = api.sample("digits", steps=2)
    assert next(chain) == (None, 1000)
    page.close()
    *_, (file, t) = chain
    assert pixels(file).shape == (32, 32) and t == 0


def test_who_leaves_leaves_nothing_behind(api, chains):
    for _ in range(MOST_CALLS + 1):
        chain = api.sample("digits", steps=50)
        next(chain)
        chain.close()
    wait_until(lambda: len(chains.queue) == 0)


def test_too_many_calls_at_once_are_a_sentence(api):
    api._chains = FairQueue(0)
    waiting = [api.sample("digits") for _ in range(MOST_CALLS)]
    for chain in waiting:
        assert next(chain) == (None, 1000)
    assert refused(api.sample, "digits") == TEXT["api.busy"]
    waiting.pop().close()
    assert next(api.sample("digits")) == (None, 1000)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"checkpoint": "/etc"}, TEXT("api.choice", name="checkpoint", choices=NETWORKS)),
        ({"checkpoint": "google/ddpm-cifar10-32"}, TEXT("api.choice", name="checkpoint", choices=NETWORKS)),
        ({"checkpoint": ["digits"]}, TEXT("api.choice", name="checkpoint", choices=NETWORKS)),
        ({"label": "cat"}, TEXT("api.choice", name="label", choices="None, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9")),
        ({"label": 10}, TEXT("api.choice", name="label", choices="None, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9")),
        ({"label": {"a": 1}}, TEXT("api.choice", name="label", choices="None, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9")),
        ({"sampler": "plms"}, TEXT("api.choice", name="sampler", choices=", ".join(SAMPLERS))),
        ({"steps": 0}, TEXT("api.whole", name="steps", low=1, high=1000)),
        ({"steps": 2.5}, TEXT("api.whole", name="steps", low=1, high=1000)),
        ({"eta": 2}, TEXT("api.number", name="eta", low=0, high=1)),
        ({"eta": math.nan}, TEXT("api.number", name="eta", low=0, high=1)),
        ({"guidance": "much"}, TEXT("api.number", name="guidance", low=0, high=8)),
        ({"seed": 2**32}, TEXT("api.whole", name="seed", low=0, high=2**32 - 1)),
        ({"count": 17}, TEXT("api.whole", name="count", low=1, high=16)),
        ({"show": "mean"}, TEXT("api.choice", name="show", choices="x0_hat, x_t")),
    ],
)
def test_what_cannot_be_drawn_is_a_sentence(api, changes, sentence):
    assert refused(api.sample, **{"checkpoint": "digits"} | changes) == sentence


def test_nobody_draws_with_the_results_of_others(api, networks, monkeypatch):
    monkeypatch.setattr(networks, "results", lambda owner: [("mine", "job:1")] if owner else [])
    assert refused(api.sample, "job:1") == TEXT("api.choice", name="checkpoint", choices=NETWORKS)


# From another program


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """(address, room) of a served page whose network does not change to the fast path in the middle of a chain."""
    networks = Networks("digits", "cpu", tmp_path_factory.mktemp("api") / "jobs")
    accelerate(networks.load("digits").denoiser)
    page = launch("en", ChainService(networks), "127.0.0.1", free_port(), share=False)
    yield page.local_url, networks
    page.close()
    networks.close()


@pytest.fixture(scope="module")
def client(served, tmp_path_factory):
    files = str(tmp_path_factory.mktemp("files"))
    return Client(served[0], verbose=False, download_files=files, httpx_kwargs={"timeout": PATIENCE_S})


def test_three_endpoints_are_public_and_documented(client):
    listed = client.view_api(return_format="dict", print_info=False)
    assert list(listed["named_endpoints"]) == ["/noise_image", "/schedule", "/sample"]
    assert listed["unnamed_endpoints"] == {}
    wanted = {
        "/noise_image": ["image", "t", "schedule", "T", "seed"],
        "/schedule": ["kind", "T", "beta_1", "beta_T", "s", "beta", "zero_terminal_snr"],
        "/sample": ["checkpoint", "label", "sampler", "steps", "eta", "guidance", "seed", "count", "show"],
    }
    for name, info in listed["named_endpoints"].items():
        assert [parameter["parameter_name"] for parameter in info["parameters"]] == wanted[name]
        assert len(info["description"]) > 50


def test_a_chain_streams_to_another_program_and_ends_in_the_librarys_picture(client, served):
    results = list(client.submit("digits", "3", steps=60, seed=9, api_name="/sample"))
    times = [t for _, t in results]
    assert len(times) >= 2 and times == sorted(times, reverse=True) and times[-1] == 0
    wanted = drawn(served[1].load("digits"), [9], 3, steps=60)
    np.testing.assert_array_equal(pixels(results[-1][0]), wanted)
    again = client.predict("digits", "3", steps=60, seed=9, api_name="/sample")
    np.testing.assert_array_equal(pixels(again[0]), wanted)


def test_another_program_noises_a_picture_and_reads_a_schedule(client, cat):
    file, factors = client.predict(handle_file(cat["path"]), 0, T=100, api_name="/noise_image")
    np.testing.assert_array_equal(pixels(file), CAT)
    assert factors == {"signal": 1, "noise": 0}
    arrays = client.predict("cosine", T=20, api_name="/schedule")
    assert arrays["beta"] == SCHEDULES["cosine"](20).beta.tolist() and arrays["snr"][0] is None


def test_another_program_reads_the_sentences(client):
    with pytest.raises(ValueError, match=r"^steps must be a whole number from 1 to 1000\.$"):
        client.predict("digits", steps=0, api_name="/sample")


def test_the_page_is_not_for_other_programs(client, served):
    events = [event for event in client.config["dependencies"] if event["backend_fn"]]
    private = [event for event in events if event["api_visibility"] == "private"]
    assert len(private) == len(events) - 3 > 20
    for event in private:
        with pytest.raises(ValueError, match="Cannot find a function"):
            client.predict(api_name=f"/{event['api_name']}")
        with pytest.raises(ValueError, match="Invalid function index"):
            client.predict(fn_index=event["id"])
    for event in events:  # nor are the three for those who would pass the queue by
        post = urllib.request.Request(f"{served[0]}gradio_api/run/{event['api_name']}", b'{"data": []}')
        post.add_header("Content-Type", "application/json")
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(post)


@pytest.mark.parametrize("junk", [True, [], {}, [[]], "x", -1, 1.5, math.nan, 10**400, {"path": 1}, "\ud800"])
@pytest.mark.parametrize("name", ["t", "T", "seed", "schedule"])
def test_whatever_stands_for_a_value_is_a_sentence(api, cat, name, junk):
    assert refused(api.noise_image, cat, **{"t": 3, name: junk})
    given = {"t": "kind", "seed": "beta_1", "schedule": "kind"}.get(name, name)
    assert refused(api.schedule, **{"kind": "linear", given: junk})


def test_a_network_whose_schedule_cannot_be_walked_is_a_sentence(api, networks, monkeypatch):
    checkpoint = networks.load("digits")
    for beta, prediction, reason in ((1e-300, "v_prediction", "no_noise"), (0.5, "epsilon", "no_signal")):
        denoiser = checkpoint.denoiser.under(SCHEDULES["constant"](1000, beta))
        denoiser.prediction = prediction
        other = replace(checkpoint, denoiser=denoiser, clip=0.0)
        monkeypatch.setattr(networks, "load", lambda source, other=other: other)
        assert refused(api.sample, "digits", steps=2) == TEXT[f"denoise.{reason}"]
