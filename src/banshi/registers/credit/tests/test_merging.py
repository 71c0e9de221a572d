"""合并与拆分 at the desk: decided by an officer, obeyed by the next run, seen by everybody, taken back without a trace."""

from datetime import datetime, timedelta
from threading import Thread

import duckdb
import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from banshi.insight.exchange.selectors import published
from banshi.kernel.access.models import User
from banshi.kernel.access.sessions import BACKEND
from banshi.kernel.actors import Actor, Hidden
from banshi.kernel.calendar.moments import CHINA
from banshi.kernel.journal.models import Line
from banshi.kernel.refusal import Refused
from banshi.registers.credit import city
from banshi.registers.credit.models import Judgement, Mark, Merge, Subject
from banshi.registers.credit.permissions import Permission
from banshi.registers.credit.pipeline import ingesting
from banshi.registers.credit.selectors import disclosed, links, records, standing, subjects
from banshi.registers.credit.services import deliveries, marking, merging, reviewing, serving
from banshi.registers.credit.tests.offices import COMPANY, MARKET, POLICE, file, offices, run_timers, staff, take_in
from banshi.registers.credit.tests.served import write_kinds

__all__ = ["offices"]
AT = datetime(2022, 3, 5, 9, tzinfo=CHINA)
LATER = AT + timedelta(hours=1)
KEPT, GONE, PERSON = 1, 2, 10_000_001
OTHER = ("盘锦另一公司", "91211100MA00000147")
MACHINE = Actor.system("tests")
EVERYTHING = "SELECT sid, fp, cents, key, decided_on, batch, row_no, unit, kind, rule, bucket, doc_no, content FROM credit_record"
PROFILES = "SELECT sid, bucket, cents, units, records, adverse, first_on, last_on FROM credit_profile"


def line(kind: str, code: str, number: int, name: str = OTHER[0]) -> str:
    return f"{kind},E,{name},{code},公罚〔2022〕{number}号,2022-02-01,500,罚款五百元"


@pytest.fixture
def officer(offices):
    write_kinds()
    return staff("credit.officer", "/2111/", Permission.READ, Permission.HANDLE)


@pytest.fixture
def delivered(officer, offices):
    """A penalty of the one; of the other a penalty, a licence, and one under its name only."""
    mine, theirs = line("penalty", COMPANY, 1, "盘锦示例公司"), line("penalty", OTHER[1], 2)
    deliver(offices, mine, theirs, line("licence", OTHER[1], 3), line("licence", "", 4))
    return offices


def deliver(offices, *lines: str, name: str = "二月.csv") -> None:
    deliveries.hand_in(POLICE, file(*lines, name=name), by=offices.officer, at=AT)
    take_in()


def all_of(query: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(f"{query} ORDER BY 1, 2, 3, 4, 5")
        return cursor.fetchall()


def numbers(sid: int) -> set[str]:
    return {one.doc_no[8:-1] for one in records.file_of(sid)[1]}


def merge(by, at=AT) -> Merge:
    made = merging.merge(GONE, KEPT, "同一家公司，登记重复", by=by, at=at)
    run_timers(at)
    return made


def part(made: Merge, by) -> None:
    merging.part(made.pk, "核实有误，是两家", by=by, at=LATER)
    run_timers(LATER)


def test_records_and_profile_are_the_kept_ones_after_one_run(delivered, officer):
    assert (numbers(KEPT), numbers(GONE)) == ({"1"}, {"2", "3", "4"})
    merge(officer)
    profile = records.profile_of(KEPT)
    assert numbers(KEPT) == {"1", "2", "3", "4"} and records.profile_of(GONE) is None
    assert profile and (profile.records, profile.adverse, profile.cents) == (4, 2, 200_000)
    assert Subject.objects.get(pk=GONE).merged_into_id == KEPT
    deliver(delivered, line("penalty", OTHER[1], 5), line("licence", "", 6), name="三月.csv")
    assert numbers(KEPT) == {"1", "2", "3", "4", "5", "6"}


def test_taken_back_everything_is_as_before_and_what_came_between_is_sorted_out(delivered, officer):
    before = all_of(EVERYTHING), all_of(PROFILES)
    made = merge(officer)
    assert (all_of(EVERYTHING), all_of(PROFILES)) != before
    part(made, officer)
    assert (all_of(EVERYTHING), all_of(PROFILES)) == before
    assert Subject.objects.get(pk=GONE).merged_into_id is None
    again = merge(officer, LATER)
    deliver(delivered, line("penalty", OTHER[1], 5), line("licence", "", 6), name="三月.csv")
    part(again, officer)
    assert (numbers(KEPT), numbers(GONE)) == ({"1"}, {"2", "3", "4", "5", "6"})


def test_step_by_step_and_loaded_anew_are_the_same(delivered, officer):
    merge(officer)
    by_steps = (
        all_of(EVERYTHING),
        all_of(PROFILES),
        all_of("SELECT sid, merged_into_id, kind, name, code FROM credit_subject"),
    )
    assert serving.refresh(city.lake(), by=MACHINE, at=LATER, full=True).full
    anew = (
        all_of(EVERYTHING),
        all_of(PROFILES),
        all_of("SELECT sid, merged_into_id, kind, name, code FROM credit_subject"),
    )
    assert anew == by_steps


def test_what_was_told_to_a_run_that_could_not_begin_or_was_not_served_is_still_obeyed(delivered, officer):
    made = merging.merge(GONE, KEPT, "同一家公司，登记重复", by=officer, at=AT)
    assert reviewing.tell(city.lake())  # and another run is under way
    run_timers(AT)
    assert numbers(GONE) == set()
    merging.part(made.pk, "核实有误，是两家", by=officer, at=LATER)
    assert reviewing.tell(city.lake())
    ingesting.ingest(
        city.lake(), city.drop_folder(), city.run_settings(LATER.date(), memory=512 << 20)
    )  # and is killed
    run_timers(LATER)
    assert numbers(GONE) == {"2", "3", "4"}


def test_marks_go_where_their_record_goes_and_come_back_with_it(delivered, officer):
    (record,) = [one for one in records.file_of(GONE)[1] if one.doc_no == "公罚〔2022〕2号"]
    where = {"unit": record.unit, "fp": record.fp}
    marking.put(**where, sid=GONE, kind="repaired", source="t", reason="已修复", since=AT.date())
    made = merge(officer)
    marking.put(**where, sid=KEPT, kind="objected", source="t", reason="异议", since=AT.date())
    assert standing.find(KEPT, record.unit, record.fp, on=AT.date()).marks == {"repaired", "objected"}
    assert serving.refresh(city.lake(), by=MACHINE, at=LATER, full=True).full
    assert set(Mark.objects.values_list("sid", flat=True)) == {KEPT}
    part(made, officer)
    assert standing.find(GONE, record.unit, record.fp, on=AT.date()).marks == {"repaired", "objected"}


def test_what_is_published_follows(delivered, officer):
    def shown() -> dict[str, str]:
        found = [one for bucket in disclosed.PARTS for one in disclosed.in_part(bucket, on=AT.date())]
        return {one.record.doc_no[8:-1]: one.name for one in found if one.kind.code == "licence"}

    def fed() -> dict[str, str]:
        return {
            one.body["doc_no"][8:-1]: one.body["name"]
            for one in published.page(published.Question("licence", AT.date()))
        }

    apart, together = dict.fromkeys("34", "盘锦另一公司"), dict.fromkeys("34", "盘锦示例公司")
    assert (shown(), fed()) == (apart, apart)
    made = merge(officer)
    assert (shown(), fed()) == (together, together)
    part(made, officer)
    assert (shown(), fed()) == (apart, apart)


def test_who_looks_for_the_one_finds_the_other_and_is_told(delivered, officer):
    merge(officer)
    for text in (OTHER[1], "盘锦另一", "另一公司"):
        assert [(one.sid, one.former) for one in subjects.search(text)] == [(KEPT, "盘锦另一公司")]
    assert [(one.sid, one.former) for one in subjects.search("盘锦")] == [(KEPT, "")]
    page = Client().get(reverse("credit:subject", args=[OTHER[1]])).content.decode()
    assert "“盘锦另一公司”已与本主体合并" in page and "盘锦示例公司" in page


def test_a_provisional_subject_is_the_company_that_the_register_learns_of(officer, offices):
    stranger = "91211193MA0000308A"
    deliveries.hand_in(POLICE, file(line("licence", stranger, 1, "外地公司")), by=offices.officer, at=AT)
    deliveries.hand_in(MARKET, file(line("licence", stranger, 2, "外地公司")), by=offices.other, at=AT)
    take_in()
    found = subjects.organisation(stranger)
    assert found and found.sid >= 20_000_001 and numbers(found.sid) == {"1", "2"}
    with duckdb.connect() as con:
        folder = city.drop_folder() / "register"
        con.execute(
            f"CREATE TABLE more AS SELECT * REPLACE (3 AS sid, '{stranger}' AS code) FROM '{folder}/enterprises.parquet' LIMIT 1"
        )
        con.execute(f"COPY more TO '{folder}/enterprises.parquet'")
    deliver(offices, line("licence", stranger, 3, "外地公司"), name="三月.csv")
    known = subjects.organisation(stranger)
    assert known and known.sid == 3 and numbers(3) == {"1", "2", "3"} and records.profile_of(found.sid) is None
    assert serving.refresh(city.lake(), by=MACHINE, at=LATER, full=True).full
    assert subjects.organisation(stranger) == known and numbers(3) == {"1", "2", "3"}


@pytest.mark.parametrize(
    ("said", "code"),
    [((KEPT, KEPT, "同一家公司"), "itself"), ((PERSON, KEPT, "同一家公司"), "person"), ((GONE, KEPT, "是"), "reason"),
     ((GONE, KEPT, "证号21119119800101001X"), "reason")],
)  # fmt: skip
def test_what_is_refused(delivered, officer, said, code):
    with pytest.raises(Refused) as refused:
        merging.merge(*said, by=officer, at=AT)
    assert refused.value.code == code and not Merge.objects.exists()


def test_nobody_unknown_is_merged_and_only_officers_merge(delivered, officer):
    for gone, kept in ((77, KEPT), (GONE, 77)):
        with pytest.raises(Hidden):
            merging.merge(gone, kept, "同一家公司", by=officer, at=AT)
    with pytest.raises(Hidden):
        merging.merge(GONE, KEPT, "同一家公司", by=delivered.reader, at=AT)
    made = merging.merge(GONE, KEPT, "同一家公司", by=officer, at=AT)
    with pytest.raises(Hidden):
        merging.part(made.pk, "核实有误", by=delivered.reader, at=AT)
    merging.part(made.pk, "核实有误", by=officer, at=AT)
    with pytest.raises(Hidden):
        merging.part(made.pk, "核实有误", by=officer, at=AT)


def test_a_ring_cannot_be_made_and_a_chain_can(delivered, officer):
    third = Subject.objects.create(sid=3, kind="E", name="第三公司", code_masked="", code_fingerprint="3" * 64)
    merging.merge(GONE, third.sid, "同一家公司", by=officer, at=AT)
    for gone, kept, code in ((third.sid, GONE, "merged_away"), (GONE, KEPT, "merged")):
        with pytest.raises(Refused) as refused:
            merging.merge(gone, kept, "同一家公司", by=officer, at=AT)
        assert refused.value.code == code
    merging.merge(third.sid, KEPT, "同一家公司", by=officer, at=AT)
    assert Merge.objects.filter(undone_at=None).count() == 2


def test_the_database_holds_what_two_officers_at_once_might_break(delivered, officer):
    said = {"gone_id": GONE, "reason": "同一家公司", "by_id": officer.user_id, "at": AT}
    Merge.objects.create(kept_id=KEPT, **said)
    for wrong in ({"kept_id": KEPT}, {"kept_id": GONE}, {"kept_id": KEPT, "undone_at": AT}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Merge.objects.create(**{**said, **wrong})


def test_the_journal_says_who_decided_what_and_why(delivered, officer):
    made = merge(officer)
    part(made, officer)
    told = [(one.kind, one.data) for one in Line.objects.filter(stream=f"credit-merge:{made.pk}").order_by("seq")]
    assert told == [
        ("credit.SubjectsMerged", {"gone": GONE, "kept": KEPT, "reason": "同一家公司，登记重复"}),
        ("credit.SubjectsParted", {"reason": "核实有误，是两家"}),
    ]


def test_names_that_mean_somebody_else_are_held_apart(delivered, officer):
    merge(officer)
    (key,) = links.of(Subject.objects.get(pk=KEPT))
    assert (key.sent["name"], key.records, key.doc_no) == ("盘锦另一公司", 1, "公罚〔2022〕4号")
    made = merging.hold_apart(KEPT, [key.key], "住所不同，另有其人", by=officer, at=AT)
    assert {(one.sid, one.verdict) for one in made} == {(KEPT, "different"), (GONE, "different")}
    run_timers(AT)
    assert numbers(KEPT) == {"1", "2", "3"}
    with pytest.raises(Hidden):  # it is not this company's any more
        merging.hold_apart(KEPT, [key.key], "住所不同，另有其人", by=officer, at=AT)


def test_names_that_mean_another_company_go_there(delivered, officer):
    (key,) = links.of(Subject.objects.get(pk=GONE))
    with pytest.raises(Refused, match="同一个主体"):
        merging.hold_apart(GONE, [key.key], "住所相同，已核实", toward=GONE, by=officer, at=AT)
    merging.hold_apart(GONE, [key.key], "住所相同，已核实", toward=KEPT, by=officer, at=AT)
    run_timers(AT)
    assert (numbers(KEPT), numbers(GONE)) == ({"1", "4"}, {"2", "3"})
    with pytest.raises(Refused, match="撤销原来的判定"):
        merging.hold_apart(KEPT, [key.key], "住所不同", by=officer, at=AT)


def test_the_pages_of_an_officer(delivered, officer):
    client = Client()
    client.force_login(User.objects.get(username="credit.officer"), backend=BACKEND)
    address = reverse("credit:merge", args=[COMPANY])
    assert client.get(reverse("credit:links", args=[COMPANY])).status_code == 200
    assert client.post(address, {"other": "91211100MA000ZZZZZ"}).status_code == 422
    page = client.post(address, {"other": OTHER[1]}).content.decode()
    assert "盘锦另一公司" in page and "保留哪一个" in page
    assert client.post(address, {"other": OTHER[1], "keep": "", "reason": "同一家公司"}).status_code == 422
    answer = client.post(address, {"other": OTHER[1], "keep": COMPANY, "reason": "同一家公司"})
    assert answer["Location"] == reverse("credit:links", args=[COMPANY])
    assert "同一家公司" in client.get(reverse("credit:reviews")).content.decode()
    undo = reverse("credit:part", args=[Merge.objects.get().pk])
    assert client.post(undo, {"reason": "核实有误"}).status_code == 302
    assert not Merge.objects.filter(undone_at=None).exists()
    keys = [one.key for one in links.of(subjects.organisation(OTHER[1]))]
    there = reverse("credit:links", args=[OTHER[1]])
    assert client.post(there, {"keys": ["x", *keys], "toward": "nobody", "reason": "住所不同"}).status_code == 422
    assert client.post(there, {"keys": [], "reason": "住所不同"}).status_code == 422
    assert client.post(there, {"keys": keys, "reason": "住所不同"}).status_code == 302
    assert Judgement.objects.get().verdict == "different"


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_cannot_merge_each_into_the_other(officer, offices):
    deliver(offices, line("penalty", OTHER[1], 2))
    ends: list[str] = []

    def decide(gone: int, kept: int) -> None:
        try:
            merging.merge(gone, kept, "同一家公司", by=officer, at=AT)
            ends.append("done")
        except Refused as refused:
            ends.append(refused.code)
        finally:
            connection.close()

    threads = [Thread(target=decide, args=pair) for pair in ((GONE, KEPT), (KEPT, GONE))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) in (["done", "merged"], ["done", "merged_away"])
