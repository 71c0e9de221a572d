"""Tables of credit information, by noun."""

from banshi.registers.credit.models.law import PublicationRule
from banshi.registers.credit.models.marks import Mark
from banshi.registers.credit.models.serving import Delivery, Serving
from banshi.registers.credit.models.subjects import RecordKind, Subject, Unit
from banshi.registers.credit.models.uploads import Upload

__all__ = ["Delivery", "Mark", "PublicationRule", "RecordKind", "Serving", "Subject", "Unit", "Upload"]
