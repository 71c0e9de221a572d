"""揭示 reveal: the lot's round is entered, the draw follows from it, and tasks with two officers each come into being."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace as replace_fields
from datetime import datetime, time
from typing import Any

from django.db import transaction

from banshi.kernel.actors import Actor, Hidden, require
from banshi.kernel.calendar import moments
from banshi.kernel.jobs import timers
from banshi.kernel.journal.events import emit
from banshi.kernel.refusal import Refused
from banshi.kernel.sentences import Sentence
from banshi.matters.enforcement.inspections import events, folders, rules
from banshi.matters.enforcement.inspections.drawing import draws as drawing
from banshi.matters.enforcement.inspections.drawing import publications, replacements
from banshi.matters.enforcement.inspections.drawing.beacons import Beacon
from banshi.matters.enforcement.inspections.drawing.faults import Broken, InputError
from banshi.matters.enforcement.inspections.drawing.files import read_beacon
from banshi.matters.enforcement.inspections.drawing.hashing import canonical
from banshi.matters.enforcement.inspections.models import Draw, Replacement, Task
from banshi.matters.enforcement.inspections.permissions import Permission
from banshi.matters.enforcement.inspections.services import assigning, draws, visits
from banshi.matters.enforcement.officers.models import Inspector

TRANSCRIPT = publications.TRANSCRIPT


def beacon_of(file: bytes) -> Beacon:
    """The lot's round as drand's own service writes it, from a file that crossed the gap between networks."""
    with folders.folder({"beacon.json": file}) as folder:
        try:
            return read_beacon(folder / "beacon.json")[1]
        except InputError as wrong:
            raise Refused("beacon_file", Sentence("信标文件无法使用：{why}", why=wrong.why)) from None


def beacon_typed(number: int, signature: str) -> Beacon:
    """The round as somebody typed it: the signature alone says everything, its hash is the randomness."""
    return Beacon(number, hashlib.sha256(bytes.fromhex(signature)).hexdigest(), signature)


def with_second(draw: Draw, beacon: Beacon, typed: str) -> Beacon:
    """The round together with what the second source of this draw has given, where it has one."""
    if not draw.second_source:
        return beacon
    value = beacon.second["value"] if beacon.second else typed
    return replace_fields(beacon, second={"name": draw.second_source, "value": rules.second_value(value)})


@transaction.atomic
def reveal(number: str, beacon: Beacon, *, by: Actor, at: datetime) -> Draw:
    """抽取: whoever enters the round, there is only one result; a false round is refused by its signature."""
    draw = draws.lock(number, Permission.PLAN, by=by)
    state = rules.step(rules.DRAW, draw.state, "reveal")
    if at < draw.draw_at:
        raise Refused("before_lot", "还没有到抽取时间。")
    if at > rules.reveal_by(draw.draw_at):
        raise Refused("too_late", "已超过揭示期限，这次抽取失败。")
    if beacon.second and beacon.second["value"] != rules.second_value(beacon.second["value"]):
        raise Refused("second_value", "第二信标来源的值应为一串数字，用空格分开。")
    inputs = folders.inputs_of(draw)
    try:
        found = drawing.draw(draw.committed, inputs, beacon, draws.salts_of(draw))
    except Broken as broken:
        raise Refused("beacon", Sentence("信标值没有通过核验（{rule}）。", rule=broken.rule)) from None

    draw.outputs |= _outputs(draw, found)
    draw.state, draw.revealed_at = state, at
    draw.save(update_fields=["outputs", "state", "revealed_at"])
    count = assigning.assign(draw, found.batches, by=by, at=at)
    draws.follow(draw)
    morning, evening = (_on_the_day(draw, moment) for moment in (time(0), rules.OPEN_AT))
    timers.replace(number, [draws.FAIL], [(visits.BEGIN, number, morning), (draws.OPEN, number, evening)])
    news = events.DrawRevealed(
        key=number, round=beacon.round, tasks=len(found.batches), visits=count, transcript=draw.outputs[TRANSCRIPT]
    )
    emit(news, by=by, at=at)
    return draw


def _on_the_day(draw: Draw, moment: time) -> datetime:
    return datetime.combine(draw.inspect_on, moment, tzinfo=moments.CHINA)


def _outputs(draw: Draw, found: drawing.Draw) -> dict[str, str]:
    lines = b"".join(canonical(batch.as_json()) + b"\n" for batch in found.batches)
    files = {
        publications.COMMIT: draw.commit.encode(), publications.REVEAL: canonical(found.reveal), TRANSCRIPT: lines,
    }  # fmt: skip
    return {name: folders.keep(content) for name, content in files.items()}


@transaction.atomic
def replace(number: str, *, officer: str, reason: str, detail: str = "", by: Actor, at: datetime) -> Task:
    """更换执法人员: who comes instead follows from the committed stream; the reason is published."""
    task = Task.objects.select_for_update(of=("self",)).filter(number=number).first()
    if task is None:
        raise Hidden(number)
    if by.kind != "system":
        require(by, Permission.REPLACE, office_path=task.office_path)
    rules.check_reason(reason, detail)
    if task.visits.exclude(state__in=["assigned", "joined"]).exists():
        raise Refused("begun", "任务已经开始检查，不能更换执法人员。")
    before = [one.number for one in (task.first, task.second) if one]
    if officer not in before:
        raise Refused("not_of_pair", "该人员不是这个任务的执法人员。")

    draw = draws.lock(task.draw.number, "", by=by)
    told = _told(draw)
    words = f"{rules.REASONS[reason]}：{detail.strip()}" if detail.strip() else str(rules.REASONS[reason])
    seed = drawing.seed_of(draw.committed, revealed(draw), draws.salts_of(draw))
    rows = replacements.add(draw.committed, folders.inputs_of(draw), seed, told, (task.batch, officer, words))
    pair = rows[-1].pair
    task.first, task.second = assigning.pair(pair, _people(pair or ()))
    task.save(update_fields=["first", "second"])
    lines = b"".join(canonical(row.as_json()) + b"\n" for row in rows)
    draw.outputs = draw.outputs | {publications.REPLACEMENTS: folders.keep(lines)}
    draw.save(update_fields=["outputs"])
    index = task.replacements.count() + 1
    after = list(pair or ())
    Replacement.objects.create(
        task=task, index=index, before=before, after=after, reason=reason, detail=detail.strip(), made_at=at
    )
    news = events.OfficersReplaced(key=draw.number, task=number, index=index, before=before, after=after, reason=words)
    emit(news, by=by, at=at)
    return task


def _told(draw: Draw) -> list[dict[str, Any]]:
    name = publications.REPLACEMENTS
    if name not in draw.outputs:
        return []
    with folders.unfolded({name: draw.outputs[name]}) as folder:
        return publications.read_lines(folder / name)


def revealed(draw: Draw) -> Beacon:
    """The lot's round as it was entered."""
    with folders.unfolded({publications.REVEAL: draw.outputs[publications.REVEAL]}) as folder:
        told = publications.read_json(folder / publications.REVEAL)
    return Beacon(told["round"], told["randomness"], told["signature"], told["second"])


def _people(numbers: Iterable[str]) -> Mapping[str, Inspector]:
    return {one.number: one for one in Inspector.objects.filter(number__in=list(numbers))}
