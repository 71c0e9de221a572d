"""Parties 办事主体: people and organisations, who speaks for an organisation, and who acts for whom."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

ID_TYPES = [
    ("citizen_id", _("居民身份证")),
    ("credit_code", _("统一社会信用代码")),
    ("passport", _("护照")),
    ("permit", _("港澳台居民居住证")),
]
SCOPES = [("all", _("全部事项")), ("applications", _("办理事项")), ("appointments", _("预约"))]
MEMBER_ROLES = [("legal", _("法定代表人")), ("operator", _("经办人"))]


class Party(models.Model):
    """办事主体: numbers are encrypted, found by their keyed fingerprint, and shown masked."""

    kind = models.CharField(max_length=12, choices=[("person", _("个人")), ("organisation", _("单位"))])
    name = models.CharField(max_length=200)
    id_type = models.CharField(max_length=12, choices=ID_TYPES)
    id_masked = models.CharField(max_length=30)
    id_fingerprint = models.CharField(max_length=64)
    id_cipher = models.BinaryField()
    phone_masked = models.CharField(max_length=20, blank=True)
    phone_fingerprint = models.CharField(max_length=64, blank=True, db_index=True)
    phone_cipher = models.BinaryField(blank=True, default=b"")
    user = models.OneToOneField("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    birth_on = models.DateField(null=True)
    registered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id_fingerprint"], name="party_number_once"),
            # One account to a mobile number, because the number is how its holder logs in.
            models.UniqueConstraint(
                fields=["phone_fingerprint"],
                name="party_phone_of_one_account",
                condition=Q(user__isnull=False) & ~Q(phone_fingerprint=""),
            ),
            models.CheckConstraint(
                condition=Q(kind="person") | Q(user__isnull=True, birth_on__isnull=True, id_type="credit_code"),
                name="party_organisations_have_no_account",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OrganisationMember(models.Model):
    """法定代表人、经办人: a person who may speak for an organisation, confirmed by the identity service."""

    organisation = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=12, choices=MEMBER_ROLES)
    since = models.DateField()
    until = models.DateField(null=True)  # the first day on which it no longer holds

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person"], name="member_once", condition=Q(until__isnull=True)
            ),
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="member_dates"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.role}"


class Agency(models.Model):
    """代理: a principal lets another person act for them. It takes both: the offer, and the agent's consent.

    The agent is named by mobile number and name, kept as fingerprints: who offers does not learn whether such a person
    is registered. Only the person who logs in with that number and bears that name sees the offer.
    """

    principal = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="agencies_given")
    agent = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="agencies_held")
    agent_phone_fingerprint = models.CharField(max_length=64)
    agent_name_fingerprint = models.CharField(max_length=64)
    agent_shown = models.CharField(max_length=60)  # 王*芳 138****1234
    scope = models.CharField(max_length=14, choices=SCOPES)
    until = models.DateField()  # the last day
    offered_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # revoked by the principal, declined or laid down by the agent

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(principal=F("agent")), name="agency_not_of_oneself"),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, agent__isnull=True)
                | Q(accepted_at__isnull=False, agent__isnull=False),
                name="agency_accepted_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["agent_phone_fingerprint"])]

    def __str__(self) -> str:
        return f"{self.principal} → {self.agent_shown}"
