"""A unit has first and last years: founded, dissolved, or published for one year only."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("performance", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="unit",
            name="first_year",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="自年度"),
        ),
        migrations.AddField(
            model_name="unit",
            name="last_year",
            field=models.PositiveSmallIntegerField(
                default=0, help_text="0: still there", verbose_name="至年度"
            ),
        ),
        migrations.AddField(
            model_name="unit",
            name="remark",
            field=models.CharField(blank=True, max_length=200, verbose_name="备注"),
        ),
    ]
