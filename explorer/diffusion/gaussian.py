"""A diagonal Gaussian: what the forward process and its posterior are made of."""

import math
from typing import NamedTuple

import torch


class Gaussian(NamedTuple):
    """N(mean, var I). `mean` is a tensor; `var` is a float or a tensor that broadcasts against it, >= 0."""

    mean: torch.Tensor
    var: float | torch.Tensor

    @property
    def std(self) -> float | torch.Tensor:
        return self.var**0.5

    def sample(self, eps: torch.Tensor) -> torch.Tensor:
        """mean + std * eps, for standard normal `eps` that the caller draws."""
        return self.mean + self.std * eps

    def log_prob(self, x: torch.Tensor) -> torch.Tensor:
        """Elementwise log density in nats, shape of `mean`."""
        return -0.5 * ((x - self.mean) ** 2 / self.var + torch.log(self._var()) + math.log(2 * math.pi))

    def kl(self, other: "Gaussian") -> torch.Tensor:
        """Elementwise KL(self || other) in nats (Ho et al. 2020, eq. 3's terms), shape of `mean`."""
        p, q = self._var(), other._var()
        return 0.5 * (torch.log(q / p) + (p + (self.mean - other.mean) ** 2) / q - 1)

    def log_mass(self, low: torch.Tensor, high: torch.Tensor) -> torch.Tensor:
        """Elementwise log probability, in nats, of an interval; its ends may be infinite.

        Of both tails the left one is taken, where a difference of two small numbers keeps its digits.
        """
        std = self._var().sqrt()
        a, b = (low - self.mean) / std, (high - self.mean) / std
        mirrored = a + b > 0
        a, b = torch.where(mirrored, -b, a), torch.where(mirrored, -a, b)
        below, above = (torch.special.log_ndtr(end) for end in (a, b))
        mass: torch.Tensor = above + torch.log(-torch.expm1(below - above))
        return mass

    def _var(self) -> torch.Tensor:
        return torch.as_tensor(self.var, dtype=self.mean.dtype, device=self.mean.device)
