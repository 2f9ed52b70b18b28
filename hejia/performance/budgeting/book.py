"""The eleven tables of a department budget, and the whole printed book with its text."""

from __future__ import annotations

from hejia.performance.budgeting.balance import balance, fiscal_balance, income_by_unit
from hejia.performance.budgeting.narrative import narrative
from hejia.performance.budgeting.snapshot import Snapshot
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


def eleven_tables(snapshot: Snapshot) -> tuple[Table, ...]:
    """Tables 1 to 11, each a pure derivation of the same lines."""
    return (
        balance(snapshot),
        income_by_unit(snapshot),
        spending_by_unit(snapshot),
        basic_spending(snapshot),
        project_spending(snapshot),
        fiscal_balance(snapshot),
        by_subject(snapshot, 7),
        three_public(snapshot),
        by_subject(snapshot, 9),
        by_subject(snapshot, 10),
        department_targets(snapshot),
    )


def title(snapshot: Snapshot) -> str:
    """The book's title."""
    return f"{snapshot.year} 年{snapshot.department}部门预算"


def tables_document(snapshot: Snapshot) -> Document:
    """Only the tables, landscape, for XLSX, Word, PDF and the web page."""
    return Document(title(snapshot), eleven_tables(snapshot), landscape=True, size=9.5)


def book(snapshot: Snapshot) -> Document:
    """Text and tables. Raises Unreasoned while a change in the text has no reason."""
    text = narrative(snapshot)
    if text.missing:
        raise Unreasoned(text.missing)
    blocks = (*text.blocks, Heading("部门预算表"), *eleven_tables(snapshot))
    return Document(title(snapshot), blocks, size=9, cover=True)
