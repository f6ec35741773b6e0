"""Figures of merit for generated pictures, in the features of a small classifier trained on the real ones."""

from itertools import pairwise

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

FEATURES = 128
K = 3  # neighbours, as in Kynkaanniemi et al. 2019


class Classifier(nn.Module):
    """(B, C, 32, 32) in [-1, 1] -> class scores; `features` are what its last layer sees, (B, FEATURES)."""

    def __init__(self, channels: int, classes: int):
        super().__init__()
        widths = (channels, 32, 64, 64)
        self.convolutions = nn.ModuleList(nn.Conv2d(a, b, 3, padding=1) for a, b in pairwise(widths))
        self.hidden = nn.Linear(64 * 4 * 4, FEATURES)
        self.out = nn.Linear(FEATURES, classes)

    def features(self, x: torch.Tensor) -> torch.Tensor:
        for convolution in self.convolutions:
            x = F.max_pool2d(F.relu(convolution(x)), 2)
        return F.relu(self.hidden(x.flatten(1)))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.out(self.features(x))


def to_tensor(images: np.ndarray) -> torch.Tensor:
    """uint8 (N, H, W, C) -> float32 (N, C, H, W) in [-1, 1]."""
    return torch.from_numpy(images).permute(0, 3, 1, 2).float() / 127.5 - 1


def train_classifier(
    images: np.ndarray, labels: np.ndarray, epochs: int, batch: int = 100, lr: float = 2e-3
) -> Classifier:
    torch.manual_seed(0)
    classifier = Classifier(images.shape[3], int(labels.max()) + 1)
    optimizer = torch.optim.Adam(classifier.parameters())
    steps = epochs * (len(images) // batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, lr, total_steps=steps)
    order = np.random.default_rng(0)
    for _ in range(epochs):
        for chosen in order.permutation(len(images))[: len(images) // batch * batch].reshape(-1, batch):
            loss = F.cross_entropy(classifier(to_tensor(images[chosen])), torch.from_numpy(labels[chosen]).long())
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    return classifier.eval()


@torch.no_grad()
def look(classifier: Classifier, images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(features (N, FEATURES) float64, predicted classes (N,))."""
    parts = [classifier.features(to_tensor(images[i : i + 500])) for i in range(0, len(images), 500)]
    features = torch.cat(parts)
    return features.double().numpy(), classifier.out(features).argmax(1).numpy()


def frechet(a: np.ndarray, b: np.ndarray) -> float:
    """Between Gaussians with the mean and covariance of a and b: Heusel et al. 2017, eq. 6."""
    cov_a, cov_b = np.cov(a.T), np.cov(b.T)
    # trace sqrt(A B) is the sum of the square roots of its eigenvalues, which are real and not negative.
    eigenvalues = np.linalg.eigvals(cov_a @ cov_b).real.clip(0)
    return float(((a.mean(0) - b.mean(0)) ** 2).sum() + np.trace(cov_a + cov_b) - 2 * np.sqrt(eigenvalues).sum())


def share_within(points: np.ndarray, reference: np.ndarray) -> float:
    """Share of points that lie within the K-nearest-neighbour ball of any reference point."""
    radius = np.sort(distances(reference, reference), axis=1)[:, K]  # column 0 is the point itself
    return float((distances(points, reference) <= radius).any(1).mean())


def distances(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Euclidean, (len(a), len(b))."""
    squares = (a**2).sum(1)[:, None] + (b**2).sum(1) - 2 * a @ b.T
    return np.sqrt(squares.clip(0))


def nearest(images: np.ndarray, training: np.ndarray) -> np.ndarray:
    """Root mean square distance in grey levels of each picture to the nearest training picture."""
    a, b = (pictures.reshape(len(pictures), -1).astype(np.float32) for pictures in (images, training))
    smallest = [distances(a, b[i : i + 5000]).min(1) for i in range(0, len(b), 5000)]
    return np.min(smallest, axis=0) / np.sqrt(a.shape[1])
