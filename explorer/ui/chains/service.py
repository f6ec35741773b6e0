"""The chains of a server: each computed once for all who watch it, so many at a time, in turn by visitor."""

from collections.abc import Generator, Iterator, Sequence
from typing import Any

from ..clients import asking
from ..device.offers import Offers
from ..networks import Networks
from ..text import Text
from . import recorded, zero
from .cache import ChainCache
from .fair_queue import MOST_WORK, FairQueue, Waiting
from .prefetch import prefetch
from .request import BadRequest, Request

MOST_CHAINS = 32  # computed at once; together they are quicker than in turn
MOST_IN_LINE, MOST_OWN = 150, 12  # chains at work and waiting, each with a thread: of all, of one visitor
KEEP_BYTES = 64_000_000  # of chains that somebody may ask for again
SHARED_BYTES = 8_000_000  # of pictures; a longer chain is computed anew for everyone, and not kept

Packets = Generator[list[dict[str, Any]], None, None]


class ChainService:
    """One per server. Each of `queue`'s places is a chain's of a page, or of another program. lender: what walks the
    chains of large networks on ZeroGPU, see zero.py.
    """

    def __init__(self, networks: Networks, lender: zero.Walk | None = None):
        self.networks, self.offers, self.lender = networks, Offers(networks), lender
        self.queue = FairQueue(MOST_CHAINS, MOST_IN_LINE, MOST_OWN, 4 * MOST_WORK)
        self.cache = ChainCache(KEEP_BYTES, size=text_bytes)

    def load(self, text: Text, request: Request) -> Any:
        """The Checkpoint of a request. Raises what Networks.load raises, and BadRequest for a chain that it cannot
        walk.
        """
        checkpoint = self.networks.load(request.walk.source)
        from ...diffusion.checks import ChainError
        from .run import check

        try:
            check(request, checkpoint)
        except ChainError as error:
            raise BadRequest(text[f"denoise.{error.reason}"]) from None
        return checkpoint

    def watch(self, text: Text, request: Request) -> Packets:
        """The packets of a chain: shipped, computed before, or computed now. Raises what `load` raises."""
        if packets := recorded.find(request):
            return (all_of_them for all_of_them in [packets])
        checkpoint = self.load(text, request)
        channels, size, _ = checkpoint.shape
        client, work = asking.get(), request.work(size)

        def start(watchers: Sequence[str]) -> Generator[dict[str, Any], None, None]:
            steps = self._walked(request, checkpoint)
            return prefetch(for_player(self.queue.queue(steps, watchers, work, request.width(size))))

        if work * channels > SHARED_BYTES:
            return self.cache.alone(start([client]))
        return self.cache.watch((self.networks.version(request.walk.source), request), start, client)

    def _walked(self, request: Request, checkpoint: Any) -> zero.Packets:
        from .run import chain

        packets = chain(request, checkpoint, self.queue.working)
        if self.lender is None:
            return packets
        parameters = sum(each.numel() for each in checkpoint.denoiser.network.parameters())
        source, size = request.walk.source, checkpoint.shape[1]
        if not zero.is_large(parameters, size):
            return packets
        path, version = self.networks.path_of(source), self.networks.version(source)
        order = zero.Order(request, path, version, checkpoint.name, parameters, size)
        return zero.borrowed(self.lender, order, packets)

    def plan(self, text: Text, request: Request, sha256: str) -> Packets:
        """The plan of a chain that the page walks by itself, with the weights of this hash. Raises what `load` raises.
        Waits in no line, unless a picture has to be encoded first.
        """
        checkpoint = self.load(text, request)
        from .plan import planned

        items = planned(request, checkpoint, sha256)
        if request.start.kind != "again":
            return ([item] for item in items)
        size = checkpoint.shape[1]
        line = self.queue.queue(items, [asking.get()], request.work(size), request.width(size))
        return self.cache.alone(prefetch(for_player(line)))

    def server(self, text: Text, request: Request) -> str:
        """What the server's part in a chain is, once it has begun."""
        if recorded.find(request):
            return text["denoise.on.record"]
        device = self.networks.load(request.walk.source).device
        if device.type != "cuda":
            return text("denoise.on.server", device=device.type.upper())
        import torch

        return text("denoise.on.server", device=torch.cuda.get_device_name(device))


def for_player(items: Iterator[Any]) -> Generator[dict[str, Any], None, None]:
    """What a queue yields, for the player: packets as they are, and how many are ahead."""
    for item in items:
        yield {"ahead": item.ahead} if isinstance(item, Waiting) else item


def text_bytes(packet: dict[str, Any]) -> int:
    """Of what a packet of a chain keeps, nearly all."""
    return sum(len(value) for value in packet.values() if isinstance(value, str))
