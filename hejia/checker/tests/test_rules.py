"""Every rule keeps what its docstring promises, and the reference page is the rules' own."""

from pathlib import Path

import pytest

from hejia.checker.public import Options, check_document, rules
from hejia.checker.report.reference import demand, examples, page
from hejia.checker.rules import Rule

ALL = rules()
PAGE = Path(__file__).parents[3] / "docs" / "reference" / "checks.md"


def found(rule: Rule, text: str) -> list[str]:
    report = check_document(text.encode(), "样例.txt", Options(only=frozenset({rule.name})))
    return [finding.rule for finding in report.findings]


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.name)
def test_good_example_is_left_alone(rule: Rule) -> None:
    assert found(rule, examples(rule)["Good"]) == []


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.name)
def test_bad_example_is_found(rule: Rule) -> None:
    # R3-growth also tells when 增加 is followed by 下降, under the name R13-direction
    assert found(rule, examples(rule)["Bad"]) != []


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.name)
def test_rule_names_its_demand_and_source(rule: Rule) -> None:
    assert demand(rule)
    assert examples(rule)["Source"]


def test_reference_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


def test_rule_names_are_their_family_and_a_word() -> None:
    assert all(rule.name.startswith(f"{rule.family}-") for rule in ALL)
