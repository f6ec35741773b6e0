"""Batches that memory has room for: a large one is asked for in pieces, whose answers are put together."""

from collections.abc import Callable

import torch

from .errors import ExplainedError
from .files.config import UNetConfig
from .memory import give_back, is_refused, left, numbers_per_pixel

SMALL = 256_000_000  # bytes that are taken without looking how much is left
SHARE = 0.5  # of what is left

Run = Callable[..., torch.Tensor]


class Splitting:
    """How many samples one network is asked for at once. After a refusal half as many, from then on."""

    def __init__(self, config: UNetConfig):
        self._numbers = numbers_per_pixel(config)
        self._most = float("inf")  # bytes in one call

    def room(self, x: torch.Tensor, wanted: int) -> int:
        """How many of so many samples like those of x (B, C, H, W) can be asked for in one call; at least 1."""
        each = self._bytes(x)
        most = self._most
        if wanted * each > SMALL:
            most = min(most, max(SMALL, SHARE * left(x.device)))
        return max(1, int(min(wanted, most / each)))

    def ask(self, run: Run, x: torch.Tensor, time: torch.Tensor, label: torch.Tensor | None = None) -> torch.Tensor:
        """run(x, time, label), in pieces where it must be. Raises Said if memory is refused for a single sample."""
        answers: list[torch.Tensor] = []
        done = 0
        while done < len(x) or not answers:
            count = self.room(x, len(x) - done)
            asked = (x, time, label)
            if count < len(x):
                piece = slice(done, done + count)
                asked = (x[piece], time[piece], None if label is None else label[piece])
            try:
                answers.append(run(*asked))
                done += count
                continue
            except (RuntimeError, MemoryError) as error:
                if not is_refused(error):
                    raise
                if count == 1:
                    raise ExplainedError("There is not enough memory for a picture of this network.") from error
            # Here, where the error no longer holds what was calculated so far.
            self._most = min(self._most, count // 2 * self._bytes(x))
            give_back(x.device)
        return answers[0] if len(answers) == 1 else torch.cat(answers)

    def _bytes(self, x: torch.Tensor) -> float:
        return self._numbers * x.shape[2] * x.shape[3] * x.element_size()
