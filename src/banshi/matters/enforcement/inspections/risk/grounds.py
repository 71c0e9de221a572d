"""Grounds 依据 on which a criterion may rest, and whether each speaks for or against a company. Pure: the kinds of record come in.

国办发〔2020〕49号: nothing beyond the published catalogue weighs against anybody.
"""

from collections.abc import Mapping

from banshi.matters.enforcement.inspections.rules import RESULTS

CHECK, LISTED, PENALTY, PROMISE, ABNORMAL = "check", "listed", "penalty", "promise", "abnormal"
DEGREES: Mapping[str, Mapping[str, bool]] = {  # degree -> does it speak against the company?
    PENALTY: dict.fromkeys(("minor", "general", "serious", "grave"), True),
    PROMISE: {"kept": False, "broken": True},
    LISTED: {"incentive": False, "serious": True},
    CHECK: {code: result.finds for code, result in RESULTS.items() if not result.ends},
}
WITH_DEGREE = frozenset({PROMISE, LISTED, CHECK})
"""Kinds that say nothing without their degree: a promise speaks for or against its company by what became of it."""


def adverse(ground: str, kinds: Mapping[str, bool]) -> bool | None:
    """Whether such a fact speaks against a company; None if there is no such ground. `kinds`: of record, and whether adverse."""
    kind, colon, degree = ground.partition(":")
    if colon:
        return DEGREES.get(kind, {}).get(degree)
    return None if kind in WITH_DEGREE else kinds.get(kind)


def fault(ground: str, kinds: Mapping[str, bool], *, against: bool) -> str:
    """What is wrong with a ground of a criterion, in English; empty: nothing."""
    found = adverse(ground, kinds)
    if found is None:
        return f"“{ground}” is neither a kind of record nor one of its degrees"
    if found != against:
        return f"“{ground}” speaks {'against' if found else 'for'} a company, the criterion the other way"
    return ""
