"""What all browser tests begin with."""

from tests.support.browser import chromium, lasting, open_page, page, server

__all__ = ["chromium", "lasting", "open_page", "page", "server"]
