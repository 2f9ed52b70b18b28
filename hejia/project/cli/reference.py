"""`hejia reference`: the lives of all things as a page, written from the tables themselves."""

from collections.abc import Sequence
from typing import Any, Final

from hejia.cases.public import CASE
from hejia.kernel.workflow import Table
from hejia.ledger.public import ENTRY
from hejia.performance.public import EVALUATION, TARGET
from hejia.project.cli import committed

TABLES: Final[tuple[tuple[Table[Any], str], ...]] = (
    (CASE, "hejia/cases/workflow.py"),
    (ENTRY, "hejia/ledger/workflow.py"),
    (TARGET, "hejia/performance/workflow.py"),
    (EVALUATION, "hejia/performance/workflow.py"),
)

HEAD: Final = """# 流转表

本页由程序从流转表本身生成（`hejia reference --write docs/reference/workflows.md`），请勿手改。

每行是一件事在某个状态下可以做的一步：做了以后到哪个状态，岗位要有哪项权限，必须和可以说明什么，
另须满足哪些守则（含义见同一目录的 `guards.py` 或流转表文件本身）。表中没有的，系统一律拒绝。
"""


def run(words: Sequence[str]) -> int:
    return committed.run(words, page, page="流转表参考页", of="流转表")


def page() -> str:
    """The whole page: each table as a diagram of its statuses and as rows."""
    return HEAD + "".join(_section(table, place) for table, place in TABLES)


def _section(table: Table[Any], place: str) -> str:
    return (
        f"\n## {table.name}\n\n`{place}`\n\n```mermaid\n{table.mermaid()}\n```\n\n"
        f"{table.markdown()}\n"
    )
