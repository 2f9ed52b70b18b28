"""The stamp of a district's reference data; see kernel/reference.py."""

import uuid

from django.db import models


class Stamp(models.Model):
    """One row (id 1), whose value changes whenever any reference data does."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    value = models.UUIDField(default=uuid.uuid4)
