"""R4, R21: parts above their whole, spending above budget, staff above establishment."""

import re
from collections.abc import Iterator, Sequence

from hejia.checker.finding import Finding, Severity
from hejia.checker.rules.prose import finding_at
from hejia.checker.rules.registry import rule
from hejia.checker.understanding import headings
from hejia.checker.understanding.reading import Reading
from hejia.checker.understanding.tables import Datum, Table

ADJUSTED = re.compile(r"调整后|调整预算|全年预算数?（调整")
SPENT = re.compile(r"执行数|实际支出|支出数|全年支出")
STAFF = re.compile(r"编制(?:人?数)?(?:为|是)?(\d+)(?:人|名|个)")
PRESENT = re.compile(
    r"(?:实有|在职|在编)(?:在编|在职)?(?:人员|人数|职工|在编人数)?(?:为|是|共)?(\d+)(?:人|名)"
)
THREE_PUBLIC = {"30217": r"公务接待", "30231": r"用车运行", "30212": r"出国|出境"}


@rule("R4-column", "R4", "其中列大于总列")
def columns_within(reading: Reading) -> Iterator[Finding]:
    """“其中：”列的数不大于它左边的总数列；“其中：”行不大于上一行。

    Source: 算术。

    Good:
        | 单位 | 政府采购预算合计 | 其中：面向中小企业 |
        | 本级 | 355 | 300 |
        | 中心 | 120 | 100 |
    Bad:
        | 单位 | 政府采购预算合计 | 其中：面向中小企业 |
        | 本级 | 355 | 400 |
        | 中心 | 120 | 100 |
    """
    for table in reading.tables:
        if not table.aligned:
            continue
        for whole, part in _of_which_columns(table):
            over = [(a, b) for a, b in _pairs(table, whole, part) if _above(b, a)]
            if len(over) * 2 <= len(_pairs(table, whole, part)):
                for first, second in over:
                    yield _over(first, second)
        yield from _of_which_rows(table)


@rule("R4-spent", "R4", "支出大于调整后预算")
def spent_within_budget(reading: Reading) -> Iterator[Finding]:
    """执行数一般不大于全年（调整后）预算数，执行率不超过100%。

    Source: 预算法第十三条：未列入预算的不得支出。年初预算口径下可能合理，故只提示。

    Good:
        | 项目 | 全年预算数 | 全年执行数 | 执行率 |
        | 年度资金总额 | 40 | 36.5 | 91.25% |
    Bad:
        | 项目 | 全年预算数 | 全年执行数 | 执行率 |
        | 年度资金总额 | 40 | 46.5 | 116.25% |
    """
    for table in reading.tables:
        budgets = [c for c in table.amounts if re.search(r"全年预算|调整后?预算", c.heading)]
        spent = [c for c in table.amounts if SPENT.search(c.heading)]
        if len(budgets) != 1 or len(spent) != 1:
            continue
        over = [
            (a, b)
            for a, b in _pairs(table, budgets[0].index, spent[0].index)
            if _above(b, a) and a.figure.value
        ]
        if over:
            budget, money = over[0]
            whole = re.search(r"总额|合计|总计", money.row)
            adjusted = ADJUSTED.search(budgets[0].heading)
            clear: Severity = "hard" if adjusted and whole else "soft"
            yield Finding(
                "R4-spent",
                clear,
                money.place,
                f"{money.row} {budget.figure.text} {money.figure.text}",
                money.figure.text,
                "",
                f"“{money.row}”执行数 {money.figure.text} 大于全年预算数 {budget.figure.text}"
                f"（本表共 {len(over)} 行如此）。全年预算数应为调整后预算，请核对是否填成了年"
                f"初预算。",
                "执行数大于预算数",
            )


@rule("R4-three-public", "R4", "“三公”经费明细大于总额")
def three_public(reading: Reading) -> Iterator[Finding]:
    """基本支出表里的公务接待费、公务用车运行维护费、因公出国（境）费不大于“三公”经费表的同名数。

    Source: 一般公共预算基本支出是财政拨款“三公”经费的一部分。

    Good:
        一般公共预算财政拨款基本支出决算表

        | 科目编码 | 科目名称 | 决算数 |
        | 302 | 商品和服务支出 | 9 |
        | 30201 | 办公费 | 8.7 |
        | 30217 | 公务接待费 | 0.3 |
    Bad:
        一般公共预算财政拨款基本支出决算表

        | 科目编码 | 科目名称 | 决算数 |
        | 302 | 商品和服务支出 | 9 |
        | 30201 | 办公费 | 0.7 |
        | 30217 | 公务接待费 | 8.3 |

        “三公”经费支出决算表

        | 单位 | 合计 | 因公出国（境）费 | 公务用车运行维护费 | 公务接待费 |
        | 本级 | 0.8 | 0 | 0.5 | 0.3 |
    """
    whole = _three_public_table(reading.tables)
    if whole is None:
        return
    for table in reading.tables:
        if "基本支出" not in table.title or table is whole or table.money != whole.money:
            continue
        for row in table.rows:
            pattern = THREE_PUBLIC.get(row.code)
            if pattern is None or not row.data:
                continue
            most = [
                row_of.data[c.index]
                for row_of in whole.rows
                for c in whole.amounts
                if re.search(pattern, c.heading) and c.index in row_of.data
            ]
            part = next(iter(row.data.values()))
            if most and all(_above(part, datum) for datum in most):
                yield _three_public_finding(part, max(most, key=lambda d: d.figure.value))


@rule("R21-staff", "R21", "实有人数大于编制")
def staff_over_establishment(reading: Reading) -> Iterator[Finding]:
    """实有（在职）人数一般不大于编制数。

    Source: 机构编制管理规定；财预〔2013〕53号 财政供养人员控制率。

    Good:
        本单位编制人数7人，实有在编人数6人。
    Bad:
        本单位编制人数3人，实有在职人员4人。
    """
    for sentence in reading.sentences:
        limit, present = STAFF.search(sentence.text), PRESENT.search(sentence.text)
        if not limit or not present or int(present[1]) <= int(limit[1]):
            continue
        if not 0 < present.start() - limit.end() < 30:
            continue
        figure = next((f for f in sentence.figures if f.start == present.start(1)), None)
        if figure:
            yield finding_at(
                sentence,
                figure,
                "R21-staff",
                "",
                f"编制 {limit[1]} 人，实有 {present[1]} 人，超出编制。请核对；确属超编的要说明"
                f"原因。",
                "soft",
            )


def _of_which_columns(table: Table) -> Iterator[tuple[int, int]]:
    amounts = table.amounts
    for at, column in enumerate(amounts):
        found = re.search(r"其中[：:]", column.heading)
        if not found or at == 0:
            continue
        group = column.heading[: found.start()]
        before = [c for c in amounts[:at] if "其中" not in c.heading]
        named = [c for c in before if not group or c.heading.startswith(group)]
        if named:
            yield named[-1].index, column.index


def _pairs(table: Table, whole: int, part: int) -> list[tuple[Datum, Datum]]:
    return [
        (row.data[whole], row.data[part])
        for row in table.rows
        if whole in row.data and part in row.data
    ]


def _above(part: Datum, whole: Datum) -> bool:
    return part.interval.low > whole.interval.high and whole.figure.value >= 0


def _of_which_rows(table: Table) -> Iterator[Finding]:
    for before, row in zip(table.rows, table.rows[1:], strict=False):
        if not headings.OF_WHICH.match(row.label) or headings.OF_WHICH.match(before.label):
            continue
        shared = [c.index for c in table.amounts if c.index in row.data and c.index in before.data]
        over = [index for index in shared if _above(row.data[index], before.data[index])]
        if over and (len(over) < len(shared) or len(shared) == 1):
            yield _over(before.data[over[0]], row.data[over[0]])


def _over(whole: Datum, part: Datum) -> Finding:
    return Finding(
        "R4-column",
        "hard",
        part.place,
        f"{part.row} {whole.figure.text} {part.figure.text}",
        part.figure.text.replace(",", ""),
        "",
        f"{part.name}是 {part.figure.text}，大于总数 {whole.figure.text}。部分不能大于总体，请"
        f"核对。",
        f"{whole.place.words()}:{whole.figure.text.replace(',', '')}",
    )


def _three_public_table(tables: Sequence[Table]) -> Table | None:
    for table in tables:
        heads = " ".join(column.heading for column in table.amounts)
        if re.search(r"接待", heads) and re.search(r"用车", heads) and len(table.rows) <= 6:
            return table
    return None


def _three_public_finding(part: Datum, whole: Datum) -> Finding:
    return Finding(
        "R4-three-public",
        "soft",
        part.place,
        f"{part.row} {part.figure.text}",
        part.figure.text.replace(",", ""),
        whole.figure.text,
        f"基本支出表里“{part.row}”是 {part.figure.text}，“三公”经费表同名数只有"
        f" {whole.figure.text}。"
        "请核对两表口径；口径不同的要在表下注明。",
        f"{part.row}·三公",
    )
