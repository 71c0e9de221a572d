"""The kernel: what every floor above rests on. It knows no word of government but "day"."""
