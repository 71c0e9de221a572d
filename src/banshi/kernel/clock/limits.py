"""期限 limits: a count and its unit. The unit is part of the limit, because laws differ in it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Self

from banshi.kernel.sentences import Sentence, later

Unit = Literal["wd", "d", "mo", "h"]

_WORDS: dict[Unit, str] = {
    "wd": later("{n}个工作日"),
    "d": later("{n}日"),
    "mo": later("{n}个月"),
    "h": later("{n}小时"),
}
_FORM = re.compile(r"0|([1-9][0-9]{0,3})(wd|d|mo|h)")


@dataclass(frozen=True)
class Limit:
    """5wd working days (行政许可法 82) · 15d calendar days · 3mo months · 4h hours · 0 on the spot (即办)."""

    count: int
    unit: Unit = "wd"

    def __post_init__(self) -> None:
        if self.count < 0:
            raise ValueError("a limit cannot be negative")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `5wd`, `15d`, `3mo`, `4h` or `0`."""
        found = _FORM.fullmatch(text)
        if not found:
            raise ValueError("a limit is 0 or a number up to 9999 with its unit: 5wd, 15d, 3mo, 4h")
        return cls(0) if found[0] == "0" else cls(int(found[1]), found[2])  # type: ignore[arg-type]

    def __str__(self) -> str:
        return f"{self.count}{self.unit}" if self.count else "0"

    @property
    def on_the_spot(self) -> bool:
        """即办: ends the day it begins."""
        return self.count == 0

    @property
    def words(self) -> str:
        """As people say it: 20个工作日."""
        return Sentence(_WORDS[self.unit], n=self.count) if self.count else later("当场办结")

    def extended(self, extensions: Iterable["Limit"]) -> "Limit":
        """The limit with what was added to it. Days of different kinds cannot be added: that is an error."""
        total = self
        for extension in extensions:
            if total.count and extension.count and extension.unit != total.unit:
                raise ValueError(f"a limit of {total} cannot be extended by {extension}: the units differ")
            total = Limit(total.count + extension.count, total.unit if total.count else extension.unit)
        return total
