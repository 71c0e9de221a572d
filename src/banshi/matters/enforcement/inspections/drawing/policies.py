"""Policy 抽取方案: what a draw is to do, complete and unambiguous. Whatever is left out gets its stated default here."""

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime, timedelta, timezone
from typing import Any

from banshi.matters.enforcement.inspections.drawing import beacons, hashing
from banshi.matters.enforcement.inspections.drawing.faults import InputError

FILE = "policy.json"
CHINA = timezone(timedelta(hours=8))
MOST = 10**9  # keeps every number of the commitment far below 2^53
CHOICES = {
    "hash": tuple(hashing.HASHERS),
    "batch_by": ("district", "plan"),
    "pair": ("same", "mixed", "any"),
    "loads": ("zero", "stated", "carried"),
    "time_stamp": (None, "required", "wanted"),
}
OPTIONAL = ("loads_until", "time_stamp")  # stand in a policy only where they were given
RANGES = {
    "total": (1, MOST),
    "margin_hours": (0, 10_000),
    "batch": (1, 10_000),
    "leads": (0, 2),
    "cap": (1, MOST),
    "salt_holders": (1, 99),
}


@dataclass(frozen=True)
class Policy:
    """One draw's rules. `docs/draw-files.md` says what each field means; `extra` is committed and has no effect."""

    draw_at: str  # the announced moment T, RFC 3339 with +08:00
    published_at: str  # when the commitment was published; a claim, unless a time stamp proves it
    total: int  # how many objects to draw
    plan: str = ""
    hash: str = "sha256"
    chain: str = beacons.QUICKNET.hash
    margin_hours: int = 24  # the commitment must stand so long before the round
    second_source: str | None = None
    rates_bp: dict[str, int] = field(default_factory=dict)  # class -> rate in 1/10,000; empty: weights alone
    batch: int = 7  # objects in one task
    batch_by: str = "district"  # a task stays inside one district, or only inside the plan
    pair: str = "same"  # both officers of one department, of two (mixed), or any
    leads: int = 1  # how many of the pair must be fit to lead
    certificates: dict[str, list[str]] = field(default_factory=dict)  # industry, or "*" -> what the pair must hold
    cap: int | None = None  # batches of one officer, opening load included
    loads: str = "zero"
    loads_until: str | None = None  # stated loads count the draws before that were announced for this moment or earlier
    time_stamp: str | None = None  # required: without its token the commitment is none
    salt_holders: int = 2
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def hasher(self) -> hashing.Hasher:
        return hashing.HASHERS[self.hash]

    def rate(self, risk_class: str) -> int:
        return self.rates_bp[risk_class] if self.rates_bp else 1

    def needed(self, industries: Iterable[str]) -> set[str]:
        """The certificates that the pair must hold between them."""
        every = self.certificates.get("*", [])
        return {one for industry in industries for one in self.certificates.get(industry, every)}

    def as_json(self) -> dict[str, Any]:
        known = {name: value for name, value in asdict(self).items() if name not in OPTIONAL or value is not None}
        return known.pop("extra") | known


def parse(text: str, file: str = FILE) -> dict[str, Any]:
    """A JSON object without floating-point numbers and without a name that stands there twice."""

    def no_float(number: str) -> Any:
        raise InputError(file, f"{number}: whole numbers only")

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise InputError(file, "a field stands there twice")
        return found

    try:
        value = json.loads(text, parse_float=no_float, parse_constant=no_float, object_pairs_hook=once)
    except (json.JSONDecodeError, RecursionError) as error:
        raise InputError(file, f"not JSON: {error}") from error
    if not isinstance(value, dict):
        raise InputError(file, "must hold one JSON object")
    return value


def moment(text: Any, name: str) -> datetime:
    """A moment with its offset from UTC and whole seconds."""
    try:
        at = datetime.fromisoformat(text)
        found = at.astimezone(CHINA)
    except (ValueError, TypeError, OverflowError) as error:
        raise InputError(FILE, f"{name}: a moment is written 2026-11-25T10:00:00+08:00, not {text!r}") from error
    if at.tzinfo is None or at.microsecond:
        raise InputError(FILE, f"{name}: {text} needs whole seconds and an offset, e.g. +08:00")
    return found


def read(given: dict[str, Any], classes: dict[str, int]) -> Policy:
    """The whole policy. `classes` counts the pool's objects by class; rates must name each of them."""
    known = {one.name for one in fields(Policy)} - {"extra"}
    found: dict[str, Any] = {name: value for name, value in given.items() if name in known}
    found["extra"] = {name: value for name, value in given.items() if name not in known}
    for name in ("draw_at", "published_at"):
        found[name] = moment(given.get(name), name).isoformat()
    if given.get("loads_until") is not None:
        if given.get("loads") != "stated":
            raise InputError(FILE, 'loads_until: only where loads is "stated"')
        found["loads_until"] = moment(given["loads_until"], "loads_until").isoformat()
    if found.get("chain") == "quicknet":
        found["chain"] = beacons.QUICKNET.hash
    found["rates_bp"] = _rates(given.get("rates_bp") or {}, classes)
    found["certificates"] = _certificates(given.get("certificates") or {})
    if found.get("total") is None:
        found["total"] = total_of_rates(found["rates_bp"], classes)
    policy = Policy(**found)
    _check(policy, classes)
    return policy


def total_of_rates(rates: dict[str, int], classes: dict[str, int]) -> int:
    """The number to draw that follows from the rates: Σ count × rate / 10,000, rounded up."""
    if not rates:
        raise InputError(FILE, "names neither total nor rates_bp: how many are to be drawn?")
    return -(-sum(count * rates[name] for name, count in classes.items()) // 10_000)


def _check(policy: Policy, classes: dict[str, int]) -> None:
    for name, allowed in CHOICES.items():
        if getattr(policy, name) not in allowed:
            raise InputError(FILE, f"{name}: one of {', '.join(filter(None, allowed))}, not {getattr(policy, name)!r}")
    for name, (least, most) in RANGES.items():
        if name != "cap" or policy.cap is not None:
            _whole(getattr(policy, name), name, least, most)
    if not all(isinstance(one, str) for one in (policy.plan, policy.chain, policy.second_source or "")):
        raise InputError(FILE, "plan, chain, second_source: text is wanted")
    if not re.fullmatch("[0-9a-f]{64}", policy.chain):
        raise InputError(FILE, "chain: the hash of a drand chain, 64 hexadecimal digits, or quicknet")
    drawable = sum(count for name, count in classes.items() if policy.rate(name))
    if policy.total > drawable:
        raise InputError(FILE, f"total: {policy.total} cannot be drawn from {drawable} objects whose rate is not 0")


def _whole(value: Any, name: str, least: int, most: int) -> int:
    if type(value) is not int or not least <= value <= most:
        raise InputError(FILE, f"{name}: a whole number from {least} to {most} is wanted, not {value!r}")
    return value


def _rates(given: Any, classes: dict[str, int]) -> dict[str, int]:
    if not isinstance(given, dict):
        raise InputError(FILE, 'rates_bp: a rate for each class, e.g. {"A": 200, "D": 5000}')
    missing = sorted(set(classes) - set(given)) if given else []
    if missing:
        raise InputError(FILE, f"rates_bp: no rate for class {', '.join(missing)} of the pool")
    return {name: _whole(rate, f"rates_bp.{name}", 0, 10_000) for name, rate in given.items()}


def _certificates(given: Any) -> dict[str, list[str]]:
    if not isinstance(given, dict):
        raise InputError(FILE, 'certificates: industry -> certificates, e.g. {"餐饮": ["食品"], "*": []}')
    found = {}
    for industry, names in given.items():
        wanted = [names] if isinstance(names, str) else names
        if not isinstance(wanted, list) or not all(isinstance(one, str) and one.strip() for one in wanted):
            raise InputError(FILE, f"certificates.{industry}: a list of names is wanted")
        found[industry] = sorted({one.strip() for one in wanted})
    return found
