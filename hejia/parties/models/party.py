"""Persons, sealed: what tells who somebody is can be read back only with the key file.

A person stated twice makes two rows. That they are one is a human's decision (`same_as`), never
the system's: a wrong merge would show one family's trouble to another.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from hejia.kernel.append_only import AppendOnly
from hejia.kernel.fields import BlindIndex, SealedText


class Party(models.Model):
    id = models.UUIDField(primary_key=True, help_text="UUIDv7")
    version = models.PositiveIntegerField(default=1)
    name = SealedText(purpose="parties.name", blank=True)
    name_key = BlindIndex()
    id_type = models.CharField("证件类型", max_length=3, blank=True)
    id_no = SealedText(purpose="parties.id_no", blank=True)
    id_no_key = BlindIndex()
    gender = models.CharField("性别", max_length=1, blank=True)
    birth_date = models.DateField("出生日期", null=True)
    nationality = models.CharField("国籍", max_length=40, blank=True)
    ethnic = models.CharField("民族", max_length=2, blank=True)
    education = models.CharField("学历", max_length=2, blank=True)
    marital = models.CharField("婚姻状况", max_length=2, blank=True)
    occupation = models.CharField("职业", max_length=2, blank=True)
    work_unit = SealedText(purpose="parties.work_unit", blank=True)
    hukou_type = models.CharField("户籍类型", max_length=1, blank=True)
    hukou_region = models.CharField("户籍地", max_length=60, blank=True)
    address = SealedText(purpose="parties.address", blank=True)
    address_key = BlindIndex()
    has_protected_address = models.BooleanField(default=False)
    special_groups = ArrayField(models.CharField(max_length=2), default=list)
    disability_type = models.CharField("残疾类别", max_length=20, blank=True)
    pregnancy_stage = models.CharField("孕产情况", max_length=20, blank=True)
    mental_state = models.CharField("精神状况", max_length=60, blank=True)
    economic_dependence = models.BooleanField("经济上依赖对方", null=True)
    income_band = models.CharField("收入", max_length=20, blank=True)
    guardian = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    language_need = models.CharField("语言需要", max_length=40, blank=True)
    prior_dv_count = models.PositiveSmallIntegerField("以往家暴次数", null=True)
    prior_police_count = models.PositiveSmallIntegerField("以往报警次数", null=True)
    prior_cases = models.PositiveSmallIntegerField("以往案件数", null=True)
    criminal_record = SealedText(
        purpose="parties.criminal_record", blank=True, help_text="with its source"
    )
    substance_use = models.CharField("酗酒、吸毒", max_length=60, blank=True)
    weapon_access = models.BooleanField("可取得凶器", null=True)
    safe_contact = SealedText(purpose="parties.safe_contact", blank=True)
    deceased = models.BooleanField("已故", default=False)
    same_as = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+", help_text="confirmed by a person"
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(
                fields=["same_as"],
                condition=models.Q(same_as__isnull=False),
                name="parties_same_person",
            ),
        ]


class PartyPhone(models.Model):
    """A number a person is reached at, in the order stated."""

    pk = models.CompositePrimaryKey("party_id", "number")
    party = models.ForeignKey(Party, models.PROTECT, related_name="phones")
    number = models.PositiveSmallIntegerField()
    phone = SealedText(purpose="parties.phone")
    phone_key = BlindIndex()


class ProtectedAddress(models.Model):
    """Where a person at risk lives now: opened one by one, with a reason, and never printed.

    法发〔2022〕10号 art. 4: papers and receipts must not state a victim's present home.
    """

    party = models.OneToOneField(
        Party, models.PROTECT, primary_key=True, related_name="protected_address"
    )
    address = SealedText(purpose="parties.protected_address")
    since = models.DateTimeField()
    by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")


class Relation(models.Model):
    """How `other` is related to `party` (GB/T 4761 and the district's own additions)."""

    id = models.BigAutoField(primary_key=True)
    party = models.ForeignKey(Party, models.PROTECT, related_name="relations")
    other = models.ForeignKey(Party, models.PROTECT, related_name="+")
    code = models.CharField("关系", max_length=2)
    co_residing = models.BooleanField("共同居住", null=True)
    separated_since = models.DateField("分居自", null=True)
    children_count = models.PositiveSmallIntegerField("子女数", null=True)
    since = models.DateField("自", null=True)
    until = models.DateField("至", null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(party=models.F("other")), name="related_to_another"
            ),
            models.UniqueConstraint(
                fields=["party", "other", "code"],
                condition=models.Q(until__isnull=True),
                name="one_relation_in_force",
            ),
        ]


class PartyChange(AppendOnly):
    """What was changed about a person, or looked at, by whom: values before and after, sealed."""

    pk = models.CompositePrimaryKey("party_id", "number")
    party = models.ForeignKey(Party, models.PROTECT, related_name="changes")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12)
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    told = SealedText(purpose="parties.change", help_text="JSON: {was, became}")
