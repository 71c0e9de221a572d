"""Records 名录: the frozen inputs of a draw, each in one order (by the bytes of its id) and as one line of bytes for its tree.

Whatever the order, the quoting or the extra columns of the files handed in, these lines are the same.
"""

from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from banshi.kernel.journal import merkle
from banshi.matters.enforcement.inspections.drawing.hashing import Hasher


class Subject(NamedTuple):
    """检查对象: one company or place that may be inspected. `weight` is a positive whole number."""

    id: str
    risk_class: str
    district: str
    industry: str
    weight: int


class Officer(NamedTuple):
    """执法检查人员. No districts means every district."""

    id: str
    department: str
    certificates: frozenset[str]
    lead: bool
    districts: frozenset[str]


COLUMNS = {
    "pool": ("id", "class", "district", "industry", "weight"),
    "officers": ("id", "department", "certificates", "lead", "districts"),
    "recusals": ("officer", "object"),
    "loads": ("officer", "load"),
}


@dataclass(frozen=True)
class Inputs:
    """The four registers of a draw, sorted. `loads` counts the batches an officer already has when the draw begins."""

    pool: list[Subject]
    officers: list[Officer]
    recusals: list[tuple[str, str]]
    loads: dict[str, int]

    def classes(self) -> dict[str, int]:
        return dict(Counter([subject.risk_class for subject in self.pool]))

    def rows(self, name: str) -> list[tuple[str, ...]]:
        """The committed columns of one register as text, in order: what is published and what is hashed."""
        if name == "pool":
            return [(*subject[:4], str(subject.weight)) for subject in self.pool]
        if name == "officers":
            return [
                (one.id, one.department, _list(one.certificates), str(int(one.lead)), _list(one.districts))
                for one in self.officers
            ]
        return self.recusals if name == "recusals" else [(who, str(count)) for who, count in self.loads.items()]  # type: ignore[return-value]

    def leaves(self, name: str) -> list[bytes]:
        """The leaves of one register's tree: its columns with a tab between them, in UTF-8."""
        if name == "pool":  # the same, written for a hundred thousand
            return [f"{a}\t{b}\t{c}\t{d}\t{weight}".encode() for a, b, c, d, weight in self.pool]
        return ["\t".join(row).encode() for row in self.rows(name)]

    def roots(self, hasher: Hasher) -> dict[str, dict[str, int | str]]:
        """For each register how many rows, and the root of its tree (RFC 9162, 2.1) in hexadecimal."""
        found: dict[str, dict[str, int | str]] = {}
        for name in COLUMNS:
            leaves = self.leaves(name)
            found[name] = {"count": len(leaves), "root": merkle.root(leaves, hasher).hex()}
        return found


def _list(names: frozenset[str]) -> str:
    return ";".join(sorted(names))


def order(
    pool: list[Subject], officers: list[Officer], recusals: set[tuple[str, str]], loads: dict[str, int]
) -> Inputs:
    """The inputs in their order: by the bytes of the id, never by the line of a file.

    Python compares text by code points, which is the order of its UTF-8 bytes.
    """
    officers = sorted(officers)
    return Inputs(
        pool=sorted(pool),
        officers=officers,
        recusals=sorted(recusals),
        loads={one.id: loads.get(one.id, 0) for one in officers},
    )
