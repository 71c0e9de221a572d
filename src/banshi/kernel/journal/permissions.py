"""What can be done with the journal: the auditor's side of the separation of powers (三员分立)."""

from enum import StrEnum


class Permission(StrEnum):
    READ = "journal.read"  # read lines of any stream
    VERIFY = "journal.verify"  # check the chain and its seals
