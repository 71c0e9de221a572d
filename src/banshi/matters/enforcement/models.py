"""The app's tables stand in its parts; Django looks for them here."""

from banshi.matters.enforcement.leniency.models import ListedSlip
from banshi.matters.enforcement.offences.models import Discretion, Offence

__all__ = ["Discretion", "ListedSlip", "Offence"]
