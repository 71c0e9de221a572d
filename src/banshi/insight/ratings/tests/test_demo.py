from banshi.insight.indicators import demo as indicators
from banshi.insight.indicators.models import Snapshot
from banshi.insight.ratings import demo
from banshi.insight.ratings.models import Handling, Rating
from banshi.insight.ratings.tests.city import at


def test_the_demonstration_rates_some_matters_and_answers_the_first_bad_rating(city):
    for _ in range(12):
        city.delivered()
    demo.plant(at=at(3, 15), residents=[city.wang, city.li], staff={"zheng.hao": city.quality})
    assert Rating.objects.count() == 8
    assert list(Handling.objects.order_by("pk").values_list("state", flat=True)) == ["replied", "waiting"]


def test_the_demonstration_has_snapshots_of_two_months(city):
    city.delivered()
    indicators.plant(at=at(3, 15))
    taken = Snapshot.objects.filter(definition="on_time_rate", area="").order_by("first", "last")
    assert [f"{one.first}..{one.last}" for one in taken] == [
        "2026-02-01..2026-02-28", "2026-03-01..2026-03-02", "2026-03-02..2026-03-02"
    ]  # fmt: skip
