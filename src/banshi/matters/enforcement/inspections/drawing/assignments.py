"""Assignments 派员: the drawn objects in batches, and for each batch one pair of officers out of all feasible ones.

The feasible pairs of a batch are written down in the order of the officers' ids and one is taken, each as likely as any
other. A batch without a pair is halved by rule; one object without a pair is published as such.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations

from banshi.matters.enforcement.inspections.drawing.hashing import Stream, tagged
from banshi.matters.enforcement.inspections.drawing.policies import Policy
from banshi.matters.enforcement.inspections.drawing.records import Inputs, Officer, Subject
from banshi.matters.enforcement.inspections.drawing.sampling import Pick

Pair = tuple[str, str]


@dataclass(frozen=True)
class Batch:
    """检查任务: objects that one pair visits. No pair: nobody may go, and everybody can see it."""

    name: str
    objects: list[str]
    pair: Pair | None
    feasible: int  # out of how many pairs

    def as_json(self) -> dict[str, object]:
        pair = list(self.pair) if self.pair else None
        return {"batch": self.name, "objects": self.objects, "pair": pair, "feasible": self.feasible}


@dataclass
class Roster:
    """The officers of one draw, who may not visit whom, and how many batches each has by now."""

    inputs: Inputs
    policy: Policy
    seed: bytes
    loads: dict[str, int] = field(init=False)
    barred: dict[str, set[str]] = field(init=False)

    def __post_init__(self) -> None:
        self.loads, self.barred = dict(self.inputs.loads), defaultdict(set)
        for officer, subject in self.inputs.recusals:
            self.barred[subject].add(officer)

    def stream(self, name: str) -> Stream:
        """The committed stream of one batch: its first number picks the pair, the next ones pick replacements."""
        return Stream(tagged(self.policy.hasher, "pair", self.seed.hex(), name), self.policy.hasher)

    def feasible(self, subjects: list[Subject], without: frozenset[str] = frozenset()) -> list[Pair]:
        """Every pair that may visit all of these objects, by id: (O1, O10), (O1, O2) …"""
        policy, barred = self.policy, without.union(*(self.barred.get(one.id, ()) for one in subjects))
        districts, needed = {one.district for one in subjects}, policy.needed({one.industry for one in subjects})
        able = [
            one
            for one in self.inputs.officers
            if one.id not in barred
            and (policy.cap is None or self.loads[one.id] < policy.cap)
            and (not one.districts or districts <= one.districts)
        ]
        return [
            (a.id, b.id)
            for a, b in self._couples(able)
            if a.lead + b.lead >= policy.leads and needed <= a.certificates | b.certificates
        ]

    def _couples(self, able: list[Officer]) -> Iterator[tuple[Officer, Officer]]:
        if self.policy.pair == "same":  # a city has many officers, a department few
            groups: dict[str, list[Officer]] = defaultdict(list)
            for one in able:
                groups[one.department].append(one)
            return iter(sorted(couple for group in groups.values() for couple in combinations(group, 2)))
        mixed = self.policy.pair == "mixed"
        return ((a, b) for a, b in combinations(able, 2) if not mixed or a.department != b.department)

    def assign(self, name: str, subjects: list[Subject]) -> Iterator[Batch]:
        """The batch with its pair; if there is none, its two halves, the first one larger if they are not equal."""
        pairs = self.feasible(subjects)
        if not pairs and len(subjects) > 1:
            half = (len(subjects) + 1) // 2
            yield from self.assign(f"{name}.1", subjects[:half])
            yield from self.assign(f"{name}.2", subjects[half:])
            return
        pair = pairs[self.stream(name).below(len(pairs))] if pairs else None
        for officer in pair or ():
            self.loads[officer] += 1
        yield Batch(name, [one.id for one in subjects], pair, len(pairs))


def group(picks: list[Pick], policy: Policy) -> Iterator[tuple[str, list[Subject]]]:
    """The whole batches before any is halved: by district and industry, at random within, `batch` objects each.

    Names are 1, 2, 3 … in that order. With batch_by "district" a batch never crosses a district's border.
    """
    waiting: list[Subject] = []
    number = 0
    for pick in sorted(picks, key=lambda one: (one.subject.district, one.subject.industry, one.place)):
        border = policy.batch_by == "district" and waiting and waiting[-1].district != pick.subject.district
        if border or len(waiting) == policy.batch:
            number += 1
            yield str(number), waiting
            waiting = []
        waiting.append(pick.subject)
    yield str(number + 1), waiting
