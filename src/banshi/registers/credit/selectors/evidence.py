"""依据 for whoever judges many organisations at once: what is known of each, why it counts or not, in a few statements.

What the public cannot see today is given with the reason, so that nobody is judged by what nobody can check.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from banshi.kernel.sentences import later
from banshi.registers.credit.models import RecordKind, Subject
from banshi.registers.credit.rules import promises
from banshi.registers.credit.selectors import lists, records, standing
from banshi.registers.credit.selectors.standing import Standing
from banshi.registers.parties.selectors import number_fingerprint

PENALTY, PROMISE, LISTED = "penalty", "promise", "listed"


@dataclass(frozen=True)
class Evidence:
    """One record, or one entry of a list. `degree`: of a penalty its severity, of a promise what became of it, of an entry
    the kind of its list. `until`: the first day on which it no longer stands; `barred`: why the public does not see it."""

    kind: str
    degree: str
    on: date
    label: str
    source: str
    office: str
    until: date | None
    certain: bool  # linked by its code, or confirmed by a person
    barred: str


def of_organisations(codes: Collection[str], kinds: Mapping[str, date], *, on: date) -> dict[str, list[Evidence]]:
    """What is known of each 统一社会信用代码 on a day: records of these kinds decided since their day, and entries of lists.

    Six statements, whatever the number of organisations.
    """
    subjects = _subjects(codes)
    found: dict[str, list[Evidence]] = {code: [] for code in codes}
    wanted = {kind.number: kinds[kind.code] for kind in RecordKind.objects.filter(code__in=kinds)}
    for one in standing.of(records.of_many(subjects, wanted), on=on):
        for code in subjects[one.sid]:
            found[code].append(_of_record(one, on))
    for entry in lists.standing_on(on).filter(sid__in=subjects):
        for code in subjects[entry.sid]:
            found[code].append(
                Evidence(
                    LISTED, entry.list.kind, entry.since or on, entry.list.label, entry.number, entry.office.label,
                    entry.until, certain=True, barred="",
                )
            )  # fmt: skip
    return found


def _subjects(codes: Collection[str]) -> dict[int, list[str]]:
    """The subjects that stand for these codes; one that was merged is the one it was merged into."""
    prints = {number_fingerprint(code): code for code in codes}
    found: dict[int, list[str]] = {}
    named = Subject.objects.filter(kind="E", code_fingerprint__in=prints)
    for sid, merged, fingerprint in named.values_list("sid", "merged_into_id", "code_fingerprint"):
        found.setdefault(merged or sid, []).append(prints[fingerprint])
    return found


def _of_record(one: Standing, on: date) -> Evidence:
    period = one.periods.get("credit")
    degree = _degree(one)
    return Evidence(
        one.kind.code, degree, one.decided_on, one.kind.label, one.doc_no, one.unit.label,
        period.until if period else None, certain=one.by_code or "confirmed" in one.marks,
        barred=next(_bars(one, degree, on), ""),
    )  # fmt: skip


def _degree(one: Standing) -> str:
    if one.kind.code == PENALTY:
        return one.periods["credit"].severity
    return promises.said(one.content) if one.kind.code == PROMISE else ""


def _bars(one: Standing, degree: str, on: date) -> Iterator[str]:
    answer = one.public(on, organisation=True)
    if not answer.public:
        yield answer.why
    if degree == "broken" and "repaired" in one.marks:  # no kind of record that is adverse by itself
        yield later("已经信用修复，终止公示。")
