"""抽取 draws: freeze the registers, seal two salts, commit with the next number, reveal after the lot, open on the day.

What is random, who is drawn and how it is proven stands in the package `drawing`; here stand who may do it and when.
A committed draw is revealed before its deadline or stands on the public list as FAILED, and a re-run has the same registers.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection, transaction

from banshi.kernel.access import selectors as access
from banshi.kernel.actors import Actor, Hidden, require
from banshi.kernel.calendar import moments
from banshi.kernel.jobs import timers
from banshi.kernel.journal.events import emit
from banshi.kernel.numbering import next_number
from banshi.kernel.refusal import Refused
from banshi.kernel.sentences import Sentence, later
from banshi.kernel.worklist import services as worklist
from banshi.matters.enforcement.inspections import events, folders, pools, rules, stamping
from banshi.matters.enforcement.inspections.drawing import beacons, draws, hashing, publications, records
from banshi.matters.enforcement.inspections.drawing.records import Officer, Subject
from banshi.matters.enforcement.inspections.models import Chain, Draw, Plan, Salt
from banshi.matters.enforcement.inspections.permissions import Permission
from banshi.matters.enforcement.inspections.services import plans

MATTER = "draw"
FAIL, OPEN = "inspections.fail", "inspections.open"
NEXT = """
    INSERT INTO enforcement_chain AS chain (year, last, head) VALUES (%s, 1, %s)
    ON CONFLICT (year) DO UPDATE SET last = chain.last + 1 RETURNING last, head"""
HASH = "sha256"


@dataclass(frozen=True)
class Terms:
    """What is decided for one draw besides its plan: when, who holds the salts, what if there is no time stamp, and which
    drawing of a second source is mixed in."""

    draw_at: datetime
    inspect_on: date
    holders: Sequence[str]  # user names
    time_stamp: str = "wanted"  # Draw.TIME_STAMPS
    second_source: str = ""


@transaction.atomic
def freeze(plan_number: str, terms: Terms, *, by: Actor, at: datetime) -> Draw:
    """封存名录: the registers as they are now, for one draw of a published plan; each holder is asked for a salt."""
    plan = plans.lock(plan_number, Permission.PLAN, by=by)
    if plan.state != "published":
        raise Refused("plan_not_public", "计划公布以后才能抽取。")
    _check_times(plan, terms, at)
    year = terms.inspect_on.year
    pool, officers = pools.pool(plan, year), pools.officers(plan, terms.inspect_on)
    loads = pools.loads(year, rules.loads_until(at))
    free = [one for one in officers if plan.cap is None or loads[one.number] < plan.cap]
    rules.check_officers(len(free), sum(one.lead for one in free))
    total = rules.total(plan.rates, pool.counts)
    if not total:
        raise Refused("empty_pool", "名录中没有可以抽取的检查对象（本年度已检查过的不再重复抽取）。")
    rules.check_cap(pools.items(plan), plan.rates, pool.counts)

    inputs = records.order(
        [Subject(one.credit_code, one.risk, one.district_id, one.industry, one.weight) for one in pool.objects],
        [
            Officer(one.number, one.office_id, frozenset(one.fields), one.lead, frozenset(one.districts))
            for one in officers
        ],
        set(pools.recusals(officers, pool.objects)),
        loads,
    )
    frozen = Draw(inputs=folders.freeze(inputs), counts=pool.counts, total=total)
    return _begin(frozen, plan, terms, by=by, at=at)


@transaction.atomic
def run_again(number: str, terms: Terms, *, by: Actor, at: datetime) -> Draw:
    """重新抽取 a failed draw: with the very same frozen registers, so that failing gains nobody anything."""
    failed = lock(number, Permission.PLAN, by=by)
    if failed.state != "failed":
        raise Refused("not_failed", "只有失败的抽取才能重新抽取。")
    if Draw.objects.filter(reruns=failed).exists():
        raise Refused("run_again_already", "这次抽取已经重新抽取过。")
    _check_times(failed.plan, terms, at)
    again = Draw(inputs=failed.inputs, counts=failed.counts, total=failed.total, reruns=failed)
    return _begin(again, failed.plan, terms, by=by, at=at)


def _check_times(plan: Plan, terms: Terms, at: datetime) -> None:
    if terms.draw_at.microsecond or terms.draw_at.second:
        raise Refused("whole_minutes", "抽取时间请精确到分钟。")
    rules.check_moment(terms.draw_at, at)
    rules.check_inspection_day(terms.inspect_on, moments.day_of(terms.draw_at), plan.last_on)


def _begin(draw: Draw, plan: Plan, terms: Terms, *, by: Actor, at: datetime) -> Draw:
    people = _holders(terms.holders, at)
    draw.number, draw.plan, draw.office_path = next_number("CQ", terms.inspect_on.year), plan, plan.office_path
    draw.draw_at, draw.inspect_on, draw.frozen_at = terms.draw_at, terms.inspect_on, at
    draw.time_stamp, draw.second_source = terms.time_stamp, terms.second_source.strip()
    draw.save(force_insert=True)
    Salt.objects.bulk_create(
        Salt(draw=draw, place=place, holder=person, office=office) for place, (person, office) in enumerate(people, 1)
    )
    worklist.open_line(
        matter=MATTER, key=draw.number, number=draw.number, title=plan.title, subject="", office_path=plan.office_path,
        state=draw.state, opened_at=at, due_on=moments.day_of(draw.draw_at - rules.COMMIT_AHEAD),
    )  # fmt: skip
    news = events.DrawFrozen(
        key=draw.number, plan=plan.number, inputs=draw.inputs, counts=draw.counts, total=draw.total, draw_at=draw.draw_at,
        reruns=draw.reruns.number if draw.reruns else "",
    )  # fmt: skip
    emit(news, by=by, at=at)
    return draw


def _holders(usernames: Sequence[str], at: datetime) -> list[tuple[Any, str]]:
    """The people who are asked for a salt, each with the office for which he holds it."""
    found = []
    for username in usernames:
        user = get_user_model().objects.filter(username=username, kind="staff", is_active=True).first()
        paths = access.actor(user, on=moments.day_of(at)).paths(Permission.HOLD) if user else ()
        if not user or not paths:
            raise Refused("holder_unknown", "盐值保管人不存在，或者没有保管盐值的权限。")
        found.append((user, paths[0].strip("/").split("/")[-1]))
    rules.check_holders([user.pk for user, _ in found], [office for _, office in found])
    return found


@transaction.atomic
def seal(number: str, *, salt: str = "", by: Actor, at: datetime) -> str:
    """封存盐值: by its holder in person, once. Without one the machine throws the dice. Returns it, to be kept on paper."""
    draw = lock(number, "", by=by)
    mine = draw.salts.select_for_update().filter(holder=by.user_id).first()
    if mine is None:
        raise Hidden(number)
    rules.step(rules.DRAW, draw.state, "seal")
    if mine.sealed_at:
        raise Refused("sealed", "您已封存过盐值。")
    value = salt.strip() or secrets.token_hex(32)
    if not 32 <= len(value) <= 200 or not all(c.isascii() and (c.isalnum() or c in "+/_-") for c in value):
        raise Refused("salt", "盐值须为32位以上的随机字母和数字。")
    mine.value, mine.sealed_at = value, at
    mine.save()
    digest = draws.conceal([(mine.office, value)], HASH)[0]["hash"]
    emit(events.SaltSealed(key=number, place=mine.place, holder=mine.holder_id, hash=digest), by=by, at=at)
    return value


@transaction.atomic
def drop(number: str, *, reason: str, by: Actor, at: datetime) -> Draw:
    """撤销: as long as nothing is committed."""
    draw = lock(number, Permission.PLAN, by=by)
    draw.state = rules.step(rules.DRAW, draw.state, "drop")
    if not reason.strip():
        raise Refused("reason_missing", "请写明理由。")
    draw.save(update_fields=["state"])
    follow(draw, closed_at=at)
    emit(events.DrawDropped(key=number, reason=reason.strip()), by=by, at=at)
    return draw


@transaction.atomic
def commit(number: str, *, by: Actor, at: datetime) -> Draw:
    """承诺: everything but the lot is fixed and public now, under the next number of the year, with a time stamp.

    The time stamp is asked for while the year's chain is locked: without one a draw may have no number.
    """
    draw = lock(number, Permission.PLAN, by=by)
    state = rules.step(rules.DRAW, draw.state, "commit")
    if draw.salts.filter(sealed_at=None).exists():
        raise Refused("salts_missing", "还有保管人没有封存盐值。")
    rules.check_moment(draw.draw_at, at)

    year = draw.inspect_on.year
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [year, hashing.NOTHING])
        draw.seq, prev = cursor.fetchone()
    hidden = draws.conceal(salts_of(draw), HASH)
    commitment = draws.commit(policy(draw, at) | {"seq": draw.seq, "prev": prev}, folders.inputs_of(draw), hidden)
    draw.commit, draw.commit_hash = hashing.canonical(commitment).decode(), draws.hash_of(commitment)
    Chain.objects.filter(pk=year).update(head=draw.commit_hash)
    _stamp(draw, commitment)
    draw.state, draw.year, draw.round, draw.committed_at = state, year, commitment["round"], at
    draw.save()
    follow(draw)
    timers.set_timers([(FAIL, number, rules.reveal_by(draw.draw_at))])
    news = events.DrawCommitted(
        key=number, year=year, seq=draw.seq, prev=prev, commit_hash=draw.commit_hash, round=draw.round,
        draw_at=draw.draw_at, stamped_at=draw.stamped_at,
    )  # fmt: skip
    emit(news, by=by, at=at)
    return draw


def _stamp(draw: Draw, commitment: dict[str, Any]) -> None:
    """时间戳 (RFC 3161). Without one the commitment is refused, or stands as a mere claim, as was decided for the draw."""
    try:
        token, draw.stamped_at = stamping.stamp(commitment, until=draw.draw_at - rules.COMMIT_AHEAD)
    except stamping.NoStamp as why:
        if draw.time_stamp == "required":
            words = Sentence("{why}，没有承诺：这次抽取约定没有时间戳就不承诺，请稍后再试。", why=str(why))
            raise Refused("no_time_stamp", words) from None
    else:
        draw.outputs = {publications.TOKEN: folders.keep(token)}


def policy(draw: Draw, at: datetime) -> dict[str, object]:
    """What is committed besides the registers. A joint inspection takes its two officers from two offices."""
    plan = draw.plan
    joint = plan.joint.exists()
    return {
        "plan": plan.number, "draw": draw.number, "chain": chain().hash, "total": draw.total, "rates_bp": plan.rates,
        "draw_at": _china(draw.draw_at), "published_at": _china(at.replace(microsecond=0)),
        "batch": plan.batch, "pair": "mixed" if joint else "same", "salt_holders": rules.HOLDERS, "hash": HASH,
        "time_stamp": draw.time_stamp, "second_source": draw.second_source or None, "cap": plan.cap, "loads": "stated", "loads_until": _china(rules.loads_until(_frozen_at(draw))),
        "certificates": pools.certificates(pools.items(plan)), "reruns": draw.reruns.number if draw.reruns else "",
    }  # fmt: skip


def _china(moment: datetime) -> str:
    return moment.astimezone(moments.CHINA).isoformat()


def _frozen_at(draw: Draw) -> datetime:
    """When its registers were frozen: a re-run has those of the draw that failed."""
    while draw.reruns:
        draw = draw.reruns
    return draw.frozen_at


def salts_of(draw: Draw) -> draws.Salts:
    return [(salt.office, salt.value) for salt in draw.salts.order_by("place")]


@transaction.atomic
def fail(number: str, *, by: Actor, at: datetime) -> None:
    """失败: the deadline has passed and nobody revealed. By the machine only, so that nobody can choose it."""
    draw = lock(number, "", by=by)
    if draw.state != "committed":
        return
    draw.state, draw.failed_at = rules.step(rules.DRAW, draw.state, "fail"), at
    draw.failure = later("逾期未揭示")
    draw.save(update_fields=["state", "failed_at", "failure"])
    follow(draw, closed_at=at)
    emit(events.DrawFailed(key=number, reason=draw.failure), by=by, at=at)


@transaction.atomic
def open_up(number: str, *, by: Actor, at: datetime) -> None:
    """公开 on the day of inspection: registers, salts, transcript. Before, whoever had the salts could warn somebody."""
    draw = lock(number, "", by=by)
    if draw.state != "revealed":
        return
    draw.state, draw.opened_at = rules.step(rules.DRAW, draw.state, "open"), at
    draw.save(update_fields=["state", "opened_at"])
    follow(draw, closed_at=at)
    emit(events.DrawOpened(key=number, outputs=draw.outputs), by=by, at=at)


def chain() -> beacons.Chain:
    """The beacon: the League of Entropy's, or the demonstration's own, whose values the demonstration can make itself."""
    return beacons.QUICKNET if settings.PRODUCTION else beacons.DEMONSTRATION


def lock(number: str, permission: str, *, by: Actor) -> Draw:
    found = Draw.objects.select_for_update(of=("self",)).select_related("plan", "reruns").filter(number=number).first()
    if found is None:
        raise Hidden(number)
    if by.kind != "system" and permission:
        require(by, permission, office_path=found.office_path, matter=MATTER)
    return found


def follow(draw: Draw, closed_at: datetime | None = None) -> None:
    """The worklist line: until the lot there is nothing to do, and after it a day to enter it."""
    due = {"committed": draw.draw_at, "revealed": None}.get(draw.state)
    worklist.move_line(
        MATTER, draw.number, state=draw.state, due_on=moments.day_of(due) if due else None, statutory_due_on=None,
        waits_for="nobody" if draw.state == "revealed" else "office", closed_at=closed_at,
    )  # fmt: skip
