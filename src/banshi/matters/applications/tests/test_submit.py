"""提交: what is handed in, and what the city then promises."""

import pytest

from banshi.kernel.actors import Hidden
from banshi.kernel.refusal import Refused
from banshi.matters.applications import intake, selectors
from banshi.matters.applications.models import Application
from banshi.matters.applications.rules import State
from banshi.matters.applications.services import drafting
from banshi.matters.applications.services.drafting import Handed

from .people import BUILD, FOOD, LICENCE, MACHINE, MONDAY, RESIDENCE, on


def test_it_works(town):
    number = town.submit()
    application = town.read(number)
    assert number.startswith("SQ-2026-")
    assert (application.state, application.version, application.channel) == (State.SUBMITTED, 1, "2")
    assert application.notice_due_on == on(3, 9).date()
    assert town.lines(number) == [("ApplicationSubmitted", 1)]
    assert town.timers(number) == {"deemed": on(3, 9).date()}


def test_it_appears_in_the_worklist_of_the_office_that_decides(town):
    line = town.waiting(town.submit())
    assert (line.subject, line.state, line.waits_for, line.closed_at) == ("王芳", "submitted", "office", None)
    assert line.due_on == on(3, 9).date()
    assert line.office_path == town.read(line.number).office_path


def test_the_limits_are_those_of_the_item_on_that_day(town):
    before, after = town.submit(at=on(11, 30, year=2023)), town.submit(at=on(12, 1, year=2023))
    assert town.read(before).statutory_limit == "20wd"
    assert town.read(after).statutory_limit == "10wd"


def test_every_fault_is_named_at_once(town):
    with pytest.raises(intake.Invalid) as invalid:
        drafting.submit(
            FOOD, party=town.party("王芳"), handed=Handed({}, {"area": "很大"}, {}), by=town.wang, at=MONDAY
        )
    errors = invalid.value.errors
    assert errors["area"] == "请填写数字。"
    assert errors["premises"] == "请填写这一项。"
    assert errors["kind"] == "请选择一项。"
    assert not Application.objects.exists()


def test_missing_materials_are_named_at_once(town):
    handed = town.handed(FOOD, town.wang)
    with pytest.raises(intake.Invalid) as invalid:
        drafting.submit(
            FOOD, party=town.party("王芳"), handed=Handed(handed.answers, handed.form, {}), by=town.wang, at=MONDAY
        )
    assert set(invalid.value.errors) >= {"layout", "safety-rules"}
    assert "business-licence" not in invalid.value.errors  # 国务院令第716号 第七条: shared, so not asked for


def test_paper_is_only_taken_at_a_window(town):
    handed = town.handed(FOOD, town.wang)
    paper = Handed(handed.answers, handed.form, dict.fromkeys(handed.materials, intake.PAPER))
    with pytest.raises(intake.Invalid) as invalid:
        drafting.submit(FOOD, party=town.party("王芳"), handed=paper, by=town.wang, at=MONDAY)
    assert invalid.value.errors["layout"] == "纸质材料只能在窗口收取。"
    number = drafting.submit(FOOD, party=town.party("王芳"), handed=paper, by=town.li, at=MONDAY, channel="1").number
    assert set(town.read(number).materials.filter(code="layout").values_list("way", flat=True)) == {"paper"}


def test_a_promise_replaces_only_a_material_that_may_be_promised(town):
    handed = town.handed(FOOD, town.wang)
    promised = Handed(handed.answers, handed.form, {**handed.materials, "layout": intake.PROMISED})
    with pytest.raises(intake.Invalid) as invalid:
        drafting.submit(FOOD, party=town.party("王芳"), handed=promised, by=town.wang, at=MONDAY)
    assert invalid.value.errors == {"layout": "该材料不适用告知承诺。"}
    assert town.read(town.submit(RESIDENCE)).materials.filter(way="promised").exists()


def test_somebody_elses_file_cannot_be_handed_in(town):
    handed = town.handed(FOOD, town.wang)
    stolen = town.upload(town.actor("李强"))
    with pytest.raises(Refused, match="没有找到您上传的文件"):
        drafting.submit(
            FOOD, party=town.party("王芳"),
            handed=Handed(handed.answers, handed.form, {**handed.materials, "layout": stolen}), by=town.wang, at=MONDAY,
        )  # fmt: skip
    with pytest.raises(Refused, match="没有找到您上传的文件"):
        drafting.submit(
            FOOD, party=town.party("王芳"),
            handed=Handed(handed.answers, handed.form, {**handed.materials, "layout": "../etc/passwd\x00"}),
            by=town.wang, at=MONDAY,
        )  # fmt: skip


def test_nobody_applies_for_a_stranger(town):
    with pytest.raises(Hidden):
        town.submit(by="李强", party="王芳")
    with pytest.raises(Hidden):
        town.submit(by="外区马丽", party="王芳")
    with pytest.raises(Hidden):
        town.submit(by="王芳", party="盘锦示例建设有限公司", item=BUILD)


def test_the_machine_applies_for_nobody(town):
    handed = town.handed(BUILD, town.actor("市级刘洋"))
    with pytest.raises(Hidden):
        drafting.submit(BUILD, party=town.party("盘锦示例建设有限公司"), handed=handed, by=MACHINE, at=MONDAY)


def test_an_item_for_organisations_is_not_for_people(town):
    with pytest.raises(Refused, match="只受理单位申请"):
        town.submit(BUILD, by="市级刘洋")


def test_an_item_that_is_not_in_force_takes_no_application(town):
    with pytest.raises(Refused) as refused:
        drafting.submit("no-such-item", party=town.party("王芳"), handed=Handed(), by=town.wang, at=MONDAY)
    assert refused.value.code == "not_in_force"


def test_a_situation_that_belongs_elsewhere_names_the_other_item(town):
    handed = town.handed(LICENCE, town.wang)
    with pytest.raises(intake.Invalid) as invalid:
        drafting.submit(
            LICENCE, party=town.party("王芳"), handed=Handed({"overdue": "over-1y"}, handed.form, handed.materials),
            by=town.wang, at=MONDAY,
        )  # fmt: skip
    assert "jsz-hfjs" in invalid.value.errors["overdue"]


def test_the_form_is_kept_encrypted(town):
    application = town.read(town.submit(manager_phone="13812345678"))
    assert application.form["manager_phone"] == "13812345678"
    assert b"13812345678" not in bytes(application.form_cipher)


def test_numbers_are_unique_and_grow(town):
    numbers = [town.submit() for _ in range(5)]
    assert numbers == sorted(set(numbers))


def test_the_same_key_gives_the_same_application(town):
    assert town.submit(key="one-and-only") == town.submit(key="one-and-only")
    assert Application.objects.count() == 1


def test_a_key_used_for_something_else_is_refused(town):
    town.submit(key="one-and-only")
    with pytest.raises(Refused) as refused:
        town.submit(RESIDENCE, key="one-and-only")
    assert refused.value.code == "key_reused"


def test_the_same_key_of_two_accounts_gives_two_applications(town):
    assert town.submit(key="one-and-only") != town.submit(by="李强", party="李强", key="one-and-only")


def test_a_draft_is_seen_by_nobody_at_the_office(town):
    draft = drafting.save_draft(FOOD, party=town.party("王芳"), handed=Handed(), by=town.wang, at=MONDAY)
    assert draft.state == State.DRAFT
    assert town.lines(draft.number) == []
    assert town.timers(draft.number) == {}
    assert not selectors.scope(town.actor("市级刘洋")).filter(number=draft.number).exists()
    with pytest.raises(Hidden):
        selectors.application(draft.number, by=town.actor("李强"))
    with pytest.raises(Hidden):
        drafting.submit_draft(draft.number, handed=Handed(), by=town.li, at=MONDAY)


def test_a_draft_is_handed_in_under_the_law_of_that_day(town):
    early, late = on(11, 30, year=2023), on(12, 4, year=2023)
    draft = drafting.save_draft(FOOD, party=town.party("王芳"), handed=Handed(), by=town.wang, at=early)
    assert draft.statutory_limit == "20wd"
    drafting.submit_draft(draft.number, handed=town.handed(FOOD, town.wang, at=late), by=town.wang, at=late)
    application = town.read(draft.number)
    assert (application.statutory_limit, application.state) == ("10wd", State.SUBMITTED)
    assert application.version == len(town.lines(draft.number)) == 1


def test_a_discarded_draft_leaves_no_trace(town):
    draft = drafting.save_draft(FOOD, party=town.party("王芳"), handed=Handed(), by=town.wang, at=MONDAY)
    drafting.discard(draft.number, by=town.wang)
    assert not Application.objects.exists()


def test_what_was_handed_in_cannot_be_discarded(town):
    with pytest.raises(Refused):
        drafting.discard(town.submit(), by=town.wang)
