"""What an export was asked for is sealed. Filters kept so far are forgotten: their files are there."""

from django.db import migrations

import hejia.kernel.fields


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_sealed_answers")]

    operations = [
        migrations.RemoveField(model_name="caseexport", name="query"),
        migrations.AddField(
            model_name="caseexport",
            name="query",
            field=hejia.kernel.fields.SealedText(
                default="",
                help_text="the filter as JSON, as in the address of the list; "
                "may name a phone or a person",
                purpose="cases.export",
            ),
        ),
    ]
