"""Code lists: defaults, changes that are kept, reading by day and as a tree."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError

from hejia.kernel import codes
from hejia.kernel.code_changes import CodeValues, add_code, change_code, values_of
from hejia.kernel.code_defaults import BadDefaults, default_files, load_defaults, read
from hejia.kernel.code_shape import shape_of
from hejia.kernel.codes import extra
from hejia.kernel.errors import Refused
from hejia.kernel.models import Code, CodeChange

NOW = datetime(2026, 3, 2, 4, tzinfo=UTC)
TODAY = date(2026, 3, 2)
GIVEN = """
list = "t_source"
label = "来源（测试）"
source = "测试"
codes = [
  { code = "10", label = "来访", extra = { petition = true, weight = 3 } },
  { code = "20", label = "来电" },
  { code = "201", label = "热线", parent = "20", extra = { aliases = ["12338"] } },
  { code = "202", label = "旧热线", parent = "20", valid_to = 2025-12-31 },
]
"""


@pytest.fixture
def given(tmp_path):
    file = tmp_path / "t_source.toml"
    file.write_text(GIVEN)
    return file


@pytest.fixture
def loaded(db, given):
    load_defaults([given], now=NOW)
    return given


def change(code, seen=1, **values):
    row = Code.objects.get(list="t_source", code=code)
    change_code(
        list_name="t_source",
        code=code,
        values=replace(values_of(row), **values),
        seen=seen,
        actor=7,
        now=NOW,
    )


def test_every_rooms_own_lists_are_sound():
    files = default_files()
    names = [read(file).name for file in files]
    assert len(names) == len(set(names))


def test_a_list_is_read_with_labels_extras_and_choices(loaded):
    assert codes.label("t_source", "201") == "热线"
    assert codes.label("t_source", "") == ""
    assert extra("t_source", "10") == {"petition": True, "weight": 3}
    assert codes.table("t_source").shape == {
        "petition": "flag",
        "weight": "number",
        "aliases": "texts",
    }
    assert [code for code, _ in codes.choices("t_source")] == ["10", "20", "201", "202"]
    assert [code for code, _ in codes.choices("t_source", TODAY)] == ["10", "20", "201"]
    assert codes.label("t_source", "202") == "旧热线"  # old cases still show it
    assert codes.holder(NOW)("t_source") == {"10", "20", "201"}
    assert codes.holder()("t_source") == {"10", "20", "201", "202"}


def test_a_list_is_read_as_a_tree(loaded):
    top = codes.tree("t_source", TODAY)
    assert [(b.code, [c.code for c in b.children]) for b in top] == [("10", []), ("20", ["201"])]
    assert codes.below("t_source", "20") == {"20", "201", "202"}


def test_an_unknown_code_is_refused_by_name(loaded):
    for ask in (codes.label, extra, codes.below):
        with pytest.raises(Refused, match="“来源（测试）”中没有代码“99”"):
            ask("t_source", "99")
    with pytest.raises(LookupError, match="t_nothing"):
        codes.choices("t_nothing")


def test_reading_twice_asks_the_database_once(loaded, django_assert_num_queries):
    codes.label("t_source", "10")
    with django_assert_num_queries(0):
        codes.label("t_source", "20")


def test_loading_again_changes_nothing(loaded):
    assert load_defaults([loaded], now=NOW) == 0
    assert not CodeChange.objects.filter(list_name="t_source").exists()


def test_a_new_release_renews_what_nobody_touched_and_keeps_what_users_changed(loaded):
    change("10", label="来访（本区）")
    text = GIVEN.replace("来访", "到访").replace('"热线"', '"妇女热线"')
    loaded.write_text(text.replace("]\n", '  { code = "30", label = "来信" },\n]\n'))
    assert load_defaults([loaded], now=NOW) == 2
    assert [label for _, label in codes.choices("t_source", TODAY)] == [
        "来访（本区）",
        "来电",
        "妇女热线",
        "来信",
    ]
    renewed = CodeChange.objects.get(list_name="t_source", code="201")
    assert (renewed.actor, renewed.before["label"], renewed.after["label"]) == (
        None,
        "热线",
        "妇女热线",
    )


def test_a_change_is_seen_at_once_and_its_history_kept(loaded):
    assert codes.label("t_source", "20") == "来电"
    change("20", label="电话")
    change("20", seen=2, valid_to=TODAY)
    assert codes.label("t_source", "20") == "电话"
    history = CodeChange.objects.filter(list_name="t_source", code="20").order_by("id")
    assert [(h.actor, h.before["label"], h.after["label"]) for h in history] == [
        (7, "来电", "电话"),
        (7, "电话", "电话"),
    ]
    assert history[1].after["valid_to"] == "2026-03-02"
    change("20", seen=3)  # nothing changed: nothing written
    assert history.count() == 2


def test_history_cannot_be_rewritten(loaded):
    change("20", label="电话")
    with pytest.raises(DatabaseError, match="permission denied"):
        CodeChange.objects.update(actor=8)


def test_the_second_of_two_writers_is_told(loaded):
    change("20", label="电话")
    with pytest.raises(Refused) as caught:
        change("20", label="手机")
    assert caught.value.code == "stale"
    assert codes.label("t_source", "20") == "电话"


def test_a_code_is_added_once(loaded):
    new = {"list_name": "t_source", "actor": 7, "now": NOW}
    add_code(code="203", values=CodeValues(label="新热线", parent="20", order=35), **new)
    assert [c for c, _ in codes.choices("t_source")] == ["10", "20", "201", "203", "202"]
    with pytest.raises(Refused) as caught:
        add_code(code="202", values=CodeValues(label="又一个"), **new)
    assert caught.value.code == "code_exists"
    with pytest.raises(Refused) as caught:
        add_code(code="1", values=CodeValues(label="x"), **new | {"list_name": "t_none"})
    assert caught.value.code == "missing"


FAULTS = [
    ({"label": " "}, "label"),
    ({"label": "字" * 61}, "label"),
    ({"note": "字" * 201}, "note"),
    ({"parent": "77"}, "parent"),
    ({"parent": "20"}, "parent"),
    ({"parent": "201"}, "parent"),
    ({"valid_from": TODAY, "valid_to": date(2026, 3, 1)}, "valid_to"),
    ({"extra": {"petition": "yes"}}, "extra.petition"),
    ({"extra": {"weight": True}}, "extra.weight"),
    ({"extra": {"aliases": [1]}}, "extra.aliases"),
    ({"extra": {"colour": "red"}}, "extra.colour"),
]


@pytest.mark.parametrize(("values", "field"), FAULTS)
def test_a_wrong_change_is_refused_and_leaves_no_trace(loaded, values, field):
    before = values_of(Code.objects.get(list="t_source", code="20"))
    with pytest.raises(Refused) as caught:
        change("20", **values)
    assert list(caught.value.fields) == [field]
    assert values_of(Code.objects.get(list="t_source", code="20")) == before
    assert not CodeChange.objects.filter(list_name="t_source").exists()


def test_a_code_that_cannot_be_written_is_refused(loaded):
    with pytest.raises(Refused) as caught:
        add_code(list_name="t_source", code="来", values=CodeValues(label="x"), actor=7, now=NOW)
    assert list(caught.value.fields) == ["code"]


BAD = {
    "unknown keys": GIVEN.replace("source =", "origin ="),
    "unknown parents": GIVEN.replace('parent = "20"', 'parent = "77"', 1),
    "stands twice": GIVEN.replace('"202"', '"201"'),
    "label": GIVEN.replace('"来电"', '""'),
    "Invalid|Expected|Unclosed": "codes = [",
    "is flag here": GIVEN.replace('aliases = ["12338"]', "petition = 1"),
    "cannot be": GIVEN.replace("weight = 3", "weight = 3.5"),
    "'codes'": 'list = "x"',
}


@pytest.mark.parametrize("fault", BAD)
def test_wrong_defaults_are_named(given, fault):
    given.write_text(BAD[fault])
    with pytest.raises(BadDefaults, match=fault):
        read(given)


@pytest.mark.django_db
def test_two_files_may_not_give_one_list(given, tmp_path):
    twin = tmp_path / "twin.toml"
    twin.write_text(GIVEN)
    with pytest.raises(BadDefaults, match="two files"):
        load_defaults([given, twin], now=NOW)


def test_a_shape_is_what_all_extras_share():
    assert shape_of([{"a": True}, {}, {"b": "x"}]) == {"a": "flag", "b": "text"}
