"""Tables of credit information, by noun."""

from banshi.registers.credit.models.marks import Mark
from banshi.registers.credit.models.serving import Delivery, Serving
from banshi.registers.credit.models.subjects import RecordKind, Subject, Unit

__all__ = ["Delivery", "Mark", "RecordKind", "Serving", "Subject", "Unit"]
