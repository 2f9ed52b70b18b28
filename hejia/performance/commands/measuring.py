"""Binding an indicator to what counts it, and recording what it came to, with evidence."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from django.conf import settings

from hejia.accounts.public import Sight
from hejia.kernel.calendar import CHINA
from hejia.kernel.errors import Missing, Refused
from hejia.performance.access import need, unit_for
from hejia.performance.figures import HUNDRED, divide
from hejia.performance.models import Evidence, Indicator, Measurement, Survey
from hejia.performance.queries.bindings import ENTERED, Asked, Counted, count, sources
from hejia.performance.targeting import QUALITATIVE

BANDS = {
    "达成年度指标": (Decimal("0.8"), Decimal(1)),
    "部分达成并具有一定效果": (Decimal("0.6"), Decimal("0.8")),
    "未达成且效果较差": (Decimal(0), Decimal("0.6")),
}
LARGEST = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Reading:
    """What was entered by hand: two parts of a rate, or a value, or a grade with coefficient."""

    until: date
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    value: Decimal | None = None
    grade: str = ""
    coefficient: Decimal | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """An uploaded file."""

    name: str
    content: bytes
    kind: str
    personal: bool


def indicator_for(by: Sight, indicator_id: int) -> Indicator:
    """The indicator, if its unit is theirs to see. Raises Missing."""
    found = (
        Indicator.objects.select_related("target__unit", "target__project")
        .filter(pk=indicator_id)
        .first()
    )
    if found is None:
        raise Missing("这个指标")
    unit_for(by, found.target.unit_id)
    return found


def bind(*, indicator_id: int, source: str, key: str, by: Sight) -> None:
    """Bind an indicator to a source, or back to entering by hand."""
    need(by, "performance.record", "绑定数据来源")
    indicator = indicator_for(by, indicator_id)
    target = indicator.target
    if source != ENTERED:
        known = sources().get(source)
        keys = [k for k, _ in known.choices(target.unit, target.year)] if known else []
        if key not in keys:
            raise Refused("incomplete", fields={"key": "请选择数据来源和其中的一项。"})
        if indicator.comparator == QUALITATIVE:
            raise Refused("qualitative", "定性指标由人评定，不能绑定数据来源。")
    binding = {} if source == ENTERED else {"key": key}
    Indicator.objects.filter(pk=indicator.pk).update(source=source, binding=binding)


def recount(*, indicator_id: int, until: date, by: Sight, now: datetime) -> Measurement:
    """Count a bound indicator up to a day and keep the count. Raises Refused."""
    need(by, "performance.record", "测量指标")
    indicator = indicator_for(by, indicator_id)
    target = indicator.target
    counted = count(indicator, Asked(target.unit, target.year, until, by.person_id, now))
    return keep_count(indicator, counted, until, by, now)


def recount_target(
    *, unit_id: int, year: int, project_id: int | None, by: Sight, now: datetime
) -> int:
    """Count every bound indicator of a target up to today (or the year's end); returns how many.

    One that has nothing to count yet stays as it was; Refused where none could be counted."""
    need(by, "performance.record", "测量指标")
    unit = unit_for(by, unit_id)
    until = min(now.astimezone(CHINA).date(), date(year, 12, 31))
    rows = Indicator.objects.filter(target__unit=unit, target__year=year).exclude(source=ENTERED)
    if project_id is None:
        rows = rows.filter(target__project=None)
    else:
        rows = rows.filter(target__project_id=project_id)
    asked = Asked(unit, year, until, by.person_id, now)
    done, silent = 0, []
    for row in rows.order_by("place"):
        try:
            keep_count(row, count(row, asked), until, by, now)
            done += 1
        except Refused as refusal:
            silent.append(refusal.sentence)
    if not done:
        raise Refused("nothing", "\n".join(("没有可以计数的指标。", *dict.fromkeys(silent))))
    return done


def keep_count(
    indicator: Indicator, counted: Counted, until: date, by: Sight, now: datetime
) -> Measurement:
    """Keep what was counted, with the definition used and the way back to the facts."""
    facts = asdict(counted)
    return Measurement.objects.create(
        indicator=indicator,
        until=until,
        numerator=counted.numerator,
        denominator=counted.denominator,
        value=round(counted.value, 4),
        counted={key: str(facts[key]) for key in ("definition", "excluded", "link", "kept")},
        actor_id=by.person_id,
        at=now,
    )


def record(
    *, indicator_id: int, reading: Reading, files: Sequence[File], by: Sight, now: datetime
) -> Measurement:
    """Record a reading entered by hand. A rate needs both its parts; nothing is typed as %."""
    need(by, "performance.record", "填报完成情况")
    indicator = indicator_for(by, indicator_id)
    if indicator.source != ENTERED:
        raise Refused("bound", "这个指标由系统计数，请用“重新计数”；要手填请先解除绑定。")
    faults = _faults(indicator, reading)
    faults |= _file_faults(files)
    if faults:
        raise Refused("incomplete", fields=faults)
    measurement = Measurement.objects.create(
        indicator=indicator,
        until=reading.until,
        numerator=reading.numerator,
        denominator=reading.denominator,
        value=_value(indicator, reading),
        grade=reading.grade,
        coefficient=reading.coefficient,
        text=reading.text.strip(),
        actor_id=by.person_id,
        at=now,
    )
    for file in files:
        _keep(measurement, file)
    return measurement


def is_rate(indicator: Indicator) -> bool:
    """Is it measured as numerator ÷ denominator?"""
    return indicator.unit == "%" and indicator.comparator != QUALITATIVE


def _faults(indicator: Indicator, reading: Reading) -> dict[str, str]:
    if reading.until.year != indicator.target.year:
        return {"until": f"截至日期应在 {indicator.target.year} 年。"}
    if indicator.comparator == QUALITATIVE:
        return _grade_faults(reading)
    if is_rate(indicator):
        return _rate_faults(reading)
    if reading.value is None or reading.value < 0:
        return {"value": "请填实际完成值，不小于 0。"}
    return {}


def _grade_faults(reading: Reading) -> dict[str, str]:
    if reading.grade not in BANDS:
        return {"grade": "请评定等级。"}
    low, high = BANDS[reading.grade]
    if reading.coefficient is None or not low <= reading.coefficient <= high:
        return {"coefficient": f"“{reading.grade}”的系数应在 {low:.0%} 至 {high:.0%} 之间。"}
    return {} if reading.text.strip() else {"text": "请写明达成时看到了什么。"}


def _rate_faults(reading: Reading) -> dict[str, str]:
    faults = {}
    if reading.numerator is None or reading.numerator < 0:
        faults["numerator"] = "比率由分子和分母算出：请填分子。"
    if reading.denominator is None or reading.denominator <= 0:
        faults["denominator"] = "请填分母，应大于 0。"
    if not faults and (reading.numerator or 0) > (reading.denominator or 0):
        faults["numerator"] = "分子大于分母，比率会超过 100%，请核对。"
    return faults


def _value(indicator: Indicator, reading: Reading) -> Decimal | None:
    if is_rate(indicator) and reading.numerator is not None and reading.denominator:
        return round(divide(reading.numerator, reading.denominator) * HUNDRED, 4)
    return None if indicator.comparator == QUALITATIVE else reading.value


def _file_faults(files: Sequence[File]) -> dict[str, str]:
    for file in files:
        if not file.content:
            return {"files": f"“{file.name}”是空文件。"}
        if len(file.content) > LARGEST:
            return {"files": f"“{file.name}”超过 20 MB，请压缩后再传。"}
    return {}


def folder() -> Path:
    """Where evidence lies, by digest."""
    return Path(settings.MEDIA_ROOT) / "performance"


def _keep(measurement: Measurement, file: File) -> None:
    digest = hashlib.sha256(file.content).hexdigest()
    place = folder() / digest[:2]
    place.mkdir(parents=True, exist_ok=True)
    path = place / digest
    if not path.exists():
        path.write_bytes(file.content)
    Evidence.objects.create(
        measurement=measurement,
        name=file.name[:150],
        digest=digest,
        size=len(file.content),
        kind=file.kind,
        personal=file.personal,
    )


def record_survey(
    *,
    unit_id: int,
    year: int,
    title: str,
    on: date,
    issued: int,
    returned: int,
    satisfied: int,
    scale: str,
    by: Sight,
) -> Survey:
    """Record a survey. Raises Refused where its numbers cannot be."""
    need(by, "performance.record", "登记满意度调查")
    unit = unit_for(by, unit_id)
    faults = {}
    if returned > issued:
        faults["returned"] = "收回份数不能多于发放份数。"
    if satisfied > returned:
        faults["satisfied"] = "满意份数不能多于收回份数。"
    if on.year != year:
        faults["on"] = f"调查日期应在 {year} 年。"
    if faults:
        raise Refused("incomplete", fields=faults)
    return Survey.objects.create(
        unit=unit, year=year, title=title.strip(), on=on, issued=issued, returned=returned,
        satisfied=satisfied, scale=scale.strip(),
    )  # fmt: skip
