"""Tables of credit information, by noun."""

from banshi.registers.credit.models.law import LinkRule, PublicationRule
from banshi.registers.credit.models.lists import CreditList, JointAction, JointMeasure, Listing
from banshi.registers.credit.models.looks import Look
from banshi.registers.credit.models.marks import Mark
from banshi.registers.credit.models.proceedings import Evidence, Objection, Proceeding, Repair
from banshi.registers.credit.models.reports import Report
from banshi.registers.credit.models.reviews import Doubt, Judgement, Merge
from banshi.registers.credit.models.serving import Delivery, Serving
from banshi.registers.credit.models.subjects import RecordKind, Subject, Unit
from banshi.registers.credit.models.tracked import Tracked
from banshi.registers.credit.models.uploads import Upload

__all__ = [
    "CreditList",
    "Delivery",
    "Doubt",
    "Judgement",
    "Evidence",
    "JointAction",
    "JointMeasure",
    "LinkRule",
    "Listing",
    "Look",
    "Mark",
    "Merge",
    "Objection",
    "Proceeding",
    "PublicationRule",
    "RecordKind",
    "Repair",
    "Report",
    "Serving",
    "Subject",
    "Tracked",
    "Unit",
    "Upload",
]
