"""docs/applications.md is the table itself."""

from django.conf import settings
from django.utils import translation

from banshi.matters.applications import describing
from banshi.matters.applications.rules import Verb


def test_the_page_is_up_to_date():
    written = (settings.PROJECT / "docs" / "applications.md").read_text(encoding="utf-8")
    with translation.override("zh-hans"):
        assert written == describing.page(), "run: banshi manage describe_applications"


def test_every_step_names_its_article():
    assert set(describing.ARTICLES) == set(Verb)
