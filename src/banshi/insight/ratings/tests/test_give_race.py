import threading

import pytest
from django.db import connections, transaction

from banshi.insight.ratings import services
from banshi.insight.ratings.models import Rating
from banshi.insight.ratings.tests.city import City, at, folder
from banshi.kernel.calendar import moments
from banshi.kernel.refusal import Refused


@pytest.mark.django_db(transaction=True)
def test_of_ten_at_once_one_rates(tmp_path):
    with moments.travel(at(3, 15)):
        with transaction.atomic():
            city = City(folder(tmp_path, ("jdc-hpbl",)))
            application = city.delivered()
            by = city.resident(city.wang)
        answers, start = [], threading.Barrier(10)

    def rate(level: int) -> None:
        try:
            start.wait()
            services.give(application.number, level=level % 5 + 1, channel="pc", by=by, at=at(3))
            answers.append("rated")
        except Refused as refusal:
            answers.append(refusal.code)
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=rate, args=[n]) for n in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["rated", *["rated_before"] * 9]
    assert Rating.objects.count() == 1
