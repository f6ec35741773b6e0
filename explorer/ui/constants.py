"""What Python and the scripts of the page have to agree on: said here, and handed to the page as `window.constants`."""

from .settings import MAX_SEED

# Of each step of a chain, float64, in this order: a packet's `numbers` (see chains/packets.py and chain.js).
COLUMNS = ("t", "s", "barT", "barS", "cX0", "cEps", "cXt", "std", "unit", "extraUnit", "halfUnit", "clipped")

ROW = 8  # pictures of a fan, and between two seeds

CONSTANTS = {"COLUMNS": COLUMNS, "MAX_SEED": MAX_SEED, "ROW": ROW}
