"""What can be done with applications; roles.csv says who may."""

from enum import StrEnum


class Permission(StrEnum):
    READ = "applications.read"
    RECEIVE = "applications.receive"
    ACCEPT = "applications.accept"
    REVIEW = "applications.review"
    PAUSE = "applications.pause"
    EXTEND = "applications.extend"
    DECIDE = "applications.decide"
    ISSUE = "applications.issue"
    DELIVER = "applications.deliver"
    SERVE = "applications.serve"
    ARCHIVE = "applications.archive"
    REVOKE = "applications.revoke"
