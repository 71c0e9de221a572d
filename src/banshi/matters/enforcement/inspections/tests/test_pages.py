"""The pages as their readers see them, and how many statements a list takes whatever its length."""

import io
import json
import zipfile

import pytest
from django.test import Client
from django.urls import reverse

from banshi.kernel.access.sessions import BACKEND
from banshi.kernel.calendar import moments
from banshi.matters.enforcement.inspections.drawing import beacons
from banshi.matters.enforcement.inspections.models import Draw, Visit
from banshi.matters.enforcement.inspections.services import visits
from banshi.matters.enforcement.officers.models import Inspector

from . import at
from .conftest import MARKET, credit_code, image, register_csv

pytestmark = pytest.mark.django_db


def browser(city, name: str = "") -> Client:
    client = Client(raise_request_exception=True)
    if name:
        client.force_login(city.user(name), backend=BACKEND)
    return client


def see(client: Client, route: str, *args, expect: int = 200, **query) -> str:
    answer = client.get(reverse(f"inspections:{route}", args=args), query)
    assert answer.status_code == expect, (route, answer.status_code)
    return b"".join(answer).decode() if answer.streaming else answer.content.decode(errors="replace")


def opened(city) -> Draw:
    draw = city.revealed()
    for visit in Visit.objects.filter(task__draw=draw):
        city.recorded(visit)
        visits.publish(visit.number, by=city.actor("manager"), at=at(18))
    city.time_passes(at(17, 17))
    return Draw.objects.get(pk=draw.pk)


def test_everybody_sees_plan_draw_files_and_results(city):
    draw, client = opened(city), browser(city)
    with moments.travel(at(20)):
        for route in ("home", "items", "plans", "draws", "verify", "results"):
            see(client, route)
        see(client, "plan", draw.plan.number)
        page = see(client, "draw", draw.number)
    assert draw.commit_hash in page
    assert "合成信标" in page, "the demonstration's beacon says that it is one"
    archive = client.get(reverse("inspections:folder", args=[draw.number]))
    names = {name.split("/")[1] for name in zipfile.ZipFile(io.BytesIO(archive.content)).namelist()}
    assert names == {
        "commit.json", "commit.tsr", "reveal.json", "transcript.jsonl", "pool.csv", "officers.csv", "recusals.csv", "loads.csv"
    }  # fmt: skip


def test_before_the_day_of_inspection_only_the_commitment_is_public(city):
    draw, client = city.revealed(), browser(city)
    assert json.loads(see(client, "file", draw.number, "commit.json"))["seq"] == 1
    for name in ("pool.csv", "reveal.json", "transcript.jsonl"):
        see(client, "file", draw.number, name, expect=404)
    see(client, "folder", draw.number, expect=404)
    page = see(client, "draw", draw.number)
    assert not [one for one in Visit.objects.all() if one.object.name in page]
    assert "名录在检查日公开" in see(client, "standing", draw.number, code=credit_code(1))


def test_a_failed_draw_stands_on_the_list_for_ever(city):
    city.committed()
    city.time_passes(at(13, 10))
    assert "FAILED" in see(browser(city), "draws")
    log = json.loads(see(browser(city), "commitments", 2021))
    assert [(one["seq"], one["state"]) for one in log["draws"]] == [(1, "failed")]


def test_a_company_sees_its_exact_chance_and_its_proof(city):
    draw = opened(city)
    page = see(browser(city), "standing", draw.number, code=credit_code(0))
    assert "<span>2</span><span>13</span>" in page, (
        "four of C and D are certain; two of the rest, weights 4·1000 + 3·3000"
    )
    assert draw.committed["pool"]["root"] in page
    assert "必定抽中" in see(browser(city), "standing", draw.number, code=credit_code(10))
    assert "没有这一户" in see(browser(city), "standing", draw.number, code=credit_code(50))


def test_results_are_found_by_name_and_code(city):
    visit = Visit.objects.filter(task__draw=opened(city)).first()
    for query in (visit.object.credit_code, visit.object.name[-4:]):
        assert visit.object.name in see(browser(city), "results", q=query)
    assert "没有找到" in see(browser(city), "results", q="不存在的")


def test_a_plan_is_written_approved_drawn_and_revealed_at_the_desk(city):
    manager, chief = browser(city, "manager"), browser(city, "chief")
    data = {
        "title": "餐饮抽查", "items": ["sc-cyfw"], "first_on": "2021-05-10", "last_on": "2021-06-30", "batch": 3,
        "rate_A": "10", "rate_B": "30", "rate_C": "100", "rate_D": "100", "industries": "餐饮、住宿",
    }  # fmt: skip
    see(manager, "desk_new_plan")
    answer = manager.post(reverse("inspections:desk_new_plan"), data)
    assert answer.status_code == 302, answer.context["form"].errors
    number = answer["Location"].split("/")[-2]
    for verb in ("approve", "publish"):
        chief.post(reverse("inspections:desk_plan_step", args=[number, verb]))
    see(manager, "desk_plan", number)
    see(manager, "desk_freeze", number)
    said = {
        "draw_on": "2021-05-12", "draw_time": "10:00", "inspect_on": "2021-05-17", "first_holder": "holder.a", "time_stamp": "required",
        "second_holder": "holder.b",
    }  # fmt: skip
    answer = manager.post(reverse("inspections:desk_freeze", args=[number]), said)
    assert answer.status_code == 302, answer.context["form"].errors
    draw = Draw.objects.get()
    for holder in ("holder.a", "holder.b"):
        client = browser(city, holder)
        see(client, "desk")
        see(client, "desk_draw", draw.number)
        answer = client.post(reverse("inspections:desk_draw_step", args=[draw.number, "seal"]), {"salt": ""})
        assert answer["Cache-Control"] == "no-store"
    manager.post(reverse("inspections:desk_draw_step", args=[draw.number, "commit"]))
    draw.refresh_from_db()
    with moments.travel(at(12, 10)):
        manager = browser(city, "manager")
        see(manager, "desk_draw", draw.number)
        lot = beacons.demonstrate(draw.round).signature
        manager.post(reverse("inspections:desk_draw_step", args=[draw.number, "reveal"]), {"signature": lot})
        assert Draw.objects.get().state == "revealed"
        see(manager, "desk")
        see(manager, "desk_draw", draw.number)
        see(manager, "desk_task", draw.tasks.first().number)


def test_a_plan_that_is_refused_says_why_on_its_form(city):
    data = {"title": "x", "items": ["sc-cyfw"], "first_on": "2021-05-10", "last_on": "2021-05-01", "batch": 3}
    data |= {f"rate_{code}": "10" for code in "ABCD"}
    answer = browser(city, "manager").post(reverse("inspections:desk_new_plan"), data)
    assert "结束日期不能早于开始日期" in answer.content.decode()


def test_an_officer_records_from_the_telephone_once_and_by_script(city):
    visit = city.visit()
    with moments.travel(at(17, 11)):
        officer = browser(city, visit.task.first.account.username)
        assert visit.object.name in see(officer, "my_visits")
        see(officer, "visit", visit.number)
        for _ in range(2):
            answer = officer.post(
                reverse("inspections:visit", args=[visit.number]), sheet(), HTTP_ACCEPT="application/json"
            )
            assert answer.json() == {"recorded": visit.number}
        wrong = officer.post(
            reverse("inspections:visit", args=[visit.number]), sheet() | {"done_on": "2021-05-30", "key": "b"},
            HTTP_ACCEPT="application/json",
        )  # fmt: skip
        assert wrong.status_code == 422
        assert "检查时间不能晚于现在" in wrong.json()["errors"][0]
        see(officer, "visit", visit.number)


def sheet() -> dict:
    return {
        "done_on": "2021-05-17", "done_time": "10:30", "result_sc-cyfw": ["nothing_found"], "note_sc-cyfw": "",
        "hand_sc-cyfw": "", "key": "one-key", "first": image(), "second": image(), "photos": [image("a.png"), image("b.png")],
    }  # fmt: skip


def test_others_do_not_see_the_sheet(city):
    visit = city.visit()
    see(browser(city, "chief"), "visit", visit.number)
    assert browser(city, "chief").post(reverse("inspections:visit", args=[visit.number]), sheet()).status_code == 403
    assert browser(city, "stranger").get(reverse("inspections:visit", args=[visit.number])).status_code == 404


def test_registers_are_kept_at_the_desk(city):
    keeper = browser(city, "keeper")
    see(keeper, "desk_objects", q="示例", risk="A")
    wrong = image("register.csv")
    answer = keeper.post(reverse("inspections:desk_objects"), {"file": wrong, "reason": ""})
    assert "文件" in answer.content.decode()
    good = register_csv([(credit_code(90), "新的一户", "企业", "A", "211102", "餐饮", "1", "")])
    upload = io.BytesIO(good)
    upload.name = "objects.csv"
    assert keeper.post(reverse("inspections:desk_objects"), {"file": upload, "reason": ""}).status_code == 302
    see(keeper, "desk_object", credit_code(90))
    see(keeper, "desk_inspectors")
    number = Inspector.objects.first().number
    see(keeper, "desk_inspector", number)
    keeper.post(reverse("inspections:desk_recuse", args=[number]), {"credit_code": credit_code(90), "reason": "亲属"})
    assert credit_code(90) in see(keeper, "desk_inspector", number)


def test_lists_take_the_same_statements_however_long_they_are(city, django_assert_max_num_queries):
    opened(city)
    for route, most in (("draws", 4), ("results", 5), ("home", 12), ("items", 3)):
        with django_assert_max_num_queries(most):
            see(browser(city), route)
    keeper = browser(city, "keeper")
    for route, most in (("desk", 14), ("desk_objects", 8), ("desk_inspectors", 8)):
        with django_assert_max_num_queries(most):
            see(keeper, route)


def test_the_office_of_another_field_finds_nothing(city):
    draw = city.revealed()
    stranger = browser(city, "stranger")
    for route, key in (
        ("desk_plan", draw.plan.number), ("desk_draw", draw.number), ("desk_task", draw.tasks.first().number),
    ):  # fmt: skip
        see(stranger, route, key, expect=404)
    assert MARKET not in see(stranger, "desk")
