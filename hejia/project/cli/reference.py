"""`hejia reference`: the lives of all things as a page, written from the tables themselves."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from hejia.cases.public import CASE
from hejia.kernel.workflow import Table
from hejia.ledger.public import ENTRY
from hejia.performance.public import EVALUATION, TARGET
from hejia.project import cli
from hejia.project.terminal import complain, say

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
    parser = cli.parser("reference")
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--write", type=Path, help="写入文件")
    group.add_argument("--check", type=Path, help="与文件比较，不同则失败")
    chosen = parser.parse_args(words[1:])
    if chosen.write:
        chosen.write.write_text(page(), "utf-8")
    elif chosen.check:
        if chosen.check.read_text("utf-8") != page():
            complain(
                f"{chosen.check} 与流转表不一致，请执行 hejia reference --write {chosen.check}。"
            )
            return 1
        say("流转表参考页与代码一致。")
    else:
        say(page().rstrip("\n"))
    return 0


def page() -> str:
    """The whole page: each table as a diagram of its statuses and as rows."""
    return HEAD + "".join(_section(table, place) for table, place in TABLES)


def _section(table: Table[Any], place: str) -> str:
    return (
        f"\n## {table.name}\n\n`{place}`\n\n```mermaid\n{table.mermaid()}\n```\n\n"
        f"{table.markdown()}\n"
    )
