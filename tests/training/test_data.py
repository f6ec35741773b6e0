"""Pictures as batches: layout, scale, mirroring; and .npz files."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from explorer.training.data import ImageSet, drawn, load, load_npz


def numbered(count: int, height: int, width: int, channels: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (count, height, width, channels), dtype=np.uint8)


def test_a_batch_is_float32_with_the_channels_first():
    batch = ImageSet(numbered(4, 6, 5, 3)).batch([0, 2], [False, False])
    assert batch.shape == (2, 3, 6, 5)
    assert batch.dtype == np.float32


def test_a_batch_holds_the_pictures_asked_for_in_order_scaled_to_minus_one_to_one():
    images = numbered(4, 6, 5, 3)
    batch = ImageSet(images).batch([3, 0, 3], [False] * 3)
    for picture, index in zip(batch, [3, 0, 3], strict=True):
        for channel in range(3):
            np.testing.assert_allclose(picture[channel], images[index, :, :, channel] / 255 * 2 - 1, atol=1e-6)


def test_black_is_minus_one_and_white_is_one():
    images = np.array([0, 255], np.uint8).reshape(1, 1, 2, 1)
    assert ImageSet(images).batch([0], [False]).ravel().tolist() == [-1.0, 1.0]


def test_a_flip_mirrors_left_to_right_and_only_where_asked():
    data = ImageSet(numbered(2, 6, 5, 3))
    plain, flipped = data.batch([0, 1], [False, False]), data.batch([0, 1], [False, True])
    np.testing.assert_array_equal(flipped[0], plain[0])
    np.testing.assert_array_equal(flipped[1], plain[1][:, :, ::-1])


def test_a_batch_needs_one_flip_for_each_picture():
    with pytest.raises(ValueError, match="shorter"):
        ImageSet(numbered(2, 4, 4, 1)).batch([0, 1], [False])


def test_the_length_is_the_number_of_pictures():
    assert len(ImageSet(numbered(7, 4, 4, 1))) == 7


@pytest.mark.parametrize("prefix", ["", "train_"])
def test_an_npz_gives_its_pictures_and_labels(tmp_path, prefix):
    images, labels = numbered(5, 8, 8, 3), np.array([4, 3, 2, 1, 0], np.uint8)
    np.savez(tmp_path / "data.npz", **{f"{prefix}images": images, f"{prefix}labels": labels})
    data = load_npz(tmp_path / "data.npz", 8)
    np.testing.assert_array_equal(data.images, images)
    np.testing.assert_array_equal(data.labels, labels)
    assert data.labels.dtype == np.int64


def test_an_npz_without_labels_is_unlabelled(tmp_path):
    np.savez(tmp_path / "data.npz", images=numbered(2, 8, 8, 1))
    assert load_npz(tmp_path / "data.npz", 8).labels is None


def test_grey_pictures_without_a_channel_axis_get_one(tmp_path):
    images = numbered(2, 8, 8, 1)
    np.savez(tmp_path / "data.npz", images=images[..., 0])
    np.testing.assert_array_equal(load_npz(tmp_path / "data.npz", 8).images, images)


def test_28_pixels_are_centred_on_32_on_their_own_corner_colour(tmp_path):
    images = numbered(3, 28, 28, 3)
    np.savez(tmp_path / "data.npz", images=images)
    padded = load_npz(tmp_path / "data.npz", 32).images
    assert padded.shape == (3, 32, 32, 3)
    np.testing.assert_array_equal(padded[:, 2:30, 2:30], images)
    border = np.ones((32, 32), bool)
    border[2:30, 2:30] = False
    for picture, image in zip(padded, images, strict=True):
        assert (picture[border] == image[0, 0]).all()


def test_an_odd_difference_is_padded_too(tmp_path):
    images = numbered(1, 5, 6, 1)
    np.savez(tmp_path / "data.npz", images=images)
    padded = load_npz(tmp_path / "data.npz", 8).images
    assert padded.shape == (1, 8, 8, 1)
    np.testing.assert_array_equal(padded[:, 1:6, 1:7], images)


@pytest.mark.parametrize("shape", [(9, 8), (8, 9), (12, 12)])
def test_pictures_that_no_whole_factor_reduces_are_refused(tmp_path, shape):
    np.savez(tmp_path / "data.npz", images=numbered(1, *shape, 1))
    with pytest.raises(ValueError, match="cannot be reduced"):
        load_npz(tmp_path / "data.npz", 8)


def test_larger_pictures_are_reduced_to_the_mean_of_each_square(tmp_path):
    images = numbered(2, 16, 16, 3)
    np.savez(tmp_path / "data.npz", images=images)
    reduced = load_npz(tmp_path / "data.npz", 8).images
    expected = images[:, ::2, ::2].astype(float) + images[:, 1::2, ::2] + images[:, ::2, 1::2] + images[:, 1::2, 1::2]
    np.testing.assert_allclose(reduced, expected / 4, atol=0.5)


def test_an_npz_without_pictures_is_refused(tmp_path):
    np.savez(tmp_path / "data.npz", something=np.zeros(3))
    with pytest.raises(KeyError, match="images"):
        load_npz(tmp_path / "data.npz", 8)


def test_labels_in_a_column_as_in_medmnist_can_be_trained_with(tmp_path):
    # The names train_images and train_labels are MedMNIST's, and its labels have the shape (N, 1).
    np.savez(tmp_path / "data.npz", train_images=numbered(3, 8, 8, 1), train_labels=np.array([[2], [0], [1]]))
    assert load_npz(tmp_path / "data.npz", 8).labels.tolist() == [2, 0, 1]


# Folders


def put(path: Path, colour: tuple[int, int, int]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (10, 12), colour).save(path)


def test_a_folder_of_pictures_is_unlabelled(tmp_path):
    put(tmp_path / "b.png", (0, 0, 255))
    put(tmp_path / "a.png", (255, 0, 0))
    (tmp_path / "notes.txt").write_text("no picture")
    data = load(tmp_path, 8, 3)
    assert data.labels is None
    assert data.images[:, 0, 0].tolist() == [[255, 0, 0], [0, 0, 255]]  # by name


def test_subfolders_are_labels_in_alphabetical_order(tmp_path):
    put(tmp_path / "dog" / "1.png", (1, 0, 0))
    put(tmp_path / "cat" / "deep" / "2.webp", (0, 0, 0))
    put(tmp_path / "dog" / "3.jpg", (0, 0, 0))
    assert load(tmp_path, 8, 3).labels.tolist() == [0, 1, 1]


def test_a_broken_file_is_left_out_and_named(tmp_path, capsys):
    put(tmp_path / "cat" / "good.png", (9, 9, 9))
    (tmp_path / "cat" / "bad.png").write_bytes(b"no picture")
    assert len(load(tmp_path, 8, 3)) == 1
    assert "bad.png" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["1.jfif", "1.jpe", "1.pjpeg", "1.JPG", "1.JFIF", "1", "1.2024", "1.png", "1.jpeg~"])
def test_a_jpeg_is_one_whatever_it_is_called(tmp_path, name):
    (tmp_path / "cat").mkdir()
    Image.new("RGB", (8, 8), (90, 90, 90)).save(tmp_path / "cat" / name, "JPEG")
    data = load(tmp_path, 8, 3)
    assert data.labels.tolist() == [0] and np.abs(data.images.astype(int) - 90).max() <= 1


def test_what_is_left_out_is_named_with_its_reason_and_hidden_files_are_not_looked_at(tmp_path, capsys):
    put(tmp_path / "cat" / "good.png", (9, 9, 9))
    left_out = {"notes.txt": b"no picture", "paper.pdf": b"%PDF-1.7", "cut.jpe": b"\xff\xd8\xff\xe0", "empty": b""}
    hidden = [".DS_Store", ".git/a.png", "cat/.b.png", "__MACOSX/c.png", "cat/Thumbs.db", "desktop.ini"]
    for name, content in left_out.items():
        (tmp_path / "cat" / name).write_bytes(content)
    for name in hidden:
        put(tmp_path / "x.png", (1, 1, 1))
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / "x.png").rename(tmp_path / name)
    data = load(tmp_path, 8, 3)
    assert data.labels.tolist() == [0]
    said = capsys.readouterr().out
    reasons = {"notes.txt": "not a picture", "paper.pdf": "PDF", "cut.jpe": "damaged", "empty": "not a picture"}
    assert all(f"{name} ({reason})" in said for name, reason in reasons.items())
    assert len(said.splitlines()) == len(left_out)


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(ValueError, match="holds no picture"):
        load(tmp_path, 8, 3)


@pytest.mark.parametrize(("found", "wanted"), [(3, 1), (1, 3), (3, 3), (1, 1)])
def test_colours_are_adapted_to_the_network(tmp_path, found, wanted):
    np.savez(tmp_path / "data.npz", images=np.full((3, 8, 8, found), 77, np.uint8))
    images = load(tmp_path / "data.npz", 8, wanted).images
    assert images.shape == (3, 8, 8, wanted)
    assert (images == 77).all()


def test_a_function_of_a_seed_is_a_data_set():
    data = drawn(lambda seed: (np.full((4, 4, 3), seed, np.uint8), seed % 2), 5)
    assert data.images[:, 0, 0, 0].tolist() == [0, 1, 2, 3, 4]
    assert data.labels.tolist() == [0, 1, 0, 1, 0]
