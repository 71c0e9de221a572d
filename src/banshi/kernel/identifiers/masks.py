"""脱敏 masks: how much of a person's name or number a page may show."""


def mask_id(number: str) -> str:
    """2111**********1234: first four and last four; short numbers show less."""
    kept = 4 if len(number) >= 12 else 1
    return _masked(number, head=kept, tail=kept)


def mask_phone(number: str) -> str:
    """138****1234: first three and last four; short numbers show less."""
    return _masked(number, head=3, tail=4) if len(number) >= 10 else _masked(number, head=0, tail=2)


def mask_name(name: str) -> str:
    """王*, 王*芳: family name and, of three or more characters, the last one."""
    return _masked(name, head=1, tail=1 if len(name) > 2 else 0)


def _masked(text: str, *, head: int, tail: int) -> str:
    hidden = len(text) - head - tail
    if hidden <= 0:
        return "*" * len(text)
    return text[:head] + "*" * hidden + text[len(text) - tail :]
