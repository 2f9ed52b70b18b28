"""The case itself: one narrow row that says how things stand now.

What happened stands in the events; long words in `CaseText`, so that a change of status does not
touch the search index; persons in `parties`. Area and agency columns are the lanes along which
people may see the case (`access.py`), each with the index that serves its list.
"""

from datetime import UTC, datetime
from typing import Final

from django.db import models
from django.db.models import Q

from hejia.cases.guards import DANGEROUS
from hejia.cases.workflow import LIVE, Status
from hejia.kernel.chain import START
from hejia.kernel.fields import SealedText

NEVER: Final = datetime(2999, 1, 1, tzinfo=UTC)
"""`next_due_at` where no clock runs: a value and not NULL, so that a list pages over one order."""


BRIEF: Final = 60
"""Characters of the summary a list shows."""


_LANES: Final = {
    "district": ((), ("holder",)),
    "street": (("street",), ("holder",)),
    "community": (("community",), ("holder",)),
    "holder": (("holder",), ("street", "community")),
    "registrar": (("registered_by",), ("holder", "street", "community")),
}
"""The lanes a list by time left is read along; and what tells if an earlier lane has the case."""

_OF_LANES: Final = ("street", "community", "grid", "holder", "registered_by")


class Case(models.Model):
    id = models.UUIDField(primary_key=True, help_text="UUIDv7, made where the report is made")
    number = models.CharField("案件编号", max_length=18, unique=True)
    status = models.CharField("状态", max_length=16, choices=Status)
    version = models.PositiveIntegerField(help_text="the number of its latest event")
    head = models.BinaryField(max_length=32, default=START, help_text="hash of its latest event")

    source = models.CharField("来源", max_length=4)
    source_ref = models.CharField("来源单号", max_length=64, blank=True)
    channel = models.CharField("形式", max_length=4, blank=True)
    category = models.CharField("大类", max_length=2)
    type = models.CharField("类型", max_length=3, help_text="family (2) or sub-type (3 digits)")
    urgency = models.CharField("紧急程度", max_length=2, blank=True)
    brief = models.CharField("摘要", max_length=BRIEF, help_text="the summary's first words")
    reports = models.PositiveSmallIntegerField(
        "反映次数", default=1, help_text="件 counts cases, 次 counts this: 1 + merged children"
    )

    occurred_at = models.DateTimeField("发生时间", null=True)
    reported_at = models.DateTimeField("上报时间")
    accepted_at = models.DateTimeField("受理时间", null=True)
    dispatched_at = models.DateTimeField("分派时间", null=True)
    signed_at = models.DateTimeField("签收时间", null=True)
    reached_at = models.DateTimeField("首次联系上时间", null=True)
    closed_at = models.DateTimeField("办结时间", null=True)
    archived_at = models.DateTimeField("归档时间", null=True)

    street = models.ForeignKey(
        "places.Area", models.PROTECT, null=True, related_name="+", db_index=False
    )
    community = models.ForeignKey(
        "places.Area", models.PROTECT, null=True, related_name="+", db_index=False
    )
    grid = models.ForeignKey(
        "places.Area", models.PROTECT, null=True, related_name="+", db_index=False
    )
    address = SealedText(purpose="cases.address", blank=True)
    address_key = models.BinaryField(max_length=16, null=True, help_text="blind index of its code")
    position = SealedText(
        purpose="cases.position", blank=True, help_text="lon,lat,crs as stated (raw) and in WGS-84"
    )

    is_dv = models.BooleanField("涉家庭暴力", default=False)
    risk = models.CharField("风险等级", max_length=2, default="R0")
    risk_reasons = models.JSONField(default=list)
    graded_at = models.DateTimeField(null=True)
    mediation_allowed = models.BooleanField("可以调解", default=True)
    restricted = models.BooleanField("限知", default=False)

    registered_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, related_name="+", db_index=False
    )
    registered_at_agency = models.ForeignKey(
        "accounts.Agency", models.PROTECT, null=True, related_name="+", db_index=False
    )
    holder = models.ForeignKey(
        "accounts.Agency", models.PROTECT, null=True, related_name="+", db_index=False
    )
    handler = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, related_name="+", db_index=False
    )

    return_count = models.PositiveSmallIntegerField(default=0)
    reopen_count = models.PositiveSmallIntegerField(default=0)
    extension_count = models.PositiveSmallIntegerField(default=0)
    extension_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, related_name="+", db_index=False
    )
    extension_days = models.PositiveSmallIntegerField(null=True)
    contacted = models.BooleanField(default=False, help_text="since it was taken up last")
    contact_tries = models.PositiveSmallIntegerField(default=0)
    contact_days = models.PositiveSmallIntegerField(default=0)
    last_try_on = models.DateField(null=True)
    close_applied_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, related_name="+", db_index=False
    )
    close_result = models.CharField("办结方式", max_length=4, blank=True)
    visits_left = models.PositiveSmallIntegerField(default=0)
    satisfaction = models.CharField("满意度", max_length=2, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+", db_index=False
    )
    children = models.PositiveSmallIntegerField(default=0)

    due_at = models.DateTimeField("办结期限", null=True)
    next_due_at = models.DateTimeField("最近期限", default=NEVER)
    next_clock = models.CharField(max_length=24, blank=True)
    provisional = models.BooleanField("暂定", default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_ref"],
                condition=~Q(source_ref=""),
                name="one_case_per_source_ref",
            ),
        ]
        indexes = [
            *(
                models.Index(
                    fields=[*lane, "status", "next_due_at", "id"],
                    include=["risk", "restricted", *beside],  # counted without the rows
                    name=f"{name}_by_due",
                )
                for name, (lane, beside) in _LANES.items()
            ),
            models.Index(fields=["reported_at", "id"], name="district_by_time"),
            models.Index(fields=["street", "reported_at", "id"], name="street_by_time"),
            models.Index(fields=["community", "reported_at", "id"], name="community_by_time"),
            models.Index(fields=["holder", "reported_at", "id"], name="holder_by_time"),
            models.Index(fields=["grid", "reported_at", "id"], name="grid_by_time"),
            models.Index(fields=["registered_by", "reported_at", "id"], name="registrar_by_time"),
            models.Index(
                fields=["address_key", "reported_at"],
                condition=Q(address_key__isnull=False),
                name="case_same_address",
            ),
            # The dangerous few must be found among a million routine records at once.
            models.Index(
                fields=["risk", "reported_at", "id"],
                condition=Q(risk__in=sorted(DANGEROUS)),
                name="case_dangerous",
            ),
            models.Index(
                fields=["next_due_at", "id"],
                condition=Q(
                    risk__in=sorted(DANGEROUS), status__in=[status.value for status in LIVE]
                ),
                include=["status", "risk", "restricted", *_OF_LANES],
                name="case_dangerous_and_live",
            ),
            models.Index(
                fields=["merged_into"], condition=Q(merged_into__isnull=False), name="case_children"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class CaseText(models.Model):
    """What was told, in full, and where it is searched.

    Area and time stand here once more so that a search within a street need not visit the rest.
    The GIN index over the words is made in the migration: it is an expression.
    """

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="text")
    street_id = models.IntegerField(null=True)
    community_id = models.IntegerField(null=True)
    reported_at = models.DateTimeField()
    summary = models.TextField("简要情况", max_length=2000)
    demand = models.TextField("诉求", blank=True, max_length=2000)
    cause = models.TextField("起因", blank=True, max_length=2000)

    class Meta:
        indexes = [
            models.Index(fields=["street_id", "reported_at"], name="text_street_by_time"),
            models.Index(fields=["community_id", "reported_at"], name="text_community_by_time"),
        ]


class CaseParty(models.Model):
    """Who takes part in the case, and as what."""

    pk = models.CompositePrimaryKey("case_id", "number")
    case = models.ForeignKey(Case, models.PROTECT, related_name="parties", db_index=False)
    number = models.PositiveSmallIntegerField()
    party = models.ForeignKey("parties.Party", models.PROTECT, related_name="+", db_index=False)
    role = models.CharField("身份", max_length=16)

    class Meta:
        indexes = [models.Index(fields=["party"], name="cases_of_party")]


class Participant(models.Model):
    """An agency that may follow the case though it lies in none of its lanes."""

    pk = models.CompositePrimaryKey("case_id", "agency_id")
    case = models.ForeignKey(Case, models.PROTECT, related_name="participants", db_index=False)
    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+", db_index=False)
    since = models.DateTimeField()
    why = models.CharField(max_length=24)

    class Meta:
        indexes = [models.Index(fields=["agency", "case"], name="cases_of_participant")]
