"""评价 ratings, what became of the bad ones, and the places at which one can rate."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from banshi.insight.ratings.rules import State
from banshi.kernel.crypto import decrypt, encrypt
from banshi.kernel.packs.rows import FromPack


class Rating(models.Model):
    """好差评: one voluntary judgement of one application. Its words are encrypted: they may hold personal numbers."""

    CHANNELS = [
        ("pc", _("电脑端")), ("mobile", _("移动服务端")), ("qr", _("二维码")), ("pad", _("政务大厅平板电脑")), ("terminal", _("政务大厅其他终端")),
        ("phone", _("电话")), ("sms", _("短信")), ("kiosk", _("自助终端")),
    ]  # GB/T 39046-2020 table 9, and the self-service terminal  # fmt: skip

    number = models.CharField(max_length=30, unique=True)
    application = models.ForeignKey("applications.Application", on_delete=models.PROTECT, related_name="+")
    office_path = models.CharField(max_length=200)
    level = models.SmallIntegerField()
    channel = models.CharField(max_length=10, choices=CHANNELS)
    aspects = ArrayField(models.CharField(max_length=30), default=list)
    words_cipher = models.BinaryField(default=b"")
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application"], name="rated_once"),  # 一事一评
            models.CheckConstraint(condition=Q(level__range=(1, 5)), name="rating_level"),
        ]
        indexes = [
            models.Index(fields=["given_at"]),
            models.Index(fields=["office_path"], opclasses=["varchar_pattern_ops"], name="rating_office"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.level}"

    @property
    def words(self) -> str:
        return decrypt(self.words_cipher) if self.words_cipher else ""

    @words.setter
    def words(self, text: str) -> None:
        self.words_cipher = encrypt(text) if text else b""


class Handling(models.Model):
    """差评处置: verified, answered, closed. The feedback is for the rater's eyes."""

    rating = models.OneToOneField(Rating, on_delete=models.PROTECT, primary_key=True, related_name="handling")
    state = models.CharField(max_length=10, default=State.WAITING)
    due_on = models.DateField()  # 首次反馈
    closing_due_on = models.DateField()
    finding = models.CharField(max_length=10, blank=True)
    feedback_cipher = models.BinaryField(default=b"")
    replied_at = models.DateTimeField(null=True)
    replied_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=State.WAITING) | Q(replied_at__isnull=False, replied_by__isnull=False),
                name="handling_replied",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(closed_at__gte=F("replied_at")), name="handling_closed_after"
            ),
        ]
        indexes = [models.Index(fields=["due_on"], condition=~Q(state=State.CLOSED), name="handling_open")]

    def __str__(self) -> str:
        return f"{self.rating_id} {self.state}"

    @property
    def feedback(self) -> str:
        return decrypt(self.feedback_cipher) if self.feedback_cipher else ""

    @feedback.setter
    def feedback(self, text: str) -> None:
        self.feedback_cipher = encrypt(text)


class RatingPoint(FromPack):
    """评价点: a window or station of the four levels and the ways in which one can rate there; none is a gap."""

    kind = models.CharField(max_length=10)  # window · station
    name = models.CharField(max_length=150)
    name_en = models.CharField(max_length=200, blank=True)
    office = models.ForeignKey("offices.Office", on_delete=models.PROTECT)
    ways = ArrayField(models.CharField(max_length=10))
    since = models.DateField()
    synthetic = models.BooleanField(default=False)

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return (self.name_en if (get_language() or "").startswith("en") else "") or self.name
