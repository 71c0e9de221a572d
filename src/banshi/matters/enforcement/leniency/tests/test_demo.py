"""演示: the figures of 2021 come out of the cases, and each case out of the rule."""

from datetime import date

from django.test import Client

from banshi.kernel.journal import selectors as journal
from banshi.kernel.journal.models import Line
from banshi.matters.enforcement.leniency import demo, selectors, weights
from banshi.matters.enforcement.leniency.models import Case, JointParty
from banshi.registers.parties.models import Party

SPAN = {"first": date(2021, 1, 1), "last": date(2021, 12, 31)}


def test_the_year_2021_as_the_city_reported_it(bureau) -> None:
    demo.plant_year()
    demo.plant_year()  # nothing twice
    assert selectors.figures(**SPAN) == {
        "cases": 2_385, "legal_persons": 42, "natural_persons": 3_159, "relieved_cents": 94_430_000,
    }  # fmt: skip
    planted = Case.objects.filter(decided_at__year=2021)
    assert planted.values("office").distinct().count() == 23
    assert all(case.relieved_cents == case.due_cents - case.imposed_cents for case in planted)
    some = [*planted.order_by("number")[::100]]
    for case in some:  # weighed again, alone and from the tables
        on = case.decided_at.date()
        assert weights.assessment(case, on=on).outcome == case.chosen
        assert weights.amount(case, on=on) == case.due_cents
        assert [line.kind.split(".")[1] for line in journal.timeline(f"leniency:{case.number}")][-1] == "CaseClosed"
    assert {case.chosen for case in some} == {"must_not", "may_not"}
    assert not Line.objects.filter(at__date__gt=SPAN["last"], stream__startswith="leniency:").exists()
    shows_the_figures_and_nobody()


def shows_the_figures_and_nobody() -> None:
    page = Client().get("/leniency/figures/?year=2021").content.decode()
    for figure in ("2385", "3159", "42", "944,300.00", "合成数据"):
        assert figure in page.replace("2,385", "2385").replace("3,159", "3159")
    names = {*Party.objects.filter(pk__in=JointParty.objects.values("party")).values_list("name", flat=True)}
    for of, cases in (("cases", 2385), ("organisation", 42), ("person", 2343), ("relieved", 2385)):
        behind = Client().get(f"/leniency/figures/?year=2021&of={of}").content.decode()
        assert f"{cases} 件" in behind
        assert not any(name in behind for name in (*names, "示例商行"))
