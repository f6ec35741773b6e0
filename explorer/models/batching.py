"""Several chains at once: what they ask of one network at about the same time becomes one call."""

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future

import torch

MOST = 64  # samples in one call, if memory has room for so many: more of them are not answered any quicker
PATIENCE_S = 0.002  # how long those are waited for who asked last time, too

Run = Callable[[torch.Tensor, torch.Tensor, torch.Tensor | None], torch.Tensor]


class Request:
    """One question, and the place where its answer will be."""

    def __init__(self, x: torch.Tensor, time: torch.Tensor, label: torch.Tensor | None):
        self.x, self.time, self.label = x, time, label
        self.kind = x.shape[1:], x.dtype, x.device, label is None  # only those of one kind can be asked together
        self.turn: Future[torch.Tensor | None] = Future()  # the answer; None: it is your turn to ask for all


class Batching:
    """Called as `run` is, from any thread. Whoever asks first asks for all who wait, and then hands on the turn.

    Each answer is the one that its question would get alone, up to the rounding of the network's batches.
    """

    def __init__(self, run: Run, room: Callable[[torch.Tensor, int], int] = lambda x, wanted: wanted):
        """room(x, wanted): how many of so many samples like those of x memory has room for."""
        self.run, self.room = run, room
        self._waiting: deque[Request] = deque()
        self._changed = threading.Condition()
        self._busy = False
        self._expected = 1  # those whom the last call answered, and those who came meanwhile

    def __call__(self, x: torch.Tensor, time: torch.Tensor, label: torch.Tensor | None = None) -> torch.Tensor:
        request = Request(x, time, label)
        with self._changed:
            self._waiting.append(request)
            self._changed.notify()
            lead, self._busy = not self._busy, True
        if not lead:
            answer = request.turn.result()
            if answer is not None:
                return answer
        return self._ask_for_all(request)

    def _ask_for_all(self, own: Request) -> torch.Tensor:
        with self._changed:
            self._changed.wait_for(lambda: len(self._waiting) >= self._expected, PATIENCE_S)
            self._waiting.remove(own)
            asked = [own, *self._others(own)]
        try:
            x, time = torch.cat([r.x for r in asked]), torch.cat([r.time for r in asked])
            labels = [r.label for r in asked if r.label is not None]  # all or none: they are of one kind
            said = self.run(x, time, torch.cat(labels) if labels else None)
            answers = torch.split(said, [len(r.x) for r in asked])
            self._expect(asked)
            for request, answer in zip(asked[1:], answers[1:], strict=True):
                request.turn.set_result(answer)
            return answers[0]
        except BaseException as error:
            self._expect(asked)
            for request in asked[1:]:
                request.turn.set_exception(error)
            raise
        finally:
            with self._changed:
                self._busy = bool(self._waiting)
                if self._busy:
                    self._waiting[0].turn.set_result(None)

    def _expect(self, asked: list[Request]) -> None:
        """Before they have their answers: who is quick with the next question must not be counted twice."""
        with self._changed:
            self._expected = len(asked) + len(self._waiting)

    def _others(self, own: Request) -> list[Request]:
        """Those who fit into one call, in the order in which they came; taken from the line."""
        if not self._waiting:
            return []
        room, taken = self.room(own.x, MOST) - len(own.x), []
        while self._waiting and len(self._waiting[0].x) <= room and self._waiting[0].kind == own.kind:
            taken.append(self._waiting.popleft())
            room -= len(taken[-1].x)
        return taken
