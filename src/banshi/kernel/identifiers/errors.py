"""What can be wrong with a number, and the tidying that all numbers share."""

import unicodedata

from banshi.kernel.sentences import Sentence

_LONGEST_TYPED = 64


class IdentifierError(ValueError):
    """The number cannot be right. `str()` is a sentence for the person who typed it and never repeats the number."""


def tidy(text: str, name: str, *, drop: str = "") -> str:
    """Full-width characters, spaces and lower case, as people type them, made standard. Long text is refused unread."""
    if len(text) > _LONGEST_TYPED:
        raise IdentifierError(Sentence("{name}太长，请核对。", name=name))
    text = unicodedata.normalize("NFKC", text).upper()
    return "".join(character for character in text if not character.isspace() and character not in drop)
