"""Algorithm 1: what is drawn, what is learned, and the moving average."""

import math
from collections import Counter
from dataclasses import replace
from itertools import islice, pairwise

import numpy as np
import pytest
import torch

from explorer.models.network import NetworkDenoiser
from explorer.training import loop
from explorer.training.data import ImageSet
from explorer.training.loop import TrainConfig, draw_batch, learning_rate, train
from explorer.training.state import TrainState

T = 50
NO_LABEL = 3


@pytest.fixture(scope="module")
def data(pictures) -> ImageSet:
    """One label a picture, so that a label tells which picture was drawn."""
    return ImageSet(pictures, np.arange(len(pictures)))


def assert_same(a, b):
    for one, other in zip(a, b, strict=True):
        assert torch.equal(one, other)


def parameters(network) -> list[torch.Tensor]:
    return [p.detach().clone() for p in network.parameters()]


# --- drawing


def test_a_step_draws_the_same_batch_each_time(data):
    config = TrainConfig(steps=10, batch=8, flip=True)
    assert_same(draw_batch(data, T, config, 5, NO_LABEL), draw_batch(data, T, config, 5, NO_LABEL))


def test_a_step_draws_the_same_whatever_was_drawn_before(data):
    config = TrainConfig(steps=10, batch=8, flip=True)
    alone = draw_batch(data, T, config, 3, NO_LABEL)
    in_a_row = [draw_batch(data, T, config, step, NO_LABEL) for step in (1, 2, 3)][-1]
    assert_same(alone, in_a_row)


def test_a_slot_draws_the_same_in_a_batch_of_any_size(data):
    # So a batch can be split over several processes.
    small = draw_batch(data, T, TrainConfig(steps=10, batch=3, flip=True), 1, NO_LABEL)
    large = draw_batch(data, T, TrainConfig(steps=10, batch=8, flip=True), 1, NO_LABEL)
    assert_same(small, [tensor[:3] for tensor in large])


@pytest.mark.parametrize("change", [{"step": 2}, {"seed": 1}])
def test_other_steps_and_other_seeds_draw_other_noise(data, change):
    config = TrainConfig(steps=10, batch=2, seed=change.get("seed", 0))
    other = draw_batch(data, T, config, change.get("step", 1), None)
    assert not torch.equal(other.eps, draw_batch(data, T, TrainConfig(steps=10, batch=2), 1, None).eps)


def test_the_slots_of_a_batch_draw_different_noise(data):
    eps = draw_batch(data, T, TrainConfig(steps=10, batch=4), 1, None).eps
    assert len({picture.numpy().tobytes() for picture in eps}) == 4


def test_what_is_drawn_has_the_shapes_and_kinds_that_the_network_takes(data):
    batch = draw_batch(data, T, TrainConfig(steps=10, batch=5), 1, NO_LABEL)
    assert batch.x_0.shape == batch.eps.shape == (5, 1, 16, 16)
    assert batch.t.shape == batch.label.shape == (5,)
    assert batch.x_0.dtype == batch.eps.dtype == torch.float32
    assert batch.t.dtype == batch.label.dtype == torch.int64


def test_times_are_uniform_on_1_to_T(data):
    counts = Counter(draw_batch(data, 10, TrainConfig(steps=1, batch=5000), 1, None).t.tolist())
    assert set(counts) == set(range(1, 11))
    # Each count is binomial: 500 expected, standard deviation 21.
    assert all(abs(count - 500) < 6 * math.sqrt(5000 * 0.1 * 0.9) for count in counts.values())


def test_a_schedule_of_one_step_is_always_drawn_at_it(data):
    assert draw_batch(data, 1, TrainConfig(steps=1, batch=20), 1, None).t.unique().tolist() == [1]


def test_all_pictures_are_drawn_equally_often(data):
    labels = draw_batch(data, T, TrainConfig(steps=1, batch=6000, label_drop=0.0), 1, NO_LABEL).label
    counts = torch.bincount(labels, minlength=6)
    assert (counts - 1000).abs().max() < 6 * math.sqrt(6000 / 6 * 5 / 6)


def test_noise_is_standard_normal(data):
    eps = draw_batch(data, T, TrainConfig(steps=1, batch=400), 1, None).eps.flatten()
    n = len(eps)
    assert abs(eps.mean()) < 6 / math.sqrt(n)
    assert abs(eps.var() - 1) < 6 * math.sqrt(2 / n)


def test_a_picture_comes_with_its_own_label(data):
    batch = draw_batch(data, T, TrainConfig(steps=1, batch=50, label_drop=0.0), 1, NO_LABEL)
    expected = data.batch(batch.label.tolist(), [False] * 50)
    np.testing.assert_array_equal(batch.x_0.numpy(), expected)


def test_half_of_the_pictures_are_flipped_when_asked(pictures):
    lopsided = ImageSet(pictures[:1])  # one blob at the left
    drawn = draw_batch(lopsided, T, TrainConfig(steps=1, batch=2000, flip=True), 1, None).x_0
    as_it_is = torch.from_numpy(lopsided.batch([0], [False]))
    mirrored = torch.from_numpy(lopsided.batch([0], [True]))
    left = (drawn == as_it_is).all((1, 2, 3))
    right = (drawn == mirrored).all((1, 2, 3))
    assert (left ^ right).all()
    assert abs(int(right.sum()) - 1000) < 6 * math.sqrt(2000 / 4)


def test_nothing_is_flipped_when_not_asked(pictures):
    lopsided = ImageSet(pictures[:1])
    drawn = draw_batch(lopsided, T, TrainConfig(steps=1, batch=200), 1, None).x_0
    assert (drawn == torch.from_numpy(lopsided.batch([0], [False]))).all()


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 1.0])
def test_labels_are_dropped_as_often_as_asked(pictures, share):
    data = ImageSet(pictures, np.zeros(len(pictures), np.int64))
    labels = draw_batch(data, T, TrainConfig(steps=1, batch=4000, label_drop=share), 1, NO_LABEL).label
    dropped = int((labels == NO_LABEL).sum())
    assert dropped + int((labels == 0).sum()) == 4000
    assert abs(dropped - share * 4000) <= 6 * math.sqrt(4000 * share * (1 - share))


def test_unlabelled_pictures_train_a_conditional_network_without_label(pictures):
    labels = draw_batch(ImageSet(pictures), T, TrainConfig(steps=1, batch=30), 1, NO_LABEL).label
    assert (labels == NO_LABEL).all()


def test_an_unconditional_network_gets_no_labels(data):
    assert draw_batch(data, T, TrainConfig(steps=1, batch=30), 1, None).label is None


# --- the learning rate


CONFIG = TrainConfig(steps=1000, lr=3e-4, warmup=100)


def cosine_part(step: int) -> float:
    return (1 + math.cos(math.pi * (step - 1) / CONFIG.steps)) / 2


def test_the_learning_rate_warms_up_linearly():
    for step in (1, 10, 50, 99):
        assert learning_rate(CONFIG, step) / cosine_part(step) == pytest.approx(CONFIG.lr * step / 100)


def test_the_learning_rate_then_follows_half_a_cosine():
    for step in (100, 250, 501, 999):
        assert learning_rate(CONFIG, step) == pytest.approx(CONFIG.lr * cosine_part(step))
    assert learning_rate(CONFIG, 501) == pytest.approx(CONFIG.lr / 2)


def test_the_learning_rate_falls_to_almost_nothing_and_never_below():
    rates = [learning_rate(CONFIG, step) for step in range(100, 1001)]
    assert all(a > b for a, b in pairwise(rates))
    assert 0 <= rates[-1] < CONFIG.lr / 10_000


def test_the_optimizer_is_given_the_learning_rate(data, new_network, schedule):
    network = new_network()
    state = TrainState.new(network)
    config = TrainConfig(steps=4, batch=1, warmup=3)
    for step in train(state, NetworkDenoiser(network, schedule), schedule, data, config):
        assert [group["lr"] for group in state.optimizer.param_groups] == [learning_rate(config, step.step)]


# --- training


@pytest.fixture
def trained(data, new_network, schedule):
    """(state, train(config) on it): a fresh unconditional network and its loop."""
    network = new_network()
    state = TrainState.new(network)
    return state, lambda config: train(state, NetworkDenoiser(network, schedule), schedule, data, config)


def test_steps_are_counted_from_1_to_the_last(trained):
    state, steps = trained
    assert [step.step for step in steps(TrainConfig(steps=3, batch=1))] == [1, 2, 3]
    assert state.step == 3


def test_each_batch_is_drawn_once_and_while_the_step_before_it_is_calculated(trained, monkeypatch):
    drawn = []

    def draw(*order):
        drawn.append(order[3])
        return draw_batch(*order)

    monkeypatch.setattr(loop, "draw_batch", draw)
    _, steps = trained
    assert [drawn[-1] for _ in steps(TrainConfig(steps=3, batch=1))] == [2, 3, 3] and drawn == [1, 2, 3]


def test_a_finished_run_has_nothing_left_to_do(trained):
    _, steps = trained
    list(steps(TrainConfig(steps=2, batch=1)))
    assert list(steps(TrainConfig(steps=2, batch=1))) == []


def test_a_step_tells_the_time_and_the_loss_of_each_sample(trained, data):
    config = TrainConfig(steps=1, batch=5)
    (step,) = trained[1](config)
    assert step.losses.shape == (5,)
    assert step.loss == pytest.approx(step.losses.mean(), rel=1e-5)
    np.testing.assert_array_equal(step.t, draw_batch(data, T, config, 1, None).t)


def test_the_loss_of_an_untrained_network_that_says_0_is_the_variance_of_the_noise(trained, data):
    state, steps = trained
    torch.nn.init.zeros_(state.network.conv_out.weight)
    torch.nn.init.zeros_(state.network.conv_out.bias)
    config = TrainConfig(steps=1, batch=6)
    (step,) = steps(config)
    expected = draw_batch(data, T, config, 1, None).eps.square().mean((1, 2, 3))
    np.testing.assert_allclose(step.losses, expected, rtol=1e-5)


def test_the_loss_falls_on_a_tiny_data_set(trained):
    _, steps = trained
    losses = [step.loss for step in steps(TrainConfig(steps=120, batch=8, lr=4e-3, warmup=10))]
    assert np.mean(losses[-30:]) < 0.5 * np.mean(losses[:10])


def test_a_conditional_network_learns_too(data, new_network, schedule):
    network = new_network(num_class_embeds=7)
    state, before = TrainState.new(network), network.class_embedding.weight.detach().clone()
    denoiser = NetworkDenoiser(network, schedule, no_label=6)
    list(train(state, denoiser, schedule, data, TrainConfig(steps=10, batch=4)))
    moved = (network.class_embedding.weight != before).any(1)
    assert moved[:6].any()


@pytest.mark.parametrize("prediction", ["epsilon", "sample", "v_prediction"])
def test_the_network_is_trained_to_say_what_its_denoiser_reads(data, new_network, schedule, prediction):
    # After training on a single picture, x_0 is known: the denoiser's eps_hat must beat that of a network that says 0.
    network = new_network()
    state, denoiser = TrainState.new(network), NetworkDenoiser(network, schedule, prediction)
    one = ImageSet(data.images[:1])
    list(train(state, denoiser, schedule, one, TrainConfig(steps=80, batch=4, lr=4e-3, warmup=10)))
    test = draw_batch(one, T, TrainConfig(steps=1, batch=64, seed=99), 1, None)
    test = test._replace(t=torch.full((64,), 25))
    signal = float(schedule.alpha_bar[25]) ** 0.5
    level = (1 - signal**2) ** 0.5
    with torch.no_grad():
        eps_hat = denoiser(signal * test.x_0 + level * test.eps, test.t)
    assert (eps_hat - test.eps).square().mean() < 0.5


def test_three_steps_are_adam_on_the_clipped_gradient_of_each_batch(data, trained, new_network, schedule):
    config = TrainConfig(steps=3, batch=4, lr=1e-2, warmup=2)
    state, steps = trained
    list(steps(config))

    network = new_network().train()
    weights = list(network.parameters())
    m, v = [torch.zeros_like(w) for w in weights], [torch.zeros_like(w) for w in weights]
    for step in (1, 2, 3):
        x_0, t, eps, _ = draw_batch(data, T, config, step, None)
        alpha_bar = torch.tensor(schedule.alpha_bar[t.numpy()], dtype=torch.float32)[:, None, None, None]
        x_t = alpha_bar.sqrt() * x_0 + (1 - alpha_bar).sqrt() * eps
        gradients = torch.autograd.grad((network(x_t, t - 1) - eps).square().mean(), weights)
        norm = torch.cat([g.flatten() for g in gradients]).norm()
        with torch.no_grad():
            for i, gradient in enumerate(gradients):
                g = gradient * min(1.0, 1 / norm.item())
                m[i] = 0.9 * m[i] + 0.1 * g
                v[i] = 0.999 * v[i] + 0.001 * g**2
                direction = (m[i] / (1 - 0.9**step)) / ((v[i] / (1 - 0.999**step)).sqrt() + 1e-8)
                weights[i] -= learning_rate(config, step) * direction
    # Adam divides by the gradient's size, so weights with a gradient of almost 0 magnify rounding; hence the mean.
    for expected, actual in zip(weights, state.network.parameters(), strict=True):
        assert (expected - actual).abs().mean() < 1e-4


def test_gradients_are_clipped_to_norm_1(trained):
    state, steps = trained
    norms = [
        torch.cat([p.grad.flatten() for p in state.network.parameters()]).norm().item()
        for _ in steps(TrainConfig(steps=3, batch=2))
    ]
    assert max(norms) <= 1 + 1e-5
    assert norms[0] == pytest.approx(1, abs=1e-4)  # the first gradient of this network is larger than that


def test_bf16_trains_float32_weights(trained):
    state, steps = trained
    losses = [step.loss for step in steps(TrainConfig(steps=2, batch=2, bf16=True))]
    assert np.isfinite(losses).all()
    assert {p.dtype for p in state.network.parameters()} == {torch.float32}


def test_the_loss_is_nearly_the_same_in_bf16(data, new_network, schedule):
    def first_loss(bf16: bool) -> float:
        network = new_network()
        denoiser = NetworkDenoiser(network, schedule)
        config = TrainConfig(steps=1, batch=4, bf16=bf16)
        return next(train(TrainState.new(network), denoiser, schedule, data, config)).loss

    assert first_loss(True) == pytest.approx(first_loss(False), rel=0.02)


def test_the_average_warms_up_and_then_keeps_its_decay(trained):
    state, steps = trained
    average = [p.double() for p in parameters(state.network)]
    # 0.5 is reached at n = 8: (1 + 8) / (10 + 8), so the run passes from the warm-up to the fixed decay.
    for step in steps(TrainConfig(steps=14, batch=1, ema_decay=0.5, lr=1e-2, warmup=1)):
        decay = min(0.5, (1 + step.step) / (10 + step.step))
        weights = [p.double() for p in parameters(state.network)]
        average = [decay * a + (1 - decay) * w for a, w in zip(average, weights, strict=True)]
        for expected, actual in zip(average, state.ema.parameters(), strict=True):
            torch.testing.assert_close(actual.double(), expected, rtol=1e-5, atol=1e-6)


def test_the_average_is_no_part_of_the_training(trained):
    state, steps = trained
    list(steps(TrainConfig(steps=1, batch=1)))
    assert not any(p.requires_grad for p in state.ema.parameters())
    assert not state.ema.training


def test_the_loop_can_be_left_and_entered_again(data, new_network, schedule):
    def run(*pieces: int) -> list[torch.Tensor]:
        network = new_network()
        state, denoiser = TrainState.new(network), NetworkDenoiser(network, schedule)
        for piece in pieces:
            list(islice(train(state, denoiser, schedule, data, TrainConfig(steps=6, batch=2)), piece))
        assert state.step == 6
        return parameters(network) + parameters(state.ema)

    assert_same(run(6), run(1, 3, 2))


def test_threads_share_a_batch_and_take_the_steps_of_one(data, new_network, schedule):
    def run(threads: int) -> tuple[list[torch.Tensor], list[np.ndarray]]:
        network = new_network(num_class_embeds=7)
        state, denoiser = TrainState.new(network), NetworkDenoiser(network, schedule, no_label=6)
        torch.set_num_threads(threads)
        steps = list(train(state, denoiser, schedule, data, TrainConfig(steps=3, batch=10, lr=1e-2, warmup=1)))
        assert torch.get_num_threads() == threads
        return parameters(network), [step.losses for step in steps]

    together, alone = run(2), run(1)
    np.testing.assert_allclose(together[1], alone[1], rtol=1e-4)
    for expected, actual in zip(alone[0], together[0], strict=True):
        assert (expected - actual).abs().mean() < 1e-4  # the mean, as above


def test_a_warmup_of_0_steps_means_none():
    config = replace(CONFIG, warmup=0)
    assert learning_rate(config, 1) == pytest.approx(config.lr)
