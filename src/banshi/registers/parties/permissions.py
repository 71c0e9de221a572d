"""What staff may do with parties. Residents need no permission for what is their own."""

from enum import StrEnum


class Permission(StrEnum):
    READ = "parties.read"  # find a person or organisation at the counter
    REGISTER = "parties.register"  # register somebody who stands at the counter
