"""The list 柔性执法事项清单 and the cases 案件 that were judged by it."""

import json
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from banshi.kernel.crypto import decrypt, encrypt
from banshi.matters.enforcement.leniency.procedure import ENDED, State
from banshi.matters.enforcement.offences.models import Dated, Offence

KINDS = [
    ("minor", _("轻微不罚")),
    ("first", _("首违不罚")),
    ("mitigate_light", _("从轻处罚")),
    ("mitigate", _("减轻处罚")),
    ("no_coercion", _("免予强制")),
]


class ListedSlip(Dated):
    """清单事项: an act that one office forgives, or punishes less, under conditions."""

    office = models.ForeignKey("offices.Office", on_delete=models.PROTECT, related_name="+")
    offence = models.ForeignKey(Offence, on_delete=models.PROTECT, related_name="listed")
    kind = models.CharField(max_length=14, choices=KINDS)
    conditions = models.TextField()
    measures = ArrayField(models.CharField(max_length=10))
    person_below = models.BigIntegerField(null=True)
    organisation_below = models.BigIntegerField(null=True)
    level = ArrayField(models.CharField(max_length=1))
    place = models.CharField(max_length=60)
    source = models.CharField(max_length=200)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["office", "code"]
        indexes = [models.Index(fields=["offence"]), models.Index(fields=["office", "kind", "code"])]
        constraints = [
            models.CheckConstraint(condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="listed_dates")
        ]

    def __str__(self) -> str:
        return self.code


class Case(models.Model):
    """案件: one act of one party, from 立案 to 结案. Money in whole 分. The facts are encrypted: they tell of a person's life."""

    SOURCES = [
        ("inspection", _("检查发现")),
        ("complaint", _("投诉举报")),
        ("transfer", _("其他机关移送")),
        ("self", _("当事人主动说明")),
    ]
    PARTIES = [("person", _("个人")), ("organisation", _("单位"))]
    PROMISES = [("", "—"), ("made", _("已承诺")), ("kept", _("已履行")), ("broken", _("未履行"))]
    PUBLICATIONS = [
        ("", _("待处理")),
        ("published", _("已公开")),
        ("withheld", _("不公开")),
        ("withdrawn", _("已撤回")),
    ]

    number = models.CharField(max_length=30, unique=True)
    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    party_kind = models.CharField(max_length=12, choices=PARTIES)
    party_name = models.CharField(max_length=200)
    office = models.ForeignKey("offices.Office", on_delete=models.PROTECT, related_name="+")
    office_path = models.CharField(max_length=200)
    offence = models.ForeignKey(Offence, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=12, choices=SOURCES)
    state = models.CharField(max_length=14, default=State.FILED)
    version = models.IntegerField(default=1)
    on_the_spot = models.BooleanField(default=False)
    act_on = models.DateField()
    facts_cipher = models.BinaryField(default=b"")

    filed_at = models.DateTimeField()
    decide_due_on = models.DateField()
    recommended = models.CharField(max_length=14, blank=True)
    rows = ArrayField(models.CharField(max_length=60), default=list)  # 清单事项 that decided
    explanation = models.TextField(blank=True)
    questions = models.JSONField(default=list)
    chosen = models.CharField(max_length=14, blank=True)
    reason = models.TextField(blank=True)
    due_cents = models.BigIntegerField(null=True)  # 应罚额 by the published standard
    imposed_cents = models.BigIntegerField(null=True)
    standard = models.CharField(max_length=60, blank=True)
    noticed_at = models.DateTimeField(null=True)
    defence_until = models.DateField(null=True)
    defence_cipher = models.BinaryField(default=b"")
    defended_at = models.DateTimeField(null=True)
    hearing_asked = models.BooleanField(default=False)
    heard_on = models.DateField(null=True)
    review_grounds = ArrayField(models.CharField(max_length=10), default=list)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    review_opinion = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    relieved_cents = models.BigIntegerField(null=True)
    educated_at = models.DateTimeField(null=True)
    education = models.TextField(blank=True)
    delivery_due_on = models.DateField(null=True)
    delivered_at = models.DateTimeField(null=True)
    publication = models.CharField(max_length=10, choices=PUBLICATIONS, blank=True)
    withheld = models.CharField(max_length=12, blank=True)
    published_at = models.DateTimeField(null=True)
    unpublish_due_on = models.DateField(null=True)
    promise = models.CharField(max_length=6, choices=PROMISES, blank=True)
    ended_at = models.DateTimeField(null=True)
    document = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None) | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="case_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(relieved_cents=None) | Q(relieved_cents=F("due_cents") - F("imposed_cents")),
                name="case_relieved_is_the_difference",
            ),
            models.CheckConstraint(
                condition=Q(imposed_cents=None) | Q(imposed_cents__gte=0, imposed_cents__lte=F("due_cents")),
                name="case_imposed_within_due",
            ),
            models.CheckConstraint(
                condition=~Q(chosen__in=("must_not", "may_not", "unproven"))
                | Q(imposed_cents=None)
                | Q(imposed_cents=0),
                name="case_unpunished_pays_nothing",
            ),
        ]
        indexes = [
            models.Index(fields=["office_path", "-id"], name="case_office"),
            models.Index(fields=["party", "-id"], name="case_party"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def said(self) -> dict[str, Any]:
        """What the officers recorded."""
        return json.loads(decrypt(self.facts_cipher)) if self.facts_cipher else {}

    @said.setter
    def said(self, facts: dict[str, Any]) -> None:
        self.facts_cipher = encrypt(json.dumps(facts, ensure_ascii=False))

    @property
    def defence(self) -> str:
        return decrypt(self.defence_cipher) if self.defence_cipher else ""

    @property
    def parties(self) -> list[int]:
        """The party and those who acted together with it."""
        joint = self.joint.values_list("party_id", flat=True) if self.pk else ()
        return [self.party_id, *joint]

    @property
    def ended(self) -> bool:
        """Closed; or withdrawn, and nothing published is left to withdraw."""
        return self.state in ENDED and not (self.state == State.WITHDRAWN and self.publication == "published")


class JointParty(models.Model):
    """共同当事人: who did the act together with the party of the case, and stands in the same decision with one amount."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="joint")
    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "party"], name="case_party_once")]

    def __str__(self) -> str:
        return self.name


class CaseOfficer(models.Model):
    """承办人: who works on a case with which certificate; a recused one left it and never returns."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="officers")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    certificate = models.CharField(max_length=30)
    assigned_at = models.DateTimeField()
    recused_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "account"], name="case_officer_once")]

    def __str__(self) -> str:
        return self.certificate


class Correction(models.Model):
    """责令改正: what, until when, what the party showed, and what the recheck found."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="corrections")
    what = models.CharField(max_length=300)
    ordered_on = models.DateField()
    until = models.DateField()
    shown_at = models.DateTimeField(null=True)
    shown_words = models.CharField(max_length=300, blank=True)
    photo = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    rechecked_on = models.DateField(null=True)
    corrected_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("ordered_on")), name="correction_until"),
            models.CheckConstraint(
                condition=Q(corrected_on=None) | Q(rechecked_on__isnull=False), name="correction_rechecked"
            ),
        ]

    def __str__(self) -> str:
        return self.what
