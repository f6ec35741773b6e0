"""The log: bounded, and without the words of visitors."""

import io
import logging
import sys
import traceback

from explorer.ui.server.log import LONGEST, MOST_A_MINUTE, Errors, Short, keep_short


def fail(words: str, report) -> None:
    try:
        raise ValueError(words)
    except ValueError:
        report()


def test_a_line_is_cut_however_it_is_written():
    stream = io.StringIO()
    short = Short(stream)
    short.write("a" * 10_000_000 + "\nb")
    for _ in range(1000):
        short.write("c" * 10)
    short.write("\nend\n")
    first, second, end, _ = stream.getvalue().split("\n")
    assert first == "a" * LONGEST + "…" and second.startswith("bcc") and end == "end"
    assert len(second) == LONGEST + 1


def test_what_would_steer_a_terminal_is_not_written():
    stream = io.StringIO()
    Short(stream).write("a\x1b[2Jb\x07\x9bc\u202ed\te\n")
    assert stream.getvalue() == "a?[2Jb??c?d\te\n"


def test_an_error_is_its_kind_and_its_place(capsys):
    fail("secret words", Errors())
    written = capsys.readouterr().err
    assert written.startswith("ValueError at:\n") and "test_log.py" in written
    assert "secret" not in written


def test_so_many_errors_a_minute_are_written(capsys, monkeypatch):
    monkeypatch.setattr("explorer.ui.server.log.time.monotonic", lambda: 61.0)
    errors = Errors()
    for _ in range(10 * MOST_A_MINUTE):
        fail("x", errors)
    written = capsys.readouterr().err
    assert written.count("ValueError at:") == MOST_A_MINUTE and written.count("More errors") == 1
    monkeypatch.setattr("explorer.ui.server.log.time.monotonic", lambda: 121.0)
    fail("x", errors)
    assert capsys.readouterr().err.startswith("ValueError at:")


def test_gradio_and_the_servers_log_write_so(monkeypatch):
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stdout", stream)
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(traceback, "print_exc", None)
    monkeypatch.setattr(logging.Formatter, "formatException", None)
    keep_short()
    handler = logging.StreamHandler(sys.stderr)
    logger = logging.getLogger("uvicorn.error.of.a.test")
    logger.addHandler(handler)
    fail("secret words", lambda: traceback.print_exc())
    fail("secret words", lambda: logger.exception("Exception in ASGI application"))
    logger.removeHandler(handler)
    written = stream.getvalue()
    assert written.count("ValueError at:") == 2 and "secret" not in written
