"""Users, roles and grants 用户、角色、授权: who may do what, over which offices, until when. One-time codes."""

import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Users(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username=username)


class User(AbstractBaseUser):
    """用户: an account. What a resident is called in law stands in `parties`, what staff may do stands in grants."""

    KINDS = [("staff", _("工作人员")), ("resident", _("居民"))]

    username = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, choices=KINDS)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = Users()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name", "kind"]

    def __str__(self) -> str:
        return self.name


class Role(models.Model):
    """角色: a named set of permissions, from the pack. `separation` names the administrators nobody may combine."""

    code = models.CharField(max_length=40, primary_key=True)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80)
    permissions = ArrayField(models.CharField(max_length=80))
    separation = models.CharField(max_length=20, blank=True)  # system | security | audit
    retired_on = models.DateField(null=True)

    def __str__(self) -> str:
        return self.name


class Grant(models.Model):
    """授权: one person holds one role over one office subtree and kind of matter, for a time."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.ForeignKey(Role, on_delete=models.PROTECT)
    separation = models.CharField(max_length=20, blank=True)  # copied from the role, so that the database can compare
    office_path = models.CharField(max_length=200)
    matter = models.CharField(max_length=40, blank=True)
    post = models.CharField(max_length=60, blank=True)
    valid = DateRangeField()
    granted_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            # 三员分立 (GB/T 22239-2019, level 3): system, security and audit administration, never two in one hand.
            ExclusionConstraint(
                name="grant_separate_administrators",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("separation", RangeOperators.NOT_EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                condition=~Q(separation=""),
            ),
        ]
        indexes = [models.Index(fields=["user"])]

    def __str__(self) -> str:
        return f"{self.user} {self.role} {self.office_path}"


class OneTimeCode(models.Model):
    """短信验证码: six digits that were sent to a number. Neither the digits nor the number stand here in the clear."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    purpose = models.CharField(max_length=20)
    phone_fingerprint = models.CharField(max_length=64)
    phone_cipher = models.BinaryField()
    address_fingerprint = models.CharField(max_length=64)
    code_hash = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    attempts = models.SmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(attempts__gte=0, attempts__lte=5), name="code_five_attempts"),
            models.CheckConstraint(condition=Q(expires_at__gt=models.F("sent_at")), name="code_expires_after_sent"),
        ]
        indexes = [
            models.Index(fields=["phone_fingerprint", "sent_at"]),
            models.Index(fields=["address_fingerprint", "sent_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.sent_at}"
