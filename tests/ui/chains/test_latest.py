"""Whose chain a page shows: that of the press that came last."""

import threading
import time

from explorer.ui import clients
from explorer.ui.chains.latest import Latest


def test_it_is_whose_event_came_last_whoever_claims_it_first():
    latest, wanted = Latest(), {}

    def claim(when: float) -> None:
        clients.arrived.set(when)
        wanted[when] = latest.claim()

    for when in (2.0, 1.0, 3.0, 2.5):
        thread = threading.Thread(target=claim, args=[when])
        thread.start()
        thread.join()
    assert {when: mine() for when, mine in wanted.items()} == {1.0: False, 2.0: False, 2.5: False, 3.0: True}


def test_of_two_that_came_in_the_same_moment_the_later_claimant_has_it():
    latest = Latest()
    token = clients.arrived.set(time.monotonic())
    try:
        first, second = latest.claim(), latest.claim()
    finally:
        clients.arrived.reset(token)
    assert second() and not first()
