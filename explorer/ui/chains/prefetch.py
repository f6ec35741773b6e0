"""Work that goes on while those for whom it is done are busy with what they have."""

import queue
import threading
from collections.abc import Generator
from contextlib import suppress
from contextvars import copy_context
from typing import Any

PATIENCE_S = 0.1  # until one looks again whether it is still wanted


def prefetch(source: Generator[Any, None, None], most: int = 4) -> Generator[Any, None, None]:
    """The same items, computed by a thread of their own, up to `most` before they are asked for.

    The thread has the context variables of whoever asks first, and so knows for whom it works. Who closes this
    iterator ends the thread after the item that it is at, and `source` with it. What `source` raises is raised here.
    """
    line: queue.Queue[tuple[Any, BaseException | None]] = queue.Queue(most)
    unwanted = threading.Event()

    def put(item: Any, error: BaseException | None = None) -> None:
        placed = False
        while not placed and not unwanted.is_set():
            with suppress(queue.Full):
                line.put((item, error), timeout=PATIENCE_S)
                placed = True

    def work() -> None:
        error: BaseException = StopIteration()
        try:
            for item in source:
                put(item)
                if unwanted.is_set():
                    break
        except BaseException as raised:  # whatever it is, the reader has to hear of it
            error = raised
        finally:
            source.close()
            put(None, error)

    threading.Thread(target=copy_context().run, args=[work], name="prefetch", daemon=True).start()
    try:
        while True:
            item, error = line.get()
            if isinstance(error, StopIteration):
                return
            if error:
                raise error
            yield item
    finally:
        unwanted.set()
