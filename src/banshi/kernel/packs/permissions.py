"""What can be done with packs."""

from enum import StrEnum


class Permission(StrEnum):
    LOAD = "packs.load"  # load law, lists and roles: the system administrator, through the command
