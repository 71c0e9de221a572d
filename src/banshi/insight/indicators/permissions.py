"""What can be done with indicators. The figures are public; the records behind them are not all."""

from enum import StrEnum


class Permission(StrEnum):
    READ = "indicators.read"  # open the records behind a figure, as far as the reader's other posts let him see them
