from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="entry",
            name="status",
            field=models.CharField(
                choices=[
                    ("draft", "草稿"),
                    ("returned", "已退回"),
                    ("submitted", "待审核"),
                    ("approved", "已审核"),
                    ("void", "已作废"),
                ],
                max_length=10,
                verbose_name="状态",
            ),
        ),
        migrations.AlterField(
            model_name="entryevent",
            name="action",
            field=models.CharField(
                choices=[
                    ("record", "登记"),
                    ("amend", "修改"),
                    ("attach", "添加佐证"),
                    ("drop", "撤下佐证"),
                    ("advance", "进入下一阶段"),
                    ("submit", "提交审核"),
                    ("return", "退回修改"),
                    ("approve", "审核通过"),
                    ("report", "上报进度"),
                    ("correct", "更正"),
                    ("void", "作废"),
                ],
                max_length=10,
            ),
        ),
    ]
