"""What repairs, objections and entries of lists have in common: a number, an office, a state, a day."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from banshi.kernel.crypto import decrypt, encrypt
from banshi.registers.credit.rules.proceedings import Matter, State


class Tracked(models.Model):
    """办理事项: whom it is about, which office has it, where it stands, and until when the office has time."""

    matter: ClassVar[Matter]

    number = models.CharField(max_length=30, unique=True)
    sid = models.BigIntegerField()
    party_name = models.CharField(max_length=200)
    office = models.ForeignKey("offices.Office", on_delete=models.PROTECT, related_name="+")
    office_path = models.CharField(max_length=200)
    state = models.CharField(max_length=12, default=State.FILED)
    version = models.IntegerField(default=1)
    words_cipher = models.BinaryField(default=b"")
    filed_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    answer = models.CharField(max_length=300, blank=True)  # the office's last answer, with its reason
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.number

    @property
    def words(self) -> str:
        """What the subject wrote."""
        return decrypt(self.words_cipher) if self.words_cipher else ""

    @words.setter
    def words(self, text: str) -> None:
        self.words_cipher = encrypt(text)
