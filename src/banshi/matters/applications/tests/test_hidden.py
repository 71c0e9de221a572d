"""For another office, and for a stranger, an application does not exist: no page, no list, no file, no API, no step."""

import json

import pytest
from django.urls import reverse

from banshi.kernel.actors import Hidden
from banshi.kernel.worklist import selectors as worklist
from banshi.matters.applications import selectors
from banshi.matters.applications.rules import STAFF, Verb
from banshi.matters.applications.services.stepping import STEPS

from .people import MONDAY, pdf

STRANGERS = ("外区马丽", "外区负责人周强")


@pytest.mark.parametrize("name", [*STRANGERS, "李强"])
def test_selectors_and_worklist_know_nothing(town, name):
    number, stranger = town.submit(), town.actor(name)
    with pytest.raises(Hidden):
        selectors.application(number, by=stranger)
    assert not selectors.scope(stranger).exists()
    assert worklist.page(stranger) == []


@pytest.mark.parametrize("name", STRANGERS)
def test_no_page_of_the_desk_opens(town, browse, name):
    number, client = town.accepted(), browse(name)
    assert client.get(reverse("applications:matter", args=[number])).status_code == 404
    for verb in Verb:
        address = reverse("applications:step", args=[number, verb])
        assert client.get(address).status_code == 404
        assert client.post(address, {"version": 2, "reason": "试一试看"}).status_code == 404
    for asked in ({}, {"q": number}):
        assert client.get("/desk/", asked).context["rows"] == []
    assert town.read(number).version == 2


def test_no_page_of_the_portal_opens_for_another_resident(town, browse):
    number, client = town.submit(), browse("李强")
    for name in ("progress", "edit", "supplement", "withdraw"):
        assert client.get(reverse(f"applications:{name}", args=[number])).status_code == 404
    assert client.get(reverse("applications:proof", args=[number, 1])).status_code == 404
    assert client.post(reverse("applications:discard", args=[number])).status_code == 404
    assert number not in client.get(reverse("applications:mine")).content.decode()
    assert town.state(number) == "submitted"


@pytest.mark.parametrize("name", [*STRANGERS, "李强"])
def test_no_file_opens(town, browse, name):
    number = town.issued()
    town.run_jobs()
    application = town.read(number)
    handed_in = application.materials.exclude(file=None).first().file_id
    for file_id in (handed_in, application.certificate.file_id):
        assert browse(name).get(f"/files/{file_id}").status_code in {301, 404}
        assert browse(name).get(f"/files/{file_id}/").status_code == 404
        assert browse("王芳").get(f"/files/{file_id}/").status_code == 200
        assert browse("窗口李明").get(f"/files/{file_id}/").status_code == 200


@pytest.mark.parametrize("name", [*STRANGERS, "李强"])
def test_the_api_says_not_found_whatever_else_is_wrong(town, browse, name):
    number, client = town.accepted(), browse(name)
    assert client.get(f"/api/applications/{number}").status_code == 404
    for verb in STEPS:
        for fields in ({}, {"reason": "试一试看"}):
            body = json.dumps({"version": 2, "fields": fields})
            answer = client.post(f"/api/applications/{number}/steps/{verb}", body, content_type="application/json")
            assert answer.status_code == 404
    for verb in ("withdraw", "supplement"):
        body = json.dumps({"version": 2, "fields": {}})
        answer = client.post(f"/api/applications/{number}/{verb}", body, content_type="application/json")
        assert answer.status_code == 404
    assert number not in client.get("/api/worklist").content.decode()


def test_a_grant_for_another_kind_of_matter_shows_nothing(town):
    clerk = town.li
    narrow = type(clerk)(clerk.user_id, clerk.name, "staff", tuple(
        type(held)(held.permissions, held.office_path, "appointment") for held in clerk.held
    ))  # fmt: skip
    number = town.submit()
    assert not selectors.scope(narrow).filter(number=number).exists()
    assert selectors.allowed(town.read(number), by=narrow) == []


def test_a_resident_has_no_desk_and_staff_no_portal(town, browse):
    number = town.submit()
    assert browse("王芳").get(reverse("applications:matter", args=[number])).status_code == 403
    assert browse("窗口李明").get(reverse("applications:progress", args=[number])).status_code == 403


def test_every_step_of_the_office_names_its_permission():
    assert set(STEPS) == set(STAFF)


def test_a_draft_file_belongs_to_its_uploader_alone(town, browse):
    client = browse("王芳")
    client.post("/items/sc-spjy/apply/", {"action": "save", "m-layout": pdf(), "q-kind": "sales"})
    draft = selectors.of_residents(town.wang).get()
    file_id = draft.materials.get(code="layout").file_id
    assert browse("王芳").get(f"/files/{file_id}/").status_code == 200
    for name in ("李强", "窗口李明", "市级孙波"):
        assert browse(name).get(f"/files/{file_id}/").status_code == 404
    assert MONDAY.date() == draft.created_at.astimezone(MONDAY.tzinfo).date()
