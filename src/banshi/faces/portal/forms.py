"""The filters of the list of items. Every filter is a GET parameter, so a filtered list has an address."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from banshi.faces.portal.windows import WINDOW_KINDS
from banshi.registers.catalogue import selectors as catalogue
from banshi.registers.offices import selectors as offices

LEVELS = (("3", _("市级")), ("4", _("县区级")), ("5", _("镇街级")), ("6", _("村（社区）级")))
ALL = ("", _("全部"))
APPLICANTS = (("person", _("个人")), ("organisation", _("企业和组织")))


class ItemFilter(forms.Form):
    q = forms.CharField(label=_("关键词"), required=False, max_length=60)
    applicant = forms.ChoiceField(label=_("办事人"), required=False, choices=[ALL, *APPLICANTS])
    window = forms.ChoiceField(
        label=_("综合窗口"), required=False, choices=lambda: [ALL, *((kind.code, kind.name) for kind in WINDOW_KINDS)]
    )
    event = forms.ChoiceField(
        label=_("主题"),
        required=False,
        choices=lambda: [ALL, *((one.code, one.label) for one in catalogue.life_events())],
    )
    office = forms.ChoiceField(
        label=_("部门"), required=False, choices=lambda: [ALL, *((one.code, one.label) for one in offices.offices())]
    )
    level = forms.ChoiceField(label=_("层级"), required=False, choices=[ALL, *LEVELS])
    online = forms.BooleanField(label=_("只看可网上办理"), required=False)

    def wanted(self) -> dict[str, Any]:
        """The filters as the catalogue's search names them; a value that is no choice filters nothing."""
        self.is_valid()
        given = self.cleaned_data
        names = {
            "applicant": "applicant",
            "window": "window_kind",
            "event": "life_event",
            "office": "office",
            "level": "level",
        }
        found = {name: given.get(field, "") for field, name in names.items()}
        return found | {"query": given.get("q", ""), "only_online": given.get("online", False)}
