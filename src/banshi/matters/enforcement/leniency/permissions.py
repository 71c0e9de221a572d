"""What can be done with cases of leniency; roles.csv says who may."""

from enum import StrEnum


class Permission(StrEnum):
    READ = "leniency.read"
    FILE = "leniency.file"
    INVESTIGATE = "leniency.investigate"
    PROPOSE = "leniency.propose"
    REVIEW = "leniency.review"
    DECIDE = "leniency.decide"
    DELIVER = "leniency.deliver"
    PUBLISH = "leniency.publish"
