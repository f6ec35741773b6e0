"""The fixtures of the training tests, and training processes that are started, hurt and looked at."""

from tests.training.conftest import (  # noqa: F401
    base,
    jobs,
    new_job,
    new_network,
    new_spec,
    one_thread,
    pictures,
    schedule,
    wait_for,
)
