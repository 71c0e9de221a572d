"""What can be done with the worklist."""

from enum import StrEnum


class Permission(StrEnum):
    READ = "worklist.read"  # see the open lines of an office subtree
