"""Kept answers are sealed. Those kept so far are forgotten: they were plain, and live for days."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import hejia.kernel.fields


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0003_counted_by_index"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.DeleteModel(name="KeptAnswer"),
        migrations.CreateModel(
            name="KeptAnswer",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=120)),
                ("request", models.BinaryField(help_text="hash of what was asked", max_length=32)),
                ("status", models.PositiveSmallIntegerField()),
                (
                    "body",
                    hejia.kernel.fields.SealedText(
                        default="", help_text="JSON", purpose="cases.kept_answer"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["at"], name="answers_by_age")],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "key"), name="one_answer_per_key")
                ],
            },
        ),
    ]
