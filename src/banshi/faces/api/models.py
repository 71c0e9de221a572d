"""API tokens 访问令牌: a program acts as the account that made its token, within the token's scopes."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Token(models.Model):
    """令牌: only its SHA-256 is kept; the secret is shown once."""

    user = models.ForeignKey("access.User", on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=20))  # read | write
    created_at = models.DateTimeField()
    expires_on = models.DateField()
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
