"""The back office's history: who changed which setting, from what to what."""

from django.db import models

from hejia.accounts.vocabulary import Subject
from hejia.kernel.append_only import AppendOnly


class Change(AppendOnly):
    """One change, written in the transaction that made it. Never holds a password or a token."""

    subject = models.CharField(max_length=12, choices=Subject)
    key = models.CharField(max_length=80, help_text="which person, role, list … it is about")
    action = models.CharField("操作", max_length=40)
    actor = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["subject", "key", "-id"], name="changes_of_subject")]

    def __str__(self) -> str:
        return f"{self.subject} {self.key}: {self.action}"
