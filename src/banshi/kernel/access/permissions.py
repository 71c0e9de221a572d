"""What can be done with accounts, grants and locks."""

from enum import StrEnum


class Permission(StrEnum):
    READ = "access.read"  # see accounts and who holds what
    ACCOUNTS = "access.accounts"  # open accounts: the system administrator
    GRANT = "access.grant"  # give and take roles: the security administrator
    LOCK = "access.lock"  # lock, unlock, reset a lost second factor: the security administrator
