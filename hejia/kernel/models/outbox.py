"""News that leaves with the change it tells of: both are committed, or neither."""

from django.db import models
from django.db.models import Q


class Message(models.Model):
    """One piece of news. The relay hands it on at least once, and clears it away later."""

    id = models.BigAutoField(primary_key=True)
    topic = models.CharField(max_length=60)
    subject = models.UUIDField(help_text="the case, or whatever the news is about")
    facts = models.JSONField()
    at = models.DateTimeField()
    relayed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=Q(relayed_at__isnull=True), name="news_waiting"),
        ]


class Effect(models.Model):
    """That a reaction to a message was carried out: what makes it happen only once."""

    pk = models.CompositePrimaryKey("message", "reaction")
    message = models.BigIntegerField()
    reaction = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="effects_by_age")]
