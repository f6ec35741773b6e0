"""Records the chains of the first screen, again whenever the network has changed:

.venv/bin/python -m explorer.ui.page.first.record

What is kept are the network's guesses x0_hat, a row for each step: with the noise of the seeds, which the page draws by
itself, they are the whole chain of DDIM, and smooth pictures take a tenth of the room that noise takes.
"""

import json

import numpy as np

from ....images import to_uint8
from ...components.encode import keep_avif
from .first_screen import ABOUT, FOLDER

NETWORK, STEPS = "toys", 30
SHOWN = (  # row after row: the class, and the seed of its noise
    *(("bird", 5), ("house", 1), ("rocket", 5)),
    *(("cat", 1), ("fish", 3), ("flower", 0)),
    *(("car", 0), ("mushroom", 4), ("tree", 2)),
)


def main() -> None:
    from ....diffusion.noise import Noise
    from ....diffusion.samplers import sample
    from ....models.checkpoint import load_checkpoint

    checkpoint = load_checkpoint(NETWORK)
    seeds = [seed for _, seed in SHOWN]
    walk = sample(
        checkpoint.denoiser,
        checkpoint.schedule,
        Noise(seeds).start(checkpoint.shape),
        steps=STEPS,
        label=[checkpoint.labels.index(kind) for kind, _ in SHOWN],
        clip=checkpoint.clip,
    )
    times, rows = [], []
    for step in walk:
        times.append(step.t)
        rows.append(np.concatenate(list(to_uint8(step.x0_hat.numpy())), axis=1))
    name = keep_avif(FOLDER, "first", np.concatenate(rows), quality=75, speed=0)
    bars = [round(float(checkpoint.schedule.alpha_bar[t]), 9) for t in times]
    ABOUT.write_text(json.dumps({"sheet": name, "seeds": seeds, "alpha_bar": bars}, indent=1) + "\n")
    print(f"{name}: {(FOLDER / name).stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
