"""Sealed columns: what the database holds, what comes back, what is refused, sealing anew."""

from unittest.mock import patch

import pytest
from django.core.exceptions import FieldError
from django.db import connections, models, transaction
from django.test.utils import isolate_apps

from hejia.kernel import fields, keys
from hejia.kernel.fields import BlindIndex, SealedText
from hejia.kernel.resealing import reseal_batch
from hejia.kernel.sealing import Kind, Provider, SealBroken

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


@pytest.fixture
def key_file(settings, tmp_path):
    settings.KEY_FILE = tmp_path / "seal.json"
    keys.ensure(settings.KEY_FILE)
    return settings.KEY_FILE


@pytest.fixture
def probe(db, key_file):
    """A model of its own on a table made for the test: the kernel has no sealed table itself."""
    with isolate_apps("hejia.kernel"), connections["owner"].cursor() as cursor:

        class Owners(models.Manager):
            def get_queryset(self):
                return super().get_queryset().using("owner")

        class Probe(models.Model):
            id = models.IntegerField(primary_key=True)
            phone = SealedText(purpose="probe.phone")
            name = SealedText(purpose="probe.name")
            phone_index = BlindIndex()
            objects = Owners()

            class Meta:
                app_label = "kernel"
                db_table = "probe"

            def __str__(self):
                return str(self.pk)

        cursor.execute(
            "CREATE TABLE probe (id int PRIMARY KEY, phone bytea NOT NULL,"
            " name bytea NOT NULL, phone_index bytea)"
        )
        yield Probe


def stored():
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT phone FROM probe ORDER BY id")
        return [bytes(row[0]) for row in cursor.fetchall()]


def test_the_database_holds_no_readable_text(probe):
    probe.objects.create(id=1, phone="13800138000", name="张三")
    assert b"138" not in stored()[0]
    row = probe.objects.get()
    assert (row.phone, row.name) == ("13800138000", "张三")
    assert list(probe.objects.values_list("name", flat=True)) == ["张三"]


def test_every_way_of_writing_seals(probe):
    probe.objects.bulk_create([probe(id=n, phone=f"1390000000{n}") for n in (1, 2)])
    probe.objects.filter(id=1).update(phone="13900000009")
    second = probe.objects.get(id=2)
    second.phone = "13900000008"
    probe.objects.bulk_update([second], ["phone"])
    assert [p.phone for p in probe.objects.order_by("id")] == ["13900000009", "13900000008"]
    assert not [value for value in stored() if b"139" in value]


def test_nothing_is_stored_as_nothing(probe):
    probe.objects.create(id=1)
    assert stored() == [b""]
    assert probe.objects.get().phone == ""


def test_a_value_cannot_change_columns(probe):
    probe.objects.create(id=1, phone="13800138000", name="张三")
    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE probe SET name = phone")
    with pytest.raises(SealBroken, match="changed or moved"):
        probe.objects.get()


def test_a_sealed_value_never_shows_in_a_repr(probe):
    probe.objects.create(id=1, phone="13800138000")
    row = probe.objects.get()
    assert "138" not in repr(row.phone)
    assert "138" not in repr(probe.objects.values("phone")[0])
    assert f"{row.phone}" == "13800138000"


@pytest.mark.parametrize("wrong", [None, b"bytes", 13800138000])
def test_only_text_is_sealed(probe, wrong):
    with transaction.atomic("owner"), pytest.raises(TypeError, match="written as str"):
        probe.objects.create(id=1, phone=wrong)
    with pytest.raises(ValueError, match="not NULL"):
        SealedText(purpose="x", null=True)


def test_a_sealed_column_is_searched_by_its_blind_index_only(probe):
    def index(number):
        return keys.sealer().index(Kind.PHONE, number)

    probe.objects.create(id=1, phone="13800138000", phone_index=index("13800138000"))
    assert probe.objects.get(phone_index=index("+86 138 0013 8000")).pk == 1
    assert not probe.objects.filter(phone_index=index("13800138001")).exists()
    for lookup in ("phone", "phone__contains", "phone__in"):
        with pytest.raises(FieldError, match="blind index"):
            probe.objects.filter(**{lookup: "13800138000"}).exists()


def test_fields_are_written_into_migrations_as_declared():
    for made in (SealedText(purpose="a.b", verbose_name="电话"), BlindIndex()):
        _, path, args, options = made.deconstruct()
        again = type(made)(*args, **options)
        assert path.startswith("hejia.kernel.fields.")
        assert again.deconstruct()[1:] == made.deconstruct()[1:]


def test_two_columns_may_not_share_a_purpose(probe):
    phone, name = probe._meta.get_field("phone"), probe._meta.get_field("name")
    with patch.object(fields, "sealed_fields", lambda: [phone, name]):
        assert phone.check() == []
        name.purpose = "probe.phone"
        assert "shared" in phone.check()[0].msg


def test_old_values_are_sealed_anew_in_batches(probe, key_file):
    probe.objects.bulk_create([probe(id=n, phone=f"1390000000{n}") for n in range(1, 6)])
    probe.objects.create(id=6)  # nothing there, nothing to seal
    old = stored()
    keys.rotate(key_file, Provider.AES)
    probe.objects.filter(id=3).update(phone="13900000009")  # already with the new key
    column, sealer = probe._meta.get_field("phone"), keys.sealer()
    assert reseal_batch(column, 2, using="owner") == [(1,), (2,)]
    assert reseal_batch(column, 9, after=(2,), using="owner") == [(4,), (5,)]
    assert reseal_batch(column, 9, using="owner") == []
    assert all(sealer.is_newest(value) for value in stored() if value)
    assert stored()[0] != old[0]
    assert [p.phone[-1:] for p in probe.objects.order_by("id")] == ["1", "2", "9", "4", "5", ""]
