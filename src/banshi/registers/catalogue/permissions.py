"""What can be done with the catalogue. It changes by pack; the desk may propose."""

from enum import StrEnum


class Permission(StrEnum):
    PROPOSE = "catalogue.propose"  # write a proposed change of an item, to be reviewed and loaded as a pack
