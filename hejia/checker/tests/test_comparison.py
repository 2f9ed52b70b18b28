"""R23: what two documents say of the same thing, whoever of the two is being checked."""

from hejia.checker.public import Options, check_document, read_document
from hejia.checker.tests.specimens.budgets import budget, final_account
from hejia.checker.tests.specimens.national import national_account
from hejia.checker.tests.specimens.render import as_text

ACCOUNT = """{year}年度{body}决算

收入支出决算总表

单位：万元

| 项目 | 决算数 | 项目 | 决算数 |
| 本年收入合计 | {income} | 本年支出合计 | {spent} |
| 年初结转和结余 | {opening} | 年末结转和结余 | {closing} |
| 总计 | {total} | 总计 | {total} |
"""
CHANGES = """{year}年度部门决算

财政拨款收支变动表

单位：{unit}

| 项目 | 上年决算数 | 本年决算数 |
| 基本支出 | {before} | {now} |
| 维权服务支出 | 20.5 | {other} |
"""


def told(mine: str, theirs: str) -> list[tuple[str, str]]:
    other = read_document(theirs.encode(), "另一份.txt")
    report = check_document(mine.encode(), "本份.txt", Options(other=other))
    return [(f.printed, f.expected) for f in report.findings if f.rule == "R23-other"]


def account(year: int, opening: str, closing: str, total: str, **more: str) -> str:
    given = {"body": "部门", "income": "100.5", "spent": "90.5", **more}
    return ACCOUNT.format(year=year, opening=opening, closing=closing, total=total, **given)


def test_year_begins_with_what_the_last_one_ended_with() -> None:
    last = account(2021, "5.25", "15.25", "105.75")
    assert told(account(2022, "15.25", "25.25", "115.75"), last) == []
    assert told(account(2022, "12.25", "22.25", "112.75"), last) == [("12.25", "15.25")]


def test_balance_of_other_years_is_not_compared() -> None:
    assert told(account(2023, "12.25", "22.25", "112.75"), account(2021, "1", "2", "3")) == []


def test_last_year_as_told_is_last_years_document() -> None:
    last = CHANGES.format(year=2021, unit="万元", before="80.1", now="91.25", other="20.5")
    mine = CHANGES.format(year=2022, unit="万元", before="91.52", now="99", other="33")
    assert told(mine, last) == [("91.52", "91.25")]
    assert told(mine.replace("91.52", "91.25"), last) == []


def test_other_units_of_money_are_not_compared() -> None:
    last = CHANGES.format(year=2021, unit="元", before="801000", now="912500", other="205000")
    mine = CHANGES.format(year=2022, unit="万元", before="91.52", now="99", other="33")
    assert told(mine, last) == []


def test_unit_has_no_more_than_its_department() -> None:
    department = account(2022, "15.25", "25.25", "115.75")
    unit = account(2022, "5", "7", "47.5", body="单位", income="42.5", spent="40.5")
    assert told(unit, department) == []
    assert told(department, unit) == []
    more = unit.replace("42.5", "142.5")
    assert told(more, department) == [("142.5", "100.5")]
    assert told(department, more) == [("100.5", "142.5")]


def test_document_agrees_with_itself() -> None:
    for make in (budget, final_account, national_account):
        text = as_text(make(4), "tabs")
        assert told(text, text) == []
