"""Refusals 不予办理的理由: what a rule answers when the law or the state of things does not allow a step.

Rules raise them, services let them pass, faces show them. The text is Chinese and is translated where it is shown.
"""

from banshi.kernel.sentences import later


class Refused(Exception):
    """The step is not allowed now. `code` is for programs, `message` for people, `article` names the law."""

    def __init__(self, code: str, message: str, *, article: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.article = code, message, article


class Stale(Refused):
    """Somebody else changed the thing since it was read: nothing is overwritten, look again."""

    def __init__(self) -> None:
        super().__init__("stale", later("内容已被他人更新，请刷新后重新操作。您填写的内容没有丢失。"))
