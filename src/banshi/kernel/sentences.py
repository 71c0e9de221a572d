"""Sentences 语句 of rules: Chinese, the language of the law, and translated only where they are shown. Pure."""

from typing import Any, Self


def later(text: str) -> str:
    """The sentence itself. The mark says that it is translated where it is shown, so that it enters the catalogue."""
    return text


class Sentence(str):
    """A sentence with values in it: the Chinese text, which remembers its pattern for readers of another language."""

    pattern: str
    values: dict[str, Any]

    def __new__(cls, pattern: str, **values: Any) -> Self:
        sentence = super().__new__(cls, pattern.format(**values))
        sentence.pattern, sentence.values = pattern, values
        return sentence
