"""What staff can do with ratings, over the office that was rated. Giving one takes no permission: it is the applicant's."""

from enum import StrEnum


class Permission(StrEnum):
    READ = "ratings.read"  # read ratings, without their words
    HANDLE = "ratings.handle"  # read the words of a bad one, verify, answer, close
