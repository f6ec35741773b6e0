"""What all browser tests begin with."""

from tests.support.browser import lasting, page, server

__all__ = ["lasting", "page", "server"]
