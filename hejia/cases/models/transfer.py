"""Records in bulk: files that come in, files that go out, and answers kept for repeats."""

from django.db import models

from hejia.kernel.fields import SealedText


class Job(models.TextChoices):
    WAITING = "waiting", "等待"
    RUNNING = "running", "进行中"
    DONE = "done", "完成"
    FAILED = "failed", "失败"


class ColumnMapping(models.Model):
    """Which column of a neighbour's file is which field; saved under a name."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=60, unique=True)
    columns = models.JSONField(help_text="field → heading in the file")
    defaults = models.JSONField(default=dict, help_text="field → value where the file has none")
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, related_name="+", db_index=False
    )


class CaseImport(models.Model):
    """One file of records. `next_row` is where a broken off run goes on."""

    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=200)
    path = models.CharField(max_length=300, help_text="under MEDIA_ROOT")
    columns = models.JSONField()
    defaults = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=Job, default=Job.WAITING)
    rows = models.PositiveIntegerField(default=0)
    next_row = models.PositiveIntegerField(default=0)
    made = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0, help_text="were here already")
    failed = models.PositiveIntegerField(default=0)
    started_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)


class ImportFault(models.Model):
    """Why one cell (or row) of an import could not be taken."""

    pk = models.CompositePrimaryKey("batch_id", "row", "column")
    batch = models.ForeignKey(CaseImport, models.CASCADE, related_name="faults", db_index=False)
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=60)
    value = models.CharField(max_length=200, blank=True)
    sentence = models.CharField(max_length=300)


class CaseExport(models.Model):
    """A list somebody asked for as a file."""

    id = models.UUIDField(primary_key=True)
    format = models.CharField(max_length=4)
    query = SealedText(
        purpose="cases.export",
        default="",
        help_text="the filter as JSON, as in the address of the list; may name a phone or a person",
    )
    state = models.CharField(max_length=8, choices=Job, default=Job.WAITING)
    rows = models.PositiveIntegerField(default=0)
    path = models.CharField(max_length=300, blank=True)
    asked_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    sentence = models.CharField(max_length=300, blank=True)


class KeptAnswer(models.Model):
    """The answer given to a request with an Idempotency-Key, for when it comes again.

    Sealed, as it tells what is sealed elsewhere; cleared away after some days.
    """

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey("accounts.Person", models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=120)
    request = models.BinaryField(max_length=32, help_text="hash of what was asked")
    status = models.PositiveSmallIntegerField()
    body = SealedText(purpose="cases.kept_answer", help_text="JSON")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="one_answer_per_key"),
        ]
        indexes = [models.Index(fields=["at"], name="answers_by_age")]
