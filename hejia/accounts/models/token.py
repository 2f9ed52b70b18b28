"""Bearer tokens. Only a hash is kept: whoever reads the table cannot use what is in it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Token(models.Model):
    """What lets a program act as its holder, never for more than the holder may do."""

    id = models.AutoField(primary_key=True)
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="tokens")
    name = models.CharField("用途", max_length=60)
    digest = models.BinaryField("散列值", max_length=32, unique=True)
    scopes = ArrayField(
        models.CharField(max_length=40),
        default=list,
        blank=True,
        verbose_name="限定权限",
        help_text="empty: whatever the holder may do",
    )
    issued_at = models.DateTimeField("签发时间")
    expires_at = models.DateTimeField("有效至")
    revoked_at = models.DateTimeField("吊销时间", null=True, blank=True)
    last_used_at = models.DateTimeField("最近使用", null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["person"], name="tokens_of_person")]

    def __str__(self) -> str:
        return self.name
