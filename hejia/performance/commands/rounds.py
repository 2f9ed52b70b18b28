"""Monitoring rounds: measured at a cut-off, explained where red, then closed."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from hejia.accounts.public import Sight
from hejia.kernel.calendar import CHINA
from hejia.kernel.errors import Missing, Refused
from hejia.performance.access import need, unit_for
from hejia.performance.commands.measuring import keep_count
from hejia.performance.figures import ZERO, honest_percent, percent, plain, shown_amount
from hejia.performance.models import Indicator, Measurement, Project, Round, RoundItem, Unit
from hejia.performance.monitoring import CAUSES, MoneyPace, TargetPace, money_pace, target_pace
from hejia.performance.queries.bindings import ENTERED, Asked, count
from hejia.performance.queries.money import LineMoney, lines_with_money, total
from hejia.performance.queries.readings import latest
from hejia.performance.queries.wording import actual_text, value_text
from hejia.performance.workflow import TargetStatus


def open_round(*, unit_id: int, year: int, cutoff: date, by: Sight, now: datetime) -> Round:
    """Measure money and every approved indicator at the cut-off. Bound indicators are counted."""
    need(by, "performance.record", "开展绩效监控")
    unit = unit_for(by, unit_id)
    if cutoff.year != year:
        raise Refused("incomplete", fields={"cutoff": f"截止日期应在 {year} 年。"})
    if cutoff > now.astimezone(CHINA).date():
        raise Refused("incomplete", fields={"cutoff": "截止日期还没有到，请选今天或更早的一天。"})
    if Round.objects.filter(unit=unit, cutoff=cutoff).exists():
        raise Refused("repeated", f"{cutoff:%Y-%m-%d} 的监控已经有了，请打开它继续填写。")
    lines = lines_with_money(unit.pk, year, cutoff)
    if total(lines).adjusted == 0:
        raise Refused("no_budget", "还没有预算，无法监控执行进度；请先填报预算。")
    round_ = Round.objects.create(unit=unit, year=year, cutoff=cutoff, opened_at=now)
    items = _money_items(round_, unit, year, lines)
    items += _target_items(round_, unit, year, by, now)
    for place, item in enumerate(items):
        item.place = place
    RoundItem.objects.bulk_create(items)
    return round_


def _money_items(round_: Round, unit: Unit, year: int, lines: list[LineMoney]) -> list[RoundItem]:
    items = [_money_item(round_, "部门整体支出", None, lines)]
    for project in Project.objects.filter(unit=unit, year=year).order_by("code"):
        own = [line for line in lines if line.project_id == project.pk]
        if total(own).adjusted:
            items.append(_money_item(round_, project.name, project, own))
    return items


def _money_item(
    round_: Round, title: str, project: Project | None, lines: list[LineMoney]
) -> RoundItem:
    money = total(lines)
    pace = money_pace(money.adjusted, money.paid, round_.cutoff)
    return RoundItem(
        round=round_, project=project, title=title, light=pace.light, shown=_money_shown(pace)
    )


def _money_shown(pace: MoneyPace) -> dict[str, str]:
    return {
        "planned": f"{shown_amount(pace.budget)} 万元",
        "actual": f"{shown_amount(pace.spent)} 万元",
        "rate": honest_percent(pace.rate),
        "elapsed": percent(pace.elapsed),
        "paced": percent(pace.paced),
        "forecast": f"{shown_amount(pace.forecast)} 万元",
        "sentence": pace.sentence,
    }


def _target_items(
    round_: Round, unit: Unit, year: int, by: Sight, now: datetime
) -> list[RoundItem]:
    rows = list(
        Indicator.objects.filter(target__unit=unit, target__year=year)
        .filter(target__status__in=(TargetStatus.APPROVED, TargetStatus.ADJUSTING))
        .order_by("target_id", "place")
    )
    for row in rows:
        if row.source != ENTERED:
            _count_quietly(row, unit, year, round_.cutoff, by, now)
    readings = latest([row.pk for row in rows], round_.cutoff)
    return [_target_item(round_, row, readings.get(row.pk)) for row in rows]


def _count_quietly(
    row: Indicator, unit: Unit, year: int, cutoff: date, by: Sight, now: datetime
) -> None:
    """Count a bound indicator; one that has nothing to count yet stays unmeasured."""
    try:
        counted = count(row, Asked(unit, year, cutoff, by.person_id, now))
    except Refused:
        return
    keep_count(row, counted, cutoff, by, now)


def _target_item(round_: Round, row: Indicator, reading: Measurement | None) -> RoundItem:
    shown: dict[str, Any] = {"planned": value_text(row)}
    light = ""
    if reading is not None and row.goal is not None and reading.value is not None:
        pace = _pace(row, reading.value, round_.cutoff)
        light = pace.light
        shown |= {
            "actual": actual_text(row, reading),
            "paced": percent(pace.paced),
            "forecast": plain(round(pace.forecast, 2)) + row.unit,
            "sentence": pace.sentence,
        }
    elif reading is not None and reading.grade:
        light = "green" if reading.grade == "达成年度指标" else "yellow"
        shown |= {"actual": reading.grade, "sentence": reading.text}
    else:
        shown["sentence"] = "尚未测量。"
    return RoundItem(round=round_, indicator=row, title=row.name, light=light, shown=shown)


def _pace(row: Indicator, actual: Decimal, cutoff: date) -> TargetPace:
    counts = row.cumulative and row.unit != "%"
    comparator = "≥" if row.comparator in ("=", "区间") else row.comparator
    return target_pace(
        comparator, row.goal or ZERO, actual, cutoff, cumulative=counts, unit=row.unit
    )


def explain(
    *,
    round_id: int,
    place: int,
    cause: str,
    reason: str,
    measure: str,
    possibility: str,
    by: Sight,
) -> None:
    """Say why an item is off and what will be done."""
    need(by, "performance.record", "填写偏差原因")
    round_ = round_for(by, round_id)
    _still_open(round_)
    faults = {}
    if cause not in CAUSES:
        faults["cause"] = "请选择原因类别。"
    if not reason.strip():
        faults["reason"] = "请写明原因。"
    if not measure.strip():
        faults["measure"] = "请写明纠偏措施和时间。"
    if faults:
        raise Refused("incomplete", fields=faults)
    changed = round_.items.filter(place=place).update(
        cause=cause, reason=reason.strip(), measure=measure.strip(), possibility=possibility
    )
    if not changed:
        raise Missing("这一项")


def close_round(*, round_id: int, by: Sight, now: datetime) -> None:
    """Close a round; every red item must be explained, with a measure."""
    need(by, "performance.record", "报送绩效监控")
    round_ = round_for(by, round_id)
    _still_open(round_)
    silent = list(round_.items.filter(light="red", measure="").values_list("title", flat=True))
    if silent:
        raise Refused("unexplained", f"以下红灯还没有写原因和措施：{'、'.join(silent)}。")
    Round.objects.filter(pk=round_.pk).update(closed_at=now, version=round_.version + 1)


def round_for(by: Sight, round_id: int) -> Round:
    """The round, locked, if its unit is theirs. Raises Missing."""
    round_ = Round.objects.select_for_update().filter(pk=round_id).first()
    if round_ is None:
        raise Missing("这次监控")
    unit_for(by, round_.unit_id)
    return round_


def _still_open(round_: Round) -> None:
    if round_.closed_at is not None:
        raise Refused("closed", "这次监控已经报送，不能再改；有新情况请开展下一次监控。")
