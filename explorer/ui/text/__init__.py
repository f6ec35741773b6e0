"""What is said on screen: one file per language, each a TEXT of key -> sentence."""

import pkgutil
from importlib import import_module

LANGUAGES = tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


class Text(dict[str, str]):
    """The texts of one language. text("key", n=3) fills in the {n} of a sentence."""

    def __call__(self, key: str, **values: object) -> str:
        return self[key].format(**values)

    def part(self, prefix: str) -> dict[str, str]:
        """The texts below "prefix.", keyed by the rest of their names: what one component's template needs."""
        return {key.removeprefix(f"{prefix}."): value for key, value in self.items() if key.startswith(f"{prefix}.")}


def load_text(language: str) -> Text:
    """The texts of a language in LANGUAGES."""
    return Text(import_module(f"{__name__}.{language}").TEXT)
