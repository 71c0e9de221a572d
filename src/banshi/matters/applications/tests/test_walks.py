"""Any walk that anybody can take: every step offered works, every other is refused, and the books always agree."""

import itertools
from datetime import timedelta

from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from banshi.kernel.actors import Forbidden, Hidden
from banshi.kernel.calendar import moments
from banshi.kernel.clock import Limit
from banshi.kernel.refusal import Refused
from banshi.matters.applications import presenting, rules, selectors
from banshi.matters.applications.rules import State, Verb
from banshi.matters.applications.services import acceptance, review, stepping

from .people import FOOD, LICENCE, MACHINE, MONDAY, RENEWAL, Town

SAID = {
    Verb.ANSWER_NOT_REQUIRED: {"reason": "不需要许可"},
    Verb.ANSWER_NOT_COMPETENT: {"reason": "不在本辖区", "competent": "大洼区市场监督管理局"},
    Verb.NOTIFY: {"deficiencies": "平面图不清晰"},
    Verb.START_SPECIAL: {"kind": "听证", "needed": 5, "reason": "需要听证"},
    Verb.EXTEND: {"days": 2, "reason": "案情复杂需要核查"},
    Verb.EXPLAIN_DELAY: {"reason": "系统升级核验延误"},
    Verb.REFUSE: {"reason": "不符合法定条件", "basis": "食品安全法"},
    Verb.TERMINATE: {"reason": "申请人长期未补正"},
    Verb.DELIVER: {"way": "online"},
    Verb.REVOKE: {"reason": "以欺骗手段取得"},
    Verb.CANCEL: {"reason": "企业已经注销"},
}
OFFICE = ("市级刘洋", "市级孙波", "档案钱铎", "审查赵磊")


class Walk:
    """One application on its way, and the moment it is now."""

    def __init__(self, town: Town, item: str) -> None:
        self.town, self.at = town, MONDAY
        self.actors = {name: town.actor(name) for name in (*OFFICE, "王芳")}
        self.number = town.submit(item, expires_on="2026-04-20") if item == RENEWAL else town.submit(item)

    def go(self, verb: Verb, days: int) -> None:
        self.at += timedelta(days=days, minutes=1)
        with moments.travel(self.at):
            before = self.town.read(self.number)
            offered = self.offered(before)
            taken = self.take(verb)
            after = self.town.read(self.number)
            if taken:
                assert rules.TABLE[State(before.state), verb] == after.state or verb == Verb.SERVE
            else:
                assert (after.state, after.version) == (before.state, before.version)
            assert taken == (verb in offered), (verb, before.state, offered)
        self.look()

    def offered(self, application) -> set[Verb]:
        """What the pages of everybody together offer, and the machine's own."""
        found = {verb for name in OFFICE for verb in selectors.allowed(application, by=self.actors[name])}
        found |= set(selectors.allowed(application, by=self.actors["王芳"], acts_for=True))
        return found | {verb for verb in rules.verbs(State(application.state)) if self.machine_may(verb, application)}

    def machine_may(self, verb: Verb, application) -> bool:
        today = moments.day_of(self.at)
        if verb == Verb.DEEM_ACCEPTED:
            return today > application.notice_due_on
        return verb == Verb.GRANT_BY_SILENCE and application.item_version.item_id == RENEWAL and today > EXPIRY

    def take(self, verb: Verb) -> bool:
        """Everybody who might tries; at most one may."""
        if verb == Verb.SUBMIT:
            return False
        return any(self.tried(verb, name) for name in (*OFFICE, "王芳", "clock"))

    def tried(self, verb: Verb, name: str) -> bool:
        by = MACHINE if name == "clock" else self.actors[name]
        try:
            with transaction.atomic():
                self.service(verb, by)
        except (Refused, Forbidden, Hidden):
            return False
        return True

    def service(self, verb: Verb, by) -> None:
        if verb == Verb.DEEM_ACCEPTED:
            acceptance.deem_accepted(self.number, by=by, at=self.at)
        elif verb == Verb.GRANT_BY_SILENCE:
            review.grant_by_silence(self.number, by=by, at=self.at)
        elif verb == Verb.WITHDRAW:
            review.withdraw(self.number, by=by, at=self.at)
        elif verb == Verb.SUPPLEMENT:
            spec = self.town.read(self.number).item_version.spec
            code = next(m.code for m in spec.materials)
            materials = {code: self.town.upload(by) if by.kind == "resident" else "paper"}
            acceptance.supplement(self.number, materials=materials, by=by, at=self.at)
        else:
            stepping.take(self.number, verb, SAID.get(verb, {}), by=by, at=self.at)

    def look(self) -> None:
        """Journal, version, worklist, timers and days agree in every state."""
        application, waiting = self.town.read(self.number), self.town.waiting(self.number)
        steps = [
            kind for kind, _ in self.town.lines(self.number) if f"applications.{kind}" not in presenting.WITHOUT_STEP
        ]
        assert len(steps) == application.version
        assert waiting.state == application.state
        assert (waiting.closed_at is None) == (application.state in rules.OPEN)
        assert (application.ended_at is None) == (application.state in rules.OPEN)
        if application.ended:
            assert self.town.timers(self.number) == {}
        if application.state in {State.REVIEW, State.SPECIAL, State.GRANTED, State.REFUSED}:
            assert application.promised_due_on and application.accepted_at
        assert bool(application.outcome) == (application.decided_at is not None)
        assert all(pause["last"] for pause in application.pauses) or application.state == State.SPECIAL
        assert sum(code == 6 for _, code in self.town.lines(self.number)) <= 1
        assert Limit.parse(application.extension or "0").count <= 2


EXPIRY = MONDAY.date().replace(month=4, day=20)
STEPS = st.lists(st.tuples(st.sampled_from(list(Verb)), st.sampled_from([0, 0, 0, 1, 3, 9])), min_size=4, max_size=14)


@settings(max_examples=40, derandomize=True)
@given(item=st.sampled_from([FOOD, RENEWAL, LICENCE]), steps=STEPS)
def test_no_walk_reaches_an_impossible_state(town, item, steps):
    with transaction.atomic():
        walk = Walk(town, item)
        for verb, days in steps:
            walk.go(verb, days)
        transaction.set_rollback(True)


@settings(max_examples=30, derandomize=True)
@given(data=st.data(), item=st.sampled_from([FOOD, RENEWAL, LICENCE]))
def test_every_offered_step_works(town, data, item):
    """Always one of the steps that are offered: walks go deep, to the archive and beyond."""
    with transaction.atomic():
        walk = Walk(town, item)
        for _ in itertools.repeat(None, 12):
            with moments.travel(walk.at):
                offered = sorted(walk.offered(town.read(walk.number)))
            if not offered:
                break
            walk.go(data.draw(st.sampled_from(offered)), 0)
        transaction.set_rollback(True)
