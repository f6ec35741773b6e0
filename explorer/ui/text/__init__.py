"""What is said on screen: a folder for each language, in it a file for each subject with TEXT, key -> sentence; and,
except in English, errors.py with ERRORS, the English template of an error -> its translation.
"""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from ...models.errors import Phrase

NAMES = {"en": "English", "ja": "日本語", "ru": "Русский", "vi": "Tiếng Việt"}
LANGUAGES = tuple(NAMES)


class Text(dict[str, str]):
    """The texts of one language. text("key", n=3) fills in the {n} of a sentence."""

    def __init__(self, texts: Mapping[str, str], language: str = "en", errors: Mapping[str, str] | None = None):
        super().__init__(texts)
        self.language, self.errors = language, errors or {}

    def __call__(self, key: str, **values: object) -> str:
        return self[key].format(**values)

    def part(self, prefix: str) -> dict[str, str]:
        """The texts below "prefix.", keyed by the rest of their names: what one component's template needs."""
        return {key.removeprefix(f"{prefix}."): value for key, value in self.items() if key.startswith(f"{prefix}.")}

    def error(self, error: Any) -> str:
        """The sentence of an error, translated if it is a Phrase; others say theirs by themselves."""
        if not isinstance(error, Phrase):
            return str(error)
        values = {
            name: self.error(value) if isinstance(value, Phrase) else value for name, value in error.values.items()
        }
        return self.errors.get(error.template, error.template).format(**values)


def load_text(language: str) -> Text:
    """The texts of a language in LANGUAGES."""
    package = import_module(f"{__name__}.{language}")
    subjects = [import_module(f"{package.__name__}.{each.name}") for each in iter_modules(package.__path__)]
    texts: dict[str, str] = {}
    errors: dict[str, str] = {}
    for subject in subjects:
        texts |= getattr(subject, "TEXT", {})
        errors |= getattr(subject, "ERRORS", {})
    return Text(texts, language, errors)
