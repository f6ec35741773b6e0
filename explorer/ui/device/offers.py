"""What a page is told of a network that it may run by itself. Loads torch only when an offer is asked for."""

import hashlib
import json
import threading
from typing import Any

from ...models.errors import ExplainedError
from ...models.files.locations import find_folder, unet_folder
from ..components.encode import base64_of
from ..networks import Networks
from .code import put_code
from .served import Served
from .weights_file import Unfit, read_weights

ADDRESS = "/device/"
MOST_KEPT = 100  # offers

Offer = dict[str, Any]


class Offers:
    """One per server, for several threads. `served` has what offers name."""

    def __init__(self, networks: Networks):
        self.networks, self.served = networks, Served()
        self._code = ""
        self._kept: dict[str, Offer] = {}  # by Networks.version
        self._making = threading.Lock()  # a class asks at once: one makes it, the others wait

    def offer(self, source: str, owner: str) -> Offer:
        """Of a network by its source, for the owner of this hash:

        source, name, labels; sha256 and bytes: of the weights; program, weights, code: addresses on this server, the
        last one a folder's; gpu: whether the server has one for it; shape: [C, H, W]; prediction: a name in
        PREDICTIONS; no_label: the index that stands for "no label", or None; T and alpha_bar: base64 of
        float64[T + 1], its own schedule.

        Or {source, refused: reason}: "owner" (not theirs, or not there), "load" (it cannot be loaded), "covered" (the
        engine does not have what it is made of), "weights" (not one file of float16 or float32), "large".
        """
        if not isinstance(source, str) or not self.networks.may_use(source, owner):
            return {"source": str(source)[:200], "refused": "owner"}
        version = self.networks.version(source)
        offer = self._standing(version)
        if offer is None:
            with self._making:
                offer = self._standing(version)
                if offer is None:
                    offer = self._make(source)
                    if offer.get("refused") != "load":  # which may go better the next time
                        self._kept[version] = offer
                while len(self._kept) > MOST_KEPT:
                    self._kept.pop(next(iter(self._kept)))
        return {"source": source} | offer

    def _standing(self, version: str) -> Offer | None:
        offer = self._kept.get(version)
        return offer if offer and self._stands(offer) else None

    def _stands(self, offer: Offer) -> bool:
        """Whether what it names is still served."""
        names = [offer[name].removeprefix(ADDRESS) for name in ("program", "weights") if name in offer]
        return all(self.served.has(name) for name in [*names, *([f"{self._code}/worker.js"] if names else [])])

    def _make(self, source: str) -> Offer:
        try:
            checkpoint = self.networks.load(source)
        except ValueError:
            return {"refused": "load"}
        from ...models.device.gate import reference
        from ...models.device.program import NotCovered, program

        denoiser, schedule = checkpoint.denoiser, checkpoint.schedule
        network = denoiser.network
        try:
            folder = unet_folder(find_folder(self.networks.path_of(source)))
            shapes = {name: tuple(value.shape) for name, value in network.state_dict().items()}
            weights = read_weights(folder, shapes)
            told = program(network) | {"gate": reference(denoiser)}
            operations = json.dumps(told, separators=(",", ":")).encode()
            sha256 = hashlib.sha256(weights.raw).hexdigest()
            names = f"{hashlib.sha256(operations).hexdigest()}.json", f"{sha256}.safetensors"
            private = source.startswith("job:")
            self._code = put_code(self.served)
            self.served.put(names[0], operations, private=private)
            self.served.put(names[1], weights.raw, private=private, file=weights.path, stamp=weights.stamp)
        except NotCovered:
            return {"refused": "covered"}
        except Unfit as error:
            return {"refused": error.reason}
        except (OSError, ExplainedError):
            return {"refused": "load"}
        return {
            "name": checkpoint.name,
            "sha256": sha256,
            "program": f"{ADDRESS}{names[0]}",
            "weights": f"{ADDRESS}{names[1]}",
            "code": f"{ADDRESS}{self._code}/",
            "bytes": len(weights.raw),
            "gpu": checkpoint.device.type != "cpu",
            "shape": list(checkpoint.shape),
            "prediction": denoiser.prediction,
            "no_label": denoiser.no_label,
            "labels": list(checkpoint.labels),
            "T": schedule.T,
            "alpha_bar": base64_of(schedule.alpha_bar),
        }
