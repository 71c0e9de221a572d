"""Tables of the inspections 双随机、一公开: the list, the two registers, plans, draws, tasks, visits and their results."""

from banshi.matters.enforcement.inspections.models.draws import Chain, Draw, Frozen, Plan, Salt
from banshi.matters.enforcement.inspections.models.registers import (
    CLASS_WORDS,
    CLASSED_BY,
    HELD,
    OBJECT_KINDS,
    CheckItem,
    CheckObject,
    ClassChange,
    Recusal,
    RiskBoundary,
    RiskCriterion,
)
from banshi.matters.enforcement.inspections.models.visits import Abnormal, Finding, Replacement, Task, Visit

__all__ = [
    "CLASSED_BY",
    "CLASS_WORDS",
    "HELD",
    "OBJECT_KINDS",
    "Abnormal",
    "Chain",
    "CheckItem",
    "CheckObject",
    "ClassChange",
    "Draw",
    "Finding",
    "Frozen",
    "Plan",
    "Recusal",
    "Replacement",
    "RiskBoundary",
    "RiskCriterion",
    "Salt",
    "Task",
    "Visit",
]
