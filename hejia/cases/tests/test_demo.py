"""Synthetic reports: they repeat, harm nobody, and look like the real mix."""

import re
import tomllib
from collections import Counter
from datetime import date
from importlib.resources import files
from itertools import islice

import pytest

from hejia.cases.commands.statement import PARTY_FACTS, REPORT_FACTS
from hejia.cases.demo.narratives import phrases
from hejia.cases.demo.synthetic import synthesise, take
from hejia.cases.duplicates import SHOWN_FROM, similarity
from hejia.cases.grading import RiskFacts, grade
from hejia.cases.vocabulary import family_of
from hejia.parties.facts import PartyFacts, check_party

DAY = date(2026, 3, 2)


@pytest.fixture(scope="module")
def reports():
    return take(synthesise(7, on=DAY, places=1000), 20_000)


def codes(name):
    text = files("hejia.cases").joinpath(f"codes/{name}.toml").read_text("utf-8")
    return {row["code"] for row in tomllib.loads(text)["codes"]}


def test_the_same_seed_tells_the_same_and_another_does_not(reports):
    again = take(synthesise(7, on=DAY, places=1000), 200)
    other = take(synthesise(8, on=DAY, places=1000), 200)
    assert again == reports[:200]
    assert [r.facts["summary"] for r in other] != [r.facts["summary"] for r in again]


def test_no_phone_and_no_identity_number_can_be_anybodys(reports):
    people = [party for report in reports for party in report.parties]
    assert all(re.fullmatch(r"154\d{8}", p["phone"]) for p in people if "phone" in p)
    assert all(p["id_no"].startswith("440398") for p in people if "id_no" in p)


def test_every_report_passes_the_checks_of_the_real_one(reports):
    known = {fact.name for fact in REPORT_FACTS}
    of_party = {fact.name for fact in PARTY_FACTS}
    lists = {name: codes(name) for name in ("source", "dispute_type", "urgency", "screening")}
    for report in reports[:3000]:
        assert set(report.facts) <= known
        assert report.facts["source"] in lists["source"]
        assert report.facts["type"] in lists["dispute_type"]
        assert report.facts["urgency"] in lists["urgency"]
        assert report.facts["screening"] in lists["screening"]
        assert 0 <= report.minute < 1440
        assert 0 <= report.place < 1000
        for party in report.parties:
            assert set(party) <= of_party
            assert check_party(PartyFacts(**party), today=DAY)[1] == {}


def test_the_colour_told_is_the_one_the_rules_find(reports):
    dangerous = [
        r for r in reports if r.level in ("R1", "R2") or family_of(r.facts["type"]) == "20"
    ]
    for report in [*reports[:2000], *dangerous]:
        is_dv = family_of(report.facts["type"]) == "20"
        facts = report.facts | (report.grading or {})
        known = RiskFacts.stated(
            facts,
            is_dv=is_dv,
            dispute_type=report.facts["type"],
            assessed=report.grading is not None,
        )
        assert grade(known).level == report.level


def test_shares_are_those_of_the_published_year(reports):
    violent = sum(family_of(r.facts["type"]) == "20" for r in reports)
    assert 40 <= violent <= 105  # 0.35 % of 20,000 is 70
    levels = Counter(r.level for r in reports)
    assert levels["R4"] > 0.85 * len(reports)
    assert 0 < levels["R1"] + levels["R2"] < 0.012 * len(reports)
    assert 0.02 * len(reports) < sum(r.follows_up for r in reports) < 0.04 * len(reports)
    more = islice(synthesise(7, on=DAY, violence_per_10000=3000), 2000)
    assert 480 < sum(family_of(r.facts["type"]) == "20" for r in more) < 720


def test_accounts_are_long_enough_and_hardly_ever_alike(reports):
    texts = [r.facts["summary"] for r in reports]
    assert 60 <= sum(map(len, texts)) / len(texts) <= 120
    assert len(set(texts)) > 0.999 * len(texts)
    assert not [text for text in texts if re.search(r"[{}]|，，|。。", text)]
    pairs = list(zip(texts[:4000:2], texts[1:4000:2], strict=True))
    alike = sum(similarity(a, b) >= SHOWN_FROM for a, b in pairs)
    assert alike < 0.005 * len(pairs)


def test_every_type_has_phrases_and_every_danger_its_statement():
    types = {code for code in codes("dispute_type") if len(code) == 3}
    assert set(phrases().acts) == types
    assert set(phrases().wishes) == {family_of(code) for code in types}
    assert {level: len(texts) for level, texts in phrases().danger.items()} == {
        "R1": 6, "R2": 6, "R3": 4,
    }  # fmt: skip
