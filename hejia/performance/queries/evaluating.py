"""What an evaluation is scored from: figures out of budget and measurements, and what was entered.

An entered figure stands above a derived one, but only with a stated reason.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from hejia.performance.figures import WAN, divide, plain
from hejia.performance.models import Evaluation, Indicator, Measurement
from hejia.performance.queries.money import LineMoney, lines_with_money, total
from hejia.performance.queries.readings import latest
from hejia.performance.scoring import (
    FigureProblems,
    Record,
    Result,
    RuleSet,
    load,
    score,
    scored_again,
)
from hejia.performance.scoring.indicators import Indicator as ScoringIndicator
from hejia.performance.scoring.indicators import read_indicator
from hejia.performance.workflow import EvaluationAction

#: Facts the department reports print besides the rule set's figures.
STANDING: Final = ("编制人数", "在编人数", "编外人数")

Lines = list[LineMoney]


def wan(yuan: Decimal) -> str:
    """Yuan as 万元 text for a figure."""
    return plain(yuan / WAN)


def _bought(lines: Lines) -> Lines:
    return [line for line in lines if line.procurement]


def _public(lines: Lines) -> Lines:
    return [line for line in lines if line.three_public]


def _operating(lines: Lines) -> Lines:
    return [line for line in lines if line.kind == "operating"]


def quarters(lines: Lines) -> list[Decimal]:
    """序时执行率 at the end of each quarter: cumulative paid ÷ adjusted ÷ elapsed quarters."""
    money, rates, paid = total(lines), [], Decimal(0)
    for place, amount in enumerate(money.quarters, start=1):
        paid += amount
        rates.append(divide(paid * 4, money.adjusted * place))
    return rates


def _paced(lines: Lines) -> list[str] | None:
    if total(lines).adjusted == 0:
        return None
    return [plain(round(rate, 6)) for rate in quarters(lines)]


def _projects(lines: Lines) -> str:
    return str(len({line.project_id for line in lines if line.project_id}))


#: figure → how it follows from the lines; None where there is nothing to derive from.
DERIVED: Final[Mapping[str, Callable[[Lines], Any]]] = {
    "政府采购计划金额": lambda lines: wan(total(_bought(lines)).adjusted),
    "政府采购实际支出": lambda lines: wan(total(_bought(lines)).paid),
    "季度序时执行率": _paced,
    "三公经费预算": lambda lines: wan(total(_public(lines)).initial),
    "三公经费支出": lambda lines: wan(total(_public(lines)).paid),
    "日常公用经费调整预算": lambda lines: wan(total(_operating(lines)).adjusted),
    "日常公用经费支出": lambda lines: wan(total(_operating(lines)).paid),
    "计划完成项目数": _projects,
    "年初预算数": lambda lines: wan(total(lines).initial),
    "全年预算数": lambda lines: wan(total(lines).adjusted),
    "全年执行数": lambda lines: wan(total(lines).paid),
    "部门年初预算收入": lambda lines: wan(total(lines).initial),
    "部门调整预算收入": lambda lines: wan(total(lines).adjusted),
    "实际支出数": lambda lines: wan(total(lines).paid),
    "项目年度预算金额": lambda lines: wan(total(lines).adjusted),
    "实际支出金额": lambda lines: wan(total(lines).paid),
}


@dataclass(frozen=True, slots=True)
class Basis:
    """Everything one evaluation is scored from."""

    ruleset: RuleSet
    lines: Lines
    derived: dict[str, Any]
    figures: dict[str, Any]
    judged: dict[str, Any]
    rows: list[Indicator]
    readings: dict[int, Measurement]

    @property
    def overridden(self) -> list[str]:
        """Derived figures that an entered one replaces with another value."""
        return [n for n, v in self.derived.items() if n in self.figures and self.figures[n] != v]


def basis_of(evaluation: Evaluation) -> Basis:
    """Read it; four statements, whatever the size."""
    year = evaluation.year
    lines = lines_with_money(evaluation.unit_id, year)
    if evaluation.project_id is not None:
        lines = [line for line in lines if line.project_id == evaluation.project_id]
    ruleset = load(evaluation.ruleset)
    derived = {
        name: value
        for name in ruleset.figures
        if lines and name in DERIVED and (value := DERIVED[name](lines)) is not None
    }
    entered = {name: value for name, value in evaluation.figures.items() if value not in ("", None)}
    rows = indicators_of(evaluation)
    return Basis(
        ruleset=ruleset,
        lines=lines,
        derived=derived,
        figures={**derived, **entered},
        judged=evaluation.judged,
        rows=rows,
        readings=latest([row.pk for row in rows], date(year, 12, 31)),
    )


def indicators_of(evaluation: Evaluation) -> list[Indicator]:
    """The indicators of the target that the evaluation answers."""
    rows = Indicator.objects.filter(
        target__unit_id=evaluation.unit_id, target__year=evaluation.year
    )
    if evaluation.project_id is None:
        rows = rows.filter(target__project=None)
    else:
        rows = rows.filter(target__project_id=evaluation.project_id)
    return list(rows.order_by("place"))


def indicator_rows(basis: Basis) -> list[dict[str, Any]]:
    """The indicators as the scoring reads them: plain JSON, kept with the record."""
    if basis.ruleset.indicators is None:
        return []
    return [_row(row, basis.readings.get(row.pk)) for row in basis.rows]


def _row(row: Indicator, reading: Measurement | None) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "name": row.name,
        "level1": row.level1,
        "level2": row.level2,
        "comparator": row.comparator,
        "weight": plain(row.weight),
        "target": "" if row.goal is None else plain(row.goal),
        "target_max": "" if row.goal_max is None else plain(row.goal_max),
    }
    if reading is not None:
        facts["actual"] = "" if reading.value is None else plain(reading.value)
        facts["grade"] = reading.grade
        facts["coefficient"] = "" if reading.coefficient is None else plain(reading.coefficient)
    return facts


def evaluate(basis: Basis) -> Result:
    """Score it. Raises FigureProblems naming every figure, judgement or reading that is missing."""
    known = {n: v for n, v in basis.figures.items() if n in basis.ruleset.figures}
    rows: list[ScoringIndicator] = [read_indicator(row) for row in indicator_rows(basis)]
    return score(basis.ruleset, known, basis.judged, rows)


def try_evaluate(basis: Basis) -> tuple[Result | None, list[str]]:
    """The result, or the sentences of what is missing."""
    try:
        return evaluate(basis), []
    except FigureProblems as wrong:
        return None, [problem.message for problem in wrong.problems]


def as_handed_in(evaluation: Evaluation, basis: Basis) -> tuple[Basis, Result | None]:
    """What was handed in, whatever was paid or measured since: its inputs and its score."""
    event = evaluation.events.filter(action=EvaluationAction.SUBMIT).order_by("-number").first()
    if event is None:
        return basis, try_evaluate(basis)[0]
    record = Record(**event.record["score"])
    derived = {
        name: basis.derived.get(name, value) if name in evaluation.figures else value
        for name, value in record.figures.items()
        if name in DERIVED
    }
    kept = replace(basis, derived=derived, figures=dict(record.figures), judged=dict(record.judged))
    return kept, scored_again(record)


def reasons_asked(basis: Basis, result: Result | None) -> dict[str, str]:
    """key → why a reason is asked: rows the rules name, and figures changed by hand."""
    asked = {
        f"数字：{name}": f"“{name}”由预算算出为 {basis.derived[name]}，手工改为 "
        f"{basis.figures[name]}"
        for name in basis.overridden
    }
    for item in result.items if result else ():
        if item.reason_required:
            asked[item.name] = item.reason_required
    return asked
