"""What could not be taken stands in quarantine with its reason; its own unit mends it and delivers it again."""

import json
from datetime import datetime

import pytest

from banshi.kernel.actors import Forbidden, Hidden
from banshi.kernel.calendar.moments import CHINA
from banshi.kernel.journal.models import Line
from banshi.kernel.refusal import Refused
from banshi.registers.credit import city
from banshi.registers.credit.models import Delivery, Upload
from banshi.registers.credit.pipeline import checking, cleaning, guessing, lines, reasons
from banshi.registers.credit.pipeline.shapes import FIELDS
from banshi.registers.credit.selectors import quarantine, uploads
from banshi.registers.credit.services import deliveries, mending
from banshi.registers.credit.services.deliveries import Mends
from banshi.registers.credit.tests.offices import (
    BAD_DATE,
    COMPANY,
    GOOD,
    MARKET,
    PERSON,
    POLICE,
    TORN,
    file,
    offices,
    take_in,
)  # fmt: skip

__all__ = ["offices"]
AT = datetime(2022, 3, 5, 9, tzinfo=CHINA)
RIGHT = {
    "kind": "penalty", "subject_kind": "P", "name": "王芳", "code": PERSON, "doc_no": "公罚〔2022〕2号", "decided_on": "2022-02-28",
    "amount": "200", "content": "罚款二百元",
}  # fmt: skip


@pytest.fixture
def taken(offices):
    """A delivery with one good row, one with a day that does not exist, one torn by a quotation mark."""
    deliveries.hand_in(POLICE, file(GOOD, BAD_DATE, TORN), by=offices.officer, at=AT)
    take_in()
    return offices


def test_the_rows_stand_there_with_the_reason_in_words(taken):
    rows = quarantine.page(taken.units[POLICE])
    assert [(row.batch, row.row, row.reason) for row in rows] == [
        (1, 2, "decided_on_unreadable"),
        (1, 3, "unclosed_quote"),
    ]
    assert [row.why for row in rows] == ["决定日期不是日期", "引号没有闭合"]
    assert rows[0].said["decided_on"] == "2022-02-30"
    assert rows[1].raw == TORN
    assert quarantine.reasons(taken.units[POLICE]) == [
        ("decided_on_unreadable", "决定日期不是日期", 1),
        ("unclosed_quote", "引号没有闭合", 1),
    ]


def test_filters_and_pages(taken, monkeypatch):
    unit = taken.units[POLICE]
    assert [row.row for row in quarantine.page(unit, reason="unclosed_quote")] == [3]
    assert quarantine.page(unit, batch=2) == []
    monkeypatch.setattr(quarantine, "PAGE", 1)
    assert [row.row for row in quarantine.page(unit)] == [
        2,
        3,
    ]  # one more than the page, to know that there is more
    assert [row.row for row in quarantine.page(unit, number=2)] == [3]


def test_a_list_shows_no_personal_number(taken):
    shown = [row.masked for row in quarantine.page(taken.units[POLICE])]
    assert [(one["name"], one["code"]) for one in shown] == [("王*", f"2111**********{PERSON[-4:]}")] * 2


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ({"subject_kind": "E", "name": "盘锦示例公司", "code": COMPANY}, ("盘锦示例公司", COMPANY)),
        ({"subject_kind": "E", "name": "王芳", "code": PERSON}, ("王*", f"2111**********{PERSON[-4:]}")),
        ({"subject_kind": "E", "name": "王芳", "code": "211103850312002"}, ("王*", "2111*******2002")),
        ({"subject_kind": "E", "name": f"王芳{PERSON}"}, (f"王芳2111**********{PERSON[-4:]}", "")),
        ({"name": "王芳", "code": "2111"}, ("王*", "2**1")),
    ],
)
def test_a_company_is_shown_as_it_is_and_a_person_is_not(said, shown):
    row = quarantine.Row(1, 1, "kind_unknown", "", said, None)
    assert (row.masked["name"], row.masked["code"]) == shown


def test_a_number_in_the_wrong_column_is_masked_too():
    row = quarantine.Row(1, 1, "too_few_fields", "", {"doc_no": PERSON, "decided_on": f"x{PERSON}"}, None)
    assert PERSON[6:14] not in str(row.masked)
    row = quarantine.Row(1, 1, "not_json", f'{{"code": {PERSON}', {}, None)
    assert PERSON[6:14] not in str(row.masked)


def test_another_units_quarantine_is_empty_for_it(taken):
    assert quarantine.page(taken.units[MARKET]) == []
    with pytest.raises(Hidden):
        quarantine.row(taken.units[MARKET], 1, 2)


def test_nothing_readable_is_left_behind(taken):
    quarantine.page(taken.units[POLICE])
    for path in city.lake().root.rglob("*"):
        assert path.is_dir() or PERSON.encode() not in path.read_bytes(), path
    assert [path.name for path in city.lake().root.glob(".*/*")] == ["lock"]


# ---------------------------------------------------------------- mending


def test_a_row_that_was_put_right_becomes_a_delivery_that_names_it(taken):
    upload = mending.mend(POLICE, Mends(1, 2), RIGHT, by=taken.officer, at=AT)
    said = json.loads((city.drop_folder() / upload.file).read_text())
    assert (said["mends"], said["decided_on"], said["op"]) == ("1-2", "2022-02-28", "")
    take_in()
    upload.refresh_from_db()
    line = Delivery.objects.get(number=upload.delivery)
    assert (line.received, line.linked, line.quarantined) == (1, 1, 0)


def test_the_quarantined_row_stays_and_counts_as_mended(taken):
    unit = taken.units[POLICE]
    upload = mending.mend(POLICE, Mends(1, 2), RIGHT, by=taken.officer, at=AT)
    take_in()
    assert [row.row for row in quarantine.page(unit)] == [3]
    assert [(row.row, row.mended) for row in quarantine.page(unit, mended=True)] == [(2, upload), (3, None)]
    assert (sum(n for *_, n in quarantine.reasons(unit)), uploads.mended_count(unit)) == (2, 1)
    assert all(d.received == d.linked + d.unlinked + d.duplicate + d.quarantined for d in Delivery.objects.all())


def test_a_torn_line_is_mended_too(taken):
    upload = mending.mend(POLICE, Mends(1, 3), {**RIGHT, "doc_no": "公罚〔2022〕3号"}, by=taken.officer, at=AT)
    take_in()
    upload.refresh_from_db()
    assert Delivery.objects.get(number=upload.delivery).linked == 1
    assert [row.row for row in quarantine.page(taken.units[POLICE])] == [2]


@pytest.mark.parametrize(
    ("wrong", "reason", "field"),
    [
        ({"decided_on": "2022-02-30"}, "decided_on_unreadable", "decided_on"),
        ({"decided_on": "2022-03-06"}, "decided_on_in_future", "decided_on"),
        ({"kind": "别的"}, "kind_unknown", "kind"),
        ({"subject_kind": ""}, "subject_kind_missing", "subject_kind"),
        ({"doc_no": " "}, "doc_no_missing", "doc_no"),
        ({"amount": "二百"}, "amount_unreadable", "amount"),
        ({"valid_until": "2022-02-27"}, "valid_until_before_decision", "valid_until"),
        ({"name": "", "code": ""}, "nobody_named", "name"),
    ],
)
def test_what_is_still_wrong_is_said_at_once_and_nothing_is_delivered(taken, wrong, reason, field):
    with pytest.raises(mending.StillFaulty) as refused:
        mending.mend(POLICE, Mends(1, 2), {**RIGHT, **wrong}, by=taken.officer, at=AT)
    assert (refused.value.code, list(refused.value.errors)) == (reason, [field])
    assert Upload.objects.count() == 1


def test_the_day_of_the_decision_may_be_today_but_not_tomorrow(taken):
    mending.mend(POLICE, Mends(1, 2), {**RIGHT, "decided_on": "2022-03-05"}, by=taken.officer, at=AT)


def test_a_row_is_mended_once(taken):
    mending.mend(POLICE, Mends(1, 2), RIGHT, by=taken.officer, at=AT)
    with pytest.raises(Refused) as refused:
        mending.mend(POLICE, Mends(1, 2), {**RIGHT, "amount": "300"}, by=taken.officer, at=AT)
    assert refused.value.code == "mended"


def test_two_rows_that_say_the_same_are_two_deliveries_and_one_record(taken):
    for row in (2, 3):
        mending.mend(POLICE, Mends(1, row), RIGHT, by=taken.officer, at=AT)
    take_in()
    lines_ = Delivery.objects.filter(number__gt=1)
    assert [line.received for line in lines_] == [1, 1]
    assert sum(line.linked for line in lines_) == sum(line.duplicate for line in lines_) == 1


@pytest.mark.parametrize(("who", "refusal"), [("other", Hidden), ("reader", Forbidden)])
def test_nobody_else_opens_or_mends_it(taken, who, refusal):
    with pytest.raises(refusal):
        mending.open_row(POLICE, Mends(1, 2), by=getattr(taken, who), at=AT)
    with pytest.raises(refusal):
        mending.mend(POLICE, Mends(1, 2), RIGHT, by=getattr(taken, who), at=AT)


@pytest.mark.parametrize("mends", [Mends(1, 1), Mends(1, 4), Mends(9, 2)])
def test_a_row_that_is_not_in_quarantine_cannot_be_mended(taken, mends):
    with pytest.raises(Hidden):
        mending.mend(POLICE, mends, RIGHT, by=taken.officer, at=AT)


def test_looking_at_a_row_is_written_down_without_what_it_says(taken):
    row = mending.open_row(POLICE, Mends(1, 2), by=taken.officer, at=AT)
    assert row.said["code"] == PERSON
    line = Line.objects.filter(stream="credit-unit:03").latest("seq")
    assert (line.kind, line.data) == ("credit.QuarantineOpened", {"batch": 1, "row": 2})
    assert line.actor == str(taken.officer)


def test_of_a_torn_line_the_form_knows_what_it_probably_said(taken):
    assert quarantine.row(taken.units[POLICE], 1, 3).said == {
        "kind": "penalty", "subject_kind": "P", "name": "王芳", "code": PERSON, "doc_no": "公罚〔2022〕3号",
        "decided_on": "2022-02-03", "amount": "200", "content": "罚款",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("head", "raw", "said"),
    [
        (b"", "gibberish", {}),
        (b"a,b\n", "1,2", {}),
        (
            b"CF_XDR_MC,CF_XDR_LB,CF_NR_FK\r\n",
            '甲公司,"自然人,1.5',
            {"name": "甲公司", "subject_kind": "P", "amount": "15000.0", "kind": "penalty"},
        ),
        ("主体名称,信息类别\n".encode("gb18030"), '"甲公司,行政处罚', {"name": "甲公司", "kind": "penalty"}),
        (b"", '{"name": "甲公司", "content": {"a": 1}, "extra": "x"}', {"name": "甲公司"}),
        (b"", '["甲公司", "E"]', {}),
    ],
)
def test_guesses(head, raw, said):
    assert guessing.guessed(raw, head) == said


# ---------------------------------------------------------------- reasons


def test_every_reason_has_words():
    assert set(reasons.OF_ROWS) == set(cleaning.REASONS) | set(cleaning.FOUND_LATER)
    assert set(reasons.REASONS) == set(reasons.OF_ROWS) | set(lines.REASONS)


def test_every_reason_of_a_row_points_to_a_field_or_to_the_whole_row():
    assert {reasons.field_of(reason) for reason in reasons.OF_ROWS} <= {*FIELDS, ""}
    assert reasons.field_of("subject_kind_missing") == "subject_kind"
    assert reasons.field_of("kind_missing") == "kind"


def test_a_right_row_has_no_fault(offices):
    assert checking.fault(RIGHT, city.run_settings(AT.date())) == ""
    assert checking.fault({**RIGHT, "name": "O'Neil 公司"}, city.run_settings(AT.date())) == ""
