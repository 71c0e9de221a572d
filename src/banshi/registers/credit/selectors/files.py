"""一户一档: a subject's profile, its records as they stand, and where to go on."""

from dataclasses import dataclass
from datetime import date

from banshi.registers.credit.models import Subject, Unit
from banshi.registers.credit.selectors import records, standing
from banshi.registers.credit.selectors.records import PAGE, Place, Profile
from banshi.registers.credit.selectors.standing import Standing


@dataclass(frozen=True)
class File:
    """What is held about a subject, one page of it."""

    profile: Profile | None
    records: list[Standing]
    older: Place | None

    @property
    def units(self) -> list[Unit]:
        """Who delivered."""
        numbers = self.profile.unit_numbers if self.profile else []
        return list(Unit.objects.filter(number__in=numbers))


def opened(subject: Subject, after: Place | None = None, *, on: date) -> File:
    """The newest records, or those after one; public or not."""
    if after is None:
        profile, found = records.file_of(subject.sid)
    else:
        profile, found = records.profile_of(subject.sid), records.older(subject.sid, after)
    return File(profile, standing.of(found, on=on), found[-1].place if len(found) == PAGE else None)
