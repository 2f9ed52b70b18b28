"""A file somebody wants to take in: looked at first, then taken in whole or not at all."""

from django.db import models

from hejia.places.vocabulary import ImportKind, ImportStatus


class Import(models.Model):
    """One upload. Its content is kept only between the preview and the decision."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=12, choices=ImportKind)
    status = models.CharField(max_length=12, choices=ImportStatus)
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the file, hex")
    options = models.JSONField(default=dict, help_text="coordinate system, effective date …")
    content = models.BinaryField(null=True)
    rows = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    faults = models.JSONField(default=list, help_text="[row, column, value, what is wrong]")
    by = models.IntegerField(null=True, help_text="key of the person; none: a command")
    at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["-at"], name="import_latest")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.file_name}"
