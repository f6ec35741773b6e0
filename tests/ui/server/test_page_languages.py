"""One server, a page for each language: who gets which."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from explorer.ui.server.languages import Languages, Others, preferences


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ("ru", ["ru"]),
        ("de-DE,de;q=0.9,ru;q=0.8,en;q=0.7", ["de", "de", "ru", "en"]),
        ("en;q=0.3, vi-VN", ["vi", "en"]),
        ("*", ["*"]),
        ("", [""]),
        ("ja;q=much, vi;q=0.5", ["vi"]),
    ],
)
def test_the_dearest_language_comes_first(header, wanted):
    assert preferences(header) == wanted


def finish(work):
    """Run a coroutine in a thread of its own: in this one a browser's event loop may be running."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


def scope(path="/", query="", accepted="", method="GET"):
    headers = [(b"accept-language", accepted.encode())]
    return {"type": "http", "path": path, "query_string": query.encode(), "headers": headers, "method": method}


def served(languages: Languages, *scopes) -> list[tuple[str, str]]:
    """(the page that answered, the path that it saw), for each request."""
    seen = []

    def page(name):
        async def app(scope, receive, send):
            seen.append((name, scope["path"]))

        return app

    async def run():
        languages.app = page("en")
        languages.others.pages |= {name: page(name) for name in languages.others.names}
        for one in scopes:
            await languages(one, None, None)

    finish(run())
    return seen


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        (scope(), ("en", "/")),
        (scope(query="lang=ru"), ("ru", "/")),
        (scope(query="t=3&lang=vi&v=1", accepted="ru"), ("vi", "/")),
        (scope(query="lang=xx", accepted="ru"), ("ru", "/")),
        (scope(query="lang=en", accepted="ru"), ("en", "/")),
        (scope(accepted="fr,vi;q=0.5"), ("vi", "/")),
        (scope("/config", accepted="ru"), ("en", "/config")),
        (scope("/lang/ru/gradio_api/queue/join"), ("ru", "/gradio_api/queue/join")),
        (scope("/lang/ru"), ("ru", "/")),
        (scope("/lang/ru/", accepted="vi"), ("ru", "/")),
        (scope("/lang/xx/config"), ("en", "/lang/xx/config")),
        (scope("/lang/../secret"), ("en", "/lang/../secret")),
    ],
)
def test_each_request_reaches_its_page(asked, wanted):
    assert served(Languages(None, "en", Others(["ru", "vi"]), asked=True), asked) == [wanted]


def test_where_the_language_was_chosen_the_browser_is_not_asked():
    languages = Languages(None, "en", Others(["ru"]), asked=False)
    assert served(languages, scope(accepted="ru"), scope(query="lang=ru")) == [("en", "/"), ("ru", "/")]


def test_until_the_other_pages_are_there_they_and_all_events_wait():
    others, seen = Others(["ru"]), []

    async def app(scope, receive, send):
        seen.append(scope["method"])

    async def run():
        async with others.lifespan(None):
            languages = Languages(app, "en", others, asked=True)
            await languages(scope("/config"), None, None)  # the page itself does not wait
            late = [languages(scope("/gradio_api/queue/join", method="POST"), None, None),
                    languages(scope("/gradio_api/upload_progress", method="GET progress"), None, None),
                    languages(scope(query="lang=ru", method="GET RU"), None, None)]  # fmt: skip
            waiting = asyncio.gather(*late)
            await asyncio.sleep(0.05)
            assert seen == ["GET"]
            others.pages["ru"] = app
            others._opened.set()
            await waiting
            assert sorted(seen) == ["GET", "GET RU", "GET progress", "POST"]

    finish(run())
