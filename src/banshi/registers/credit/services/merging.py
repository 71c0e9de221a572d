"""合并与拆分: two subjects are one, and are two again; ways of naming that mean somebody else. The next run obeys."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from banshi.kernel.actors import Actor, Hidden
from banshi.kernel.jobs import timers
from banshi.kernel.journal.events import emit
from banshi.kernel.refusal import Refused
from banshi.registers.credit import events
from banshi.registers.credit.models import Judgement, Merge, Subject
from banshi.registers.credit.selectors import links, subjects
from banshi.registers.credit.services.deliveries import INGEST
from banshi.registers.credit.services.reviewing import check_reason, record, require_officer


@transaction.atomic
def merge(gone: int, kept: int, reason: str, *, by: Actor, at: datetime) -> Merge:
    """合并. Both must stand by themselves: whoever is kept was not merged away, so merges never go round in a ring."""
    found = {
        one.sid: one
        for one in Subject.objects.select_for_update(of=("self",)).filter(pk__in=[gone, kept]).order_by("pk")
    }
    require_officer(by)
    if gone not in found or kept not in found:
        raise Hidden("subject")
    _check_pair(found[gone], found[kept])
    check_reason(reason)
    assert by.user_id is not None  # only staff are officers
    made = Merge.objects.create(gone_id=gone, kept_id=kept, reason=reason.strip(), by_id=by.user_id, at=at)
    emit(events.SubjectsMerged(key=str(made.pk), gone=gone, kept=kept, reason=made.reason), by=by, at=at)
    timers.set_timers([(INGEST, "lake", at)])
    return made


@transaction.atomic
def part(merge_id: int, reason: str, *, by: Actor, at: datetime) -> Merge:
    """撤销合并: from the next run on each has its own records again, those too that came in between."""
    made = Merge.objects.select_for_update(of=("self",)).filter(pk=merge_id, undone_at=None).first()
    require_officer(by)
    if made is None:
        raise Hidden("merge")
    check_reason(reason)
    made.undone_at, made.undone_by_id, made.undone_why = at, by.user_id, reason.strip()
    made.save(update_fields=["undone_at", "undone_by", "undone_why"])
    emit(events.SubjectsParted(key=str(made.pk), reason=made.undone_why), by=by, at=at)
    timers.set_timers([(INGEST, "lake", at)])
    return made


@transaction.atomic
def hold_apart(
    sid: int, keys: Collection[int], reason: str, *, toward: int | None = None, by: Actor, at: datetime
) -> list[Judgement]:
    """拆分: these ways of naming do not mean this subject, nor any that was merged into it; but, if one is named, `toward`."""
    subject = Subject.objects.select_for_update(of=("self",)).filter(pk=sid).first()
    require_officer(by)
    if subject is None or not set(keys) <= links.keys_of(sid):
        raise Hidden("subject")
    if not keys:
        raise Refused("nothing_chosen", "请选择要拆出的名称。")
    family = set(subjects.family(sid).values_list("sid", flat=True))
    _check_toward(subject, family, toward)
    check_reason(reason)
    made = []
    for key in sorted(set(keys)):
        apart = _undecided(key, family, toward)
        made += [record(key, one, "different", reason, by=by, at=at) for one in apart]
        if toward is not None:
            made.append(record(key, toward, "same", reason, by=by, at=at))
    return made


def _check_pair(gone: Subject, kept: Subject) -> None:
    if gone.sid == kept.sid:
        raise Refused("itself", "这是同一个主体。")
    if (gone.kind, kept.kind) != ("E", "E"):
        raise Refused("person", "只能合并企业和其他组织：自然人以公民身份号码为准，由登记库更正。")
    away = set(Merge.objects.filter(undone_at=None, gone__in=[gone, kept]).values_list("gone_id", flat=True))
    if gone.sid in away:
        raise Refused("merged", "该主体已经并入另一主体：要改，请先撤销原来的合并。")
    if kept.sid in away:
        raise Refused("merged_away", "要保留的主体已经并入另一主体：请与那个主体合并。")


def _check_toward(subject: Subject, family: Collection[int], toward: int | None) -> None:
    if toward is None:
        return
    other = Subject.objects.filter(pk=toward, kind=subject.kind).first()
    if other is None:
        raise Hidden("subject")
    if toward in family:
        raise Refused("itself", "这是同一个主体。")


def _undecided(key: int, family: set[int], toward: int | None) -> list[int]:
    """From whom of a family the key is not held apart yet. Who said before whom it means takes that back first."""
    held = dict(Judgement.objects.filter(key=key, undone_at=None).values_list("sid", "verdict"))
    if "same" in held.values() or toward in held:
        raise Refused("judged", "有名称已经人工判定过：要改，请先撤销原来的判定。")
    return sorted(family - set(held))
