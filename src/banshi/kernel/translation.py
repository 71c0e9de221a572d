"""Translation 译文: what rules say in Chinese (kernel.sentences), in the reader's language."""

from django.utils.translation import gettext

from banshi.kernel.refusal import Refused
from banshi.kernel.sentences import Sentence


def translated(text: str) -> str:
    """A sentence as its reader is told it; words within it are translated too, what is not in the catalogue stays."""
    if isinstance(text, Sentence):
        values = {name: translated(value) if isinstance(value, str) else value for name, value in text.values.items()}
        pattern = gettext(text.pattern).replace("、", gettext("、"))  # sentences in a row, as `joined` has them
        return pattern.format(**values)
    return gettext(text) if text else ""


def explained(why: Refused) -> str:
    """A refusal with the law it rests on, in one line."""
    return f"{translated(why.message)} {why.article}".strip()
