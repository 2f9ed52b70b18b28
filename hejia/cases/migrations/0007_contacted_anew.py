"""Whether the people were spoken with since a case was taken up last.

For cases not archived it is what the first contact told; an archived one is asked when reopened.
"""

from django.db import migrations, models

_LIVE = ("reported", "dispatched", "handling", "suspended", "close_review", "closed", "visiting")


def _take_over(apps, schema_editor):
    cases = apps.get_model("cases", "Case").objects.using(schema_editor.connection.alias)
    cases.filter(status__in=_LIVE, reached_at__isnull=False).update(contacted=True)


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_live_and_dangerous")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="contacted",
            field=models.BooleanField(default=False, help_text="since it was taken up last"),
        ),
        migrations.RunPython(_take_over, migrations.RunPython.noop),
    ]
