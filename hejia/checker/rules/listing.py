"""R16: the tables a document promises, and notes that call a filled table empty."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from hejia.checker.document import Grid, Line, Paragraph
from hejia.checker.figures import folded
from hejia.checker.finding import Finding, Severity
from hejia.checker.reading.lines import squeeze
from hejia.checker.rules.registry import rule
from hejia.checker.understanding import headings
from hejia.checker.understanding.building import tables_of
from hejia.checker.understanding.reading import Reading

ITEM = re.compile(
    r"^[-•·\s]*(?:附?表)?\s*[（(]?(?P<number>[一二三四五六七八九十]{1,3}|\d{1,2})[）)、.．：:\s]\s*(?P<name>[^，。；]{3,48}?表(?:[（(][^）)]{1,20}[）)])?)[.…·\s\d]*$"
)
EMPTY_NOTE = re.compile(
    r"本表(?:本年度)?(?:无数据|无发生额|为空|无内容)|此表(?:无数据|为空)|故本表(?:无数据|为空)|本表无相关"
)
LEAST = 3
ALIKE = 0.82


@dataclass(frozen=True, slots=True)
class _Promise:
    name: str
    line: Line
    index: int


@rule("R16-list", "R16", "目录列了却没有的表")
def promised_tables(reading: Reading) -> Iterator[Finding]:
    """目录里列出的每张表，正文里都有。

    Source: 部门预决算公开格式：空表也要公开并注明。

    Good:
        目录

        （一）收支总表

        （二）收入总表

        （三）支出总表

        第一部分 概况

        收支总表

        收入总表

        支出总表
    Bad:
        目录

        （一）收支总表

        （二）收入总表

        （三）支出总表

        （四）项目支出总表

        第一部分 概况

        收支总表

        收入总表

        支出总表
    """
    promises = _promises(reading.document.lines)
    missing = _missing(promises, reading.document.lines)
    untitled = sum(not _title_of(grid) for grid in reading.document.grids)
    severity: Severity = "hard" if untitled < len(missing) else "soft"
    yield from (_missing_finding(promise, severity) for promise in missing)


@rule("R16-note", "R16", "有数的表注明“无数据”")
def empty_notes(reading: Reading) -> Iterator[Finding]:
    """注明“本表无数据”的表里没有数字。

    Source: 部门预决算公开格式。

    Good:
        | 科目编码 | 科目名称 | 支出总计 | 基本支出 |
        | | 合计 | 0 | 0 |

        注：本表本年度无发生额。
    Bad:
        | 科目编码 | 科目名称 | 支出总计 | 基本支出 |
        | | 合计 | 12.5 | 12.5 |

        注：本表本年度无发生额。
    """
    blocks = reading.document.blocks
    for index, block in enumerate(blocks):
        if not isinstance(block, Paragraph) or not EMPTY_NOTE.search(block.text):
            continue
        if index == 0 or len(block.text) > 80:
            continue
        before = blocks[index - 1]
        amount = _first_amount(before) if isinstance(before, Grid) else ""
        if amount:
            yield Finding(
                "R16-note",
                "hard",
                block.place(0),
                block.text[:40],
                amount,
                "",
                f"注明本表无数据，表里却有 {amount} 等数。请删去说明或核对表内数字。",
                "空表说明",
            )


def _title_of(grid: Grid) -> str:
    texts = [squeeze(line.text) for line in grid.heading]
    return next((text for text in texts if re.search(r"表(?:[（(].*[）)])?$", text)), "")


def _promises(lines: Sequence[Line]) -> list[_Promise]:
    """The first run of at least three consecutively numbered table names."""
    run: list[_Promise] = []
    for index, line in enumerate(lines):
        text = folded(line.text).strip()
        if not text:
            continue
        found = ITEM.match(text) if "\t" not in text else None
        number = _number(found["number"]) if found else None
        if found and number == len(run) + 1:
            run.append(_Promise(_bare(found["name"]), line, index))
        elif len(run) >= LEAST:
            break
        elif found and number == 1:
            run = [_Promise(_bare(found["name"]), line, index)]
        else:
            run = []
    names = [promise.name for promise in run]
    return run if len(set(names)) == len(names) else []


def _missing(promises: Sequence[_Promise], lines: Sequence[Line]) -> list[_Promise]:
    """The tables not found below their list; none where most of them are published elsewhere."""
    if len(promises) < LEAST:
        return []
    last = max(promise.index for promise in promises)
    listed = {promise.index for promise in promises}
    rest = [line for i, line in enumerate(lines) if i not in listed and i > last - 60]
    present = _present([promise.name for promise in promises], rest)
    missing = [promise for promise in promises if promise.name not in present]
    return missing if LEAST <= len(present) >= len(missing) else []


def _missing_finding(promise: _Promise, severity: Severity) -> Finding:
    return Finding(
        "R16-list",
        severity,
        promise.line.place,
        promise.line.text.strip(),
        promise.name,
        "",
        f"目录列有“{promise.name}”，正文里没有这张表。请补上；没有数据的也应公开空表并注明。",
        f"缺表 {promise.name}",
    )


def _number(text: str) -> int | None:
    return int(text) if text.isdigit() else headings.chinese_number(text)


def _bare(name: str) -> str:
    text = re.sub(r"20\d{2}年(?:度)?", "", squeeze(folded(name)))
    text = re.sub(r"^(?:附?表)?[一二三四五六七八九十\d]{1,3}[、.:：]", "", text)
    return re.sub(r"[（(][^）)]*[）)]|[“”\"《》\s]", "", text)


def _present(names: Sequence[str], lines: Sequence[Line]) -> set[str]:
    present: set[str] = set()
    strangers: list[str] = []
    for line in lines:
        for part in line.text.split("\t"):
            text = _bare(part)
            if not 3 <= len(text) <= 40 or re.search(r"[，。；]", text):
                continue
            inside = [name for name in names if name in text]
            if inside:
                present.add(max(inside, key=len))
            elif text.endswith("表"):
                strangers.append(text)
    for name in set(names) - present:
        if any(SequenceMatcher(None, name, text).ratio() >= ALIKE for text in strangers):
            present.add(name)
    return present


def _first_amount(grid: Grid) -> str:
    for table in tables_of([grid]):
        for row in table.rows:
            for column in table.amounts:
                datum = row.data.get(column.index)
                if datum is not None and datum.figure.value:
                    return datum.figure.text
    return ""
