"""The code lists say the same as the words that rules rest on."""

import tomllib
from pathlib import Path

import pytest

from hejia.cases import vocabulary as words
from hejia.cases.commands.statement import PARTY_FACTS, REPORT_FACTS
from hejia.cases.route_rules import FIELDS
from hejia.cases.workflow import CASE

ROOMS = Path(words.__file__).parent.parent
LISTS = {
    path.stem: tomllib.loads(path.read_text("utf-8"))
    for room in ("cases", "parties")
    for path in (ROOMS / room / "codes").glob("*.toml")
}


def codes(name):
    return {row["code"]: row for row in LISTS[name]["codes"]}


@pytest.mark.parametrize("name", sorted(LISTS))
def test_a_list_is_sound(name):
    table = LISTS[name]
    assert table["list"] == name
    assert table["label"]
    assert table["source"]
    all_codes = [row["code"] for row in table["codes"]]
    assert len(all_codes) == len(set(all_codes))
    labels = [row["label"] for row in table["codes"]]
    assert len(labels) == len(set(labels))
    assert all(row["parent"] in all_codes for row in table["codes"] if "parent" in row)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("risk_level", words.RiskLevel),
        ("screening", words.Screening),
        ("category", words.Category),
        ("party_role", words.PartyRole),
    ],
)
def test_words_and_lists_agree(name, kind):
    assert [(code, row["label"]) for code, row in codes(name).items()] == kind.choices()


def test_flags_of_lists_are_what_the_rules_know():
    sources = codes("source")
    petitions = {c for c, row in sources.items() if row.get("extra", {}).get("petition")}
    confidential = {c for c, row in sources.items() if row.get("extra", {}).get("confidential")}
    assert petitions == words.PETITION_SOURCES
    assert confidential == words.CONFIDENTIAL_SOURCES
    forms = codes("violence_form")
    assert {c for c, r in forms.items() if r["extra"].get("control")} == words.CONTROL_FORMS
    assert {c for c, r in forms.items() if r["extra"].get("red")} == {"16", "17", "18"}
    channels = {row["extra"]["channel"] for row in sources.values() if "extra" in row}
    assert channels <= set(codes("channel"))


def test_every_dispute_type_stands_in_its_family():
    types = codes("dispute_type")
    for code, row in types.items():
        assert words.family_of(code) == row.get("parent", code)
        assert row.get("extra", {}).get("dv", False) == (words.family_of(code) == "20")
    assert len([c for c in types if len(c) == 2]) == 11


def test_injuries_are_ordered_by_gravity():
    grave = [words.gravity(code) for code in codes("injury_level")]
    assert grave == [0, 1, 2, 3, 4, 5, 6, 7, 0]


def test_every_list_a_form_or_a_rule_names_is_there():
    facts = [*REPORT_FACTS, *PARTY_FACTS, *(fact for step in CASE.steps for fact in step.facts)]
    named = {fact.codes for fact in facts if isinstance(fact.codes, str) and fact.codes}
    named |= {field.codes for field in FIELDS.values() if field.codes}
    assert named - set(LISTS) == set()
