"""The fixtures of the training tests, and training processes that are started, hurt and looked at."""

from tests.training.conftest import *  # noqa: F403
