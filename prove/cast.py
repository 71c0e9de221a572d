"""Run inside the site under proof: makes residents and a clerk with API tokens, and prints what they need, as JSON."""
# ruff: noqa: E402 -- Django is set up before its models are imported

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "banshi.site.settings")
import django

django.setup()

from banshi.faces.api import services as tokens
from banshi.kernel.access import selectors as access
from banshi.kernel.access.models import User
from banshi.kernel.calendar import moments
from banshi.matters.applications import demo as samples
from banshi.registers.catalogue import selectors as catalogue
from banshi.registers.parties import services as parties

ITEM = "jsz-qmhz"
WEIGHTS, CHECKS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), "10X98765432"


def main(count: int) -> None:
    now = moments.now()
    people = [
        parties.enter_from_province(name="测试居民", citizen_id=citizen_id(n), phone=f"136{n:08d}", at=now)
        for n in range(count)
    ]
    version = catalogue.version(ITEM, now.date())
    sample = samples.sample(version.spec)
    asked = catalogue.materials_for(version.spec, sample.answers)
    json.dump({
        "item": ITEM, "answers": sample.answers, "form": sample.form, "materials": dict(sample.materials),
        "uploaded": [m.code for m in asked if sample.materials.get(m.code) == "paper"],
        "asked": len(asked),
        "residents": [token(User.objects.get(pk=person.user_id)) for person in people],
        "clerk": token(User.objects.get(username="liu.yang")),
    }, sys.stdout)  # fmt: skip


def token(user: User) -> str:
    now = moments.now()
    return tokens.make(name="proof", scopes=["read", "write"], days=2, by=access.actor(user, on=now.date()), at=now)


def citizen_id(n: int) -> str:
    """Passes the check digit and belongs to nobody: made up."""
    digits = f"2111021991{1 + n // 28 % 12:02d}{1 + n % 28:02d}{n:03d}"
    return digits + CHECKS[sum(int(d) * w for d, w in zip(digits, WEIGHTS, strict=True)) % 11]


main(int(sys.argv[1]))
