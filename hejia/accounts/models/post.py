"""A post: a person serves at an agency in a role, over a territory, for a time."""

from django.db import models
from django.db.models import F, Q


class Post(models.Model):
    """One post. A person may hold several, at different agencies and in different roles."""

    id = models.AutoField(primary_key=True)
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="posts")
    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="posts")
    role = models.ForeignKey("accounts.Role", models.PROTECT, related_name="posts")
    area = models.ForeignKey(
        "places.Area",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="数据范围区域",
        help_text="narrower than the agency's own; else empty",
    )
    since = models.DateTimeField("任职自")
    until = models.DateTimeField("任职至", null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["agency", "role"], name="posts_at_agency")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "agency", "role", "area"],
                condition=Q(until__isnull=True),
                nulls_distinct=False,
                name="post_held_once",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="post_ends_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} @ {self.agency_id} as {self.role_id}"
