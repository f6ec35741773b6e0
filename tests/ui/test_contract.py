"""What tests lean on in the page is written down in docs/architecture.md, and is there."""

import re
from pathlib import Path

PROJECT = Path(__file__).parents[2]
GRADIO, OWN = {"data-testid"}, {"data-x"}  # Gradio's; made up by a test
MARK = r"data-[a-z]+(?:-[a-z]+)*"


def read(folder: str, *endings: str) -> str:
    files = sorted(
        path for path in (PROJECT / folder).rglob("*") if path.suffix in endings and "vendor" not in path.parts
    )
    assert files
    return "\n".join(path.read_text() for path in files)


def written_down() -> set[str]:
    section = (PROJECT / "docs/architecture.md").read_text().split("* What tests wait for:")[1].split("\n\n")[0]
    return set(re.findall(r"`([a-z-]+)`", section))


def leaned_on() -> set[str]:
    tests = "\n".join(read(f"tests/{folder}", ".py") for folder in ("browser", "support", "soak", "ui"))
    ids = set(re.findall(r"[\"' ]#([a-z]+(?:-[a-z]+)+)", tests))
    return ids | set(re.findall(MARK, tests)) - GRADIO - OWN


def test_what_tests_lean_on_is_written_down():
    assert leaned_on() - written_down() == set()


def test_what_is_written_down_is_in_the_page():
    sources = read("explorer/ui", ".py", ".js", ".html")
    set_by_script = set(re.findall(r"\w+", " ".join(re.findall(r"dataset[^;]*", sources))))  # in camel case there

    def is_there(name: str) -> bool:
        camel = re.sub("-([a-z])", lambda found: found[1].upper(), name.removeprefix("data-"))
        return name in sources or (name.startswith("data-") and camel in set_by_script)

    assert {name for name in written_down() if not is_there(name)} == set()
