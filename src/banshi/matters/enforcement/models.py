"""The app's tables stand in its parts; Django looks for them here."""

from banshi.matters.enforcement.inspections.models import (
    Abnormal,
    Chain,
    CheckItem,
    CheckObject,
    ClassChange,
    Draw,
    Finding,
    Frozen,
    Plan,
    Recusal,
    Replacement,
    RiskBoundary,
    RiskCriterion,
    Salt,
    Task,
    Visit,
)
from banshi.matters.enforcement.leniency.models import Case, CaseOfficer, Correction, JointParty, ListedSlip
from banshi.matters.enforcement.offences.models import Discretion, Offence
from banshi.matters.enforcement.officers.models import Inspector

__all__ = [
    "Abnormal", "Case", "CaseOfficer", "Chain", "CheckItem", "CheckObject", "ClassChange", "Correction", "Discretion", "Draw", "Finding", "Frozen",
    "Inspector", "JointParty", "ListedSlip", "Offence", "Plan", "Recusal", "Replacement", "RiskBoundary",
    "RiskCriterion", "Salt", "Task", "Visit",
]  # fmt: skip
