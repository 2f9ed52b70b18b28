"""The eleven tables of a department budget, and the whole printed book with its text."""

from __future__ import annotations

from hejia.performance.budgeting.balance import balance, fiscal_balance, income_by_unit
from hejia.performance.budgeting.facts import BudgetFacts
from hejia.performance.budgeting.narrative import narrative
from hejia.performance.budgeting.spending import (
    basic_spending,
    by_subject,
    project_spending,
    spending_by_unit,
    three_public,
)
from hejia.performance.budgeting.target_table import department_targets
from hejia.performance.sheets import Document, Heading, Table


class Unreasoned(Exception):
    """Changes in the text lack a reason; `subjects` names them."""

    def __init__(self, subjects: tuple[str, ...]) -> None:
        self.subjects = subjects
        super().__init__("以下变动还没有写明原因：" + "、".join(subjects) + "。")


def eleven_tables(facts: BudgetFacts) -> tuple[Table, ...]:
    """Tables 1 to 11, each a pure derivation of the same lines."""
    return (
        balance(facts),
        income_by_unit(facts),
        spending_by_unit(facts),
        basic_spending(facts),
        project_spending(facts),
        fiscal_balance(facts),
        by_subject(facts, 7),
        three_public(facts),
        by_subject(facts, 9),
        by_subject(facts, 10),
        department_targets(facts),
    )


def title(facts: BudgetFacts) -> str:
    """The book's title."""
    return f"{facts.year} 年{facts.department}部门预算"


def tables_document(facts: BudgetFacts) -> Document:
    """Only the tables, landscape, for XLSX, Word, PDF and the web page."""
    return Document(title(facts), eleven_tables(facts), landscape=True, size=9.5)


def book(facts: BudgetFacts) -> Document:
    """Text and tables. Raises Unreasoned while a change in the text has no reason."""
    text = narrative(facts)
    if text.missing:
        raise Unreasoned(text.missing)
    blocks = (*text.blocks, Heading("部门预算表"), *eleven_tables(facts))
    return Document(title(facts), blocks, size=9, cover=True)
