"""Failed logins by the login that was typed, whether or not anybody has it."""

from django.db import models


class Lockout(models.Model):
    """Counted for unknown logins too, so that being locked tells nothing about who exists."""

    login = models.CharField(primary_key=True, max_length=40)
    failures = models.PositiveSmallIntegerField(default=0)
    last_at = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["last_at"], name="lockouts_by_time")]

    def __str__(self) -> str:
        return f"{self.login}: {self.failures}"
