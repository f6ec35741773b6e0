"""The browser is one for all tests of a process: Playwright can be started once."""

from tests.support.browser import chromium, open_page

__all__ = ["chromium", "open_page"]
