"""The full-text index over the words of a case; asked by cases/queries/words.py to the letter."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "CREATE INDEX cases_words ON cases_casetext USING gin "
            "(ext.cjk_bigrams((summary || ' ' || demand || ' ' || cause)))",
            "DROP INDEX cases_words",
        )
    ]
