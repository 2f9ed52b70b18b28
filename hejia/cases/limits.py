"""Time limits as rows: per clock and risk colour how long, from which basis, who is told.

The defaults stand in `data/limits.toml`; the back office saves the same rows as versions. Rows
are read and validated here, and nowhere else. Pure: no Django, no clock, no database.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any, Final, NamedTuple, TypeVar

from hejia.cases.vocabulary import Labelled, RiskLevel, Scope
from hejia.kernel.calendar import Limit, Unit
from hejia.kernel.errors import Refused

T = TypeVar("T", bound=Labelled)


class ClockKind(Labelled):
    """What is owed by a moment."""

    DISPATCH = "dispatch", "分派"
    NOTICE = "notice", "受理告知"
    SIGN = "sign", "签收"
    FIRST_CONTACT = "first_contact", "首次联系"
    ASSESS = "assess", "危险评估"
    REASSESS = "reassess", "复评"
    FIRST_RESPONSE = "first_response", "首次处置反馈"
    ASSIST = "assist", "协办反馈"
    CLOSE = "close", "办结"
    HARD_CLOSE = "hard_close", "办结上限"
    REVIEW = "review", "办结审核"
    VISIT = "visit", "回访"


class Applies(Labelled):
    """To which cases of a colour a row applies."""

    ALWAYS = "always", "全部"
    DV = "dv", "涉家庭暴力"
    NOT_DV = "not_dv", "不涉家庭暴力"
    PETITION = "petition", "信访事项"
    NOT_PETITION = "not_petition", "非信访事项"


class Since(Labelled):
    """From where an escalation is counted."""

    START = "start", "自计时起"
    DUE = "due", "自到期起"


@dataclass(frozen=True, slots=True)
class Escalation:
    """Tell `to` so long after the clock's start or its due moment (0: at that moment)."""

    since: Since
    amount: int
    unit: Unit
    to: Scope


@dataclass(frozen=True, slots=True)
class Extension:
    """How often and by how many days at most a limit may be lengthened, and who approves."""

    times: int
    days: int
    by: Scope


class Granted(NamedTuple):
    """What the next extension of a case lengthens, and by which rule; `times` counts all so far."""

    clock: ClockKind
    rule: Extension

    @property
    def text(self) -> str:
        """In words: what, how long, by whom."""
        stop = self.clock is ClockKind.HARD_CLOSE
        what = "办结期限和办结上限同时延长，各" if stop else "办结期限延长，"
        return f"{what}至多 {self.rule.days} 天，由{self.rule.by.label}或以上审批。"


def next_extension(given: int, closing: Extension | None, stop: Extension | None) -> Granted | None:
    """After `given` extensions: the closing first, then the upper limit along with it.

    The upper limit of a petition matter, 60 days, takes another 30 with its own approval
    (信访工作条例第34条). Where all are used up, the rule of the last one says so by its `times`.
    """
    own = closing.times if closing is not None else 0
    if stop is not None and (closing is None or given >= own):
        return Granted(ClockKind.HARD_CLOSE, replace(stop, times=own + stop.times))
    return Granted(ClockKind.CLOSE, closing) if closing is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLimit:
    """One row. `turn`: the n-th revisit or re-assessment; `repeats`: also all later ones.

    `sample`: per cent of cases for which it is owed at all. `becomes`: the colour that violence
    nobody assessed takes when the limit passes (jobs.manage_unassessed). `version` is that of
    the set of rows it belongs to.
    """

    kind: ClockKind
    level: RiskLevel
    limit: Limit
    basis: str
    turn: int = 1
    repeats: bool = False
    applies: Applies = Applies.ALWAYS
    pausable: bool = False
    sample: int = 100
    becomes: RiskLevel | None = None
    extension: Extension | None = None
    escalations: tuple[Escalation, ...] = ()
    version: int = 1

    def applies_to(self, *, is_dv: bool, petition: bool) -> bool:
        """Whether a case of this kind is bound by the row."""
        if self.applies is Applies.ALWAYS:
            return True
        if self.applies in (Applies.DV, Applies.NOT_DV):
            return is_dv == (self.applies is Applies.DV)
        return petition == (self.applies is Applies.PETITION)


class Limits:
    """One version of all rows, found by clock and colour."""

    def __init__(self, rows: Iterable[TimeLimit], *, version: int = 1) -> None:
        self.version = version
        self.rows = tuple(rows)
        self._by: dict[tuple[str, str], tuple[TimeLimit, ...]] = {}
        for row in self.rows:
            key = row.kind.value, row.level.value
            self._by[key] = (*self._by.get(key, ()), row)

    def find(
        self, kind: str, level: str, *, is_dv: bool, petition: bool, turn: int = 1
    ) -> TimeLimit | None:
        """The row for this clock, or None where nothing is owed."""
        latest: TimeLimit | None = None
        for row in self._by.get((kind, level), ()):
            if not row.applies_to(is_dv=is_dv, petition=petition):
                continue
            if row.turn == turn:
                return row
            if row.repeats and row.turn < turn and (latest is None or row.turn > latest.turn):
                latest = row
        return latest

    def turns(self, kind: str, level: str, *, is_dv: bool, petition: bool) -> list[TimeLimit]:
        """All rows of a kind with several turns, in order (revisits)."""
        rows = self._by.get((kind, level), ())
        found = [row for row in rows if row.applies_to(is_dv=is_dv, petition=petition)]
        return sorted(found, key=lambda row: row.turn)


@cache
def default_limits() -> Limits:
    """The limits the system starts with (version 1)."""
    text = files("hejia.cases").joinpath("data/limits.toml").read_text("utf-8")
    table = tomllib.loads(text)
    return read_limits(table["limits"], version=table["version"])


def read_limits(rows: Sequence[Mapping[str, Any]], *, version: int) -> Limits:
    """Rows as saved (JSON or TOML), validated.

    Raises `Refused("bad_limits")`; `fields` holds one sentence per wrong row under its place
    ("0", "1" …), and under "" what is wrong with the rows together.
    """
    faults: dict[str, str] = {}
    good: list[TimeLimit] = []
    for place, raw in enumerate(rows):
        try:
            good.append(_row(raw, version))
        except _Fault as fault:
            faults[str(place)] = f"第 {place + 1} 行：{fault}"
    if not faults and (gaps := _gaps(good)):
        faults[""] = gaps
    if faults:
        raise Refused("bad_limits", fields=faults)
    return Limits(good, version=version)


class _Fault(Exception):
    """A sentence about one row."""


_FIELDS: Final = frozenset(
    {
        *("kind", "level", "amount", "unit", "basis", "turn", "repeats", "applies"),
        *("pausable", "sample", "becomes", "extension", "escalate"),
    }
)


def _row(raw: Mapping[str, Any], version: int) -> TimeLimit:
    unknown = sorted(set(raw) - _FIELDS)
    if unknown:
        raise _Fault(f"没有“{'、'.join(unknown)}”这一项。")
    kind, unit = _one(ClockKind, raw, "kind", "事项"), _unit(raw.get("unit"))
    pausable = bool(raw.get("pausable", False))
    if pausable and unit == Unit.WORK_HOUR:
        raise _Fault("按工作小时计的时限不能设为可暂停，请改用小时或者日。")
    if not str(raw.get("basis", "")).strip():
        raise _Fault("请写明依据（法规条款或者“本区规定”）。")
    becomes = _one(RiskLevel, raw, "becomes", "逾期后等级") if raw.get("becomes") else None
    return TimeLimit(
        kind=kind,
        level=_one(RiskLevel, raw, "level", "风险等级"),
        limit=Limit(_number(raw, "amount", "时限", 1, 3650), unit),
        basis=str(raw["basis"]).strip(),
        turn=_number({"turn": 1} | dict(raw), "turn", "次序", 1, 99),
        repeats=bool(raw.get("repeats", False)),
        applies=_one(Applies, {"applies": "always"} | dict(raw), "applies", "适用范围"),
        pausable=pausable,
        sample=_number({"sample": 100} | dict(raw), "sample", "抽样比例", 0, 100),
        becomes=becomes,
        extension=_extension(raw.get("extension")),
        escalations=tuple(_escalation(str(one)) for one in raw.get("escalate", ())),
        version=version,
    )


def _one(kind: type[T], raw: Mapping[str, Any], name: str, label: str) -> T:
    try:
        return kind.of(str(raw.get(name, "")))
    except ValueError:
        raise _Fault(f"{label}没有“{raw.get(name, '')}”这一选项。") from None


def _unit(value: object) -> Unit:
    try:
        return Unit(str(value))
    except ValueError:
        raise _Fault(f"单位没有“{value}”这一选项。") from None


def _number(raw: Mapping[str, Any], name: str, label: str, least: int, most: int) -> int:
    value = raw.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise _Fault(f"{label}应为 {least} 至 {most} 的整数。")
    return value


def _extension(raw: object) -> Extension | None:
    if raw is None:
        return None
    if not isinstance(raw, Mapping):
        raise _Fault("延期规则应写明次数、天数和审批级别。")
    return Extension(
        _number(raw, "times", "延期次数", 1, 9),
        _number(raw, "amount", "延期天数", 1, 365),
        _one(Scope, raw, "by", "审批级别"),
    )


def _escalation(text: str) -> Escalation:
    """From four words: since, amount, unit, to (`start 15 minute street`)."""
    words = text.split()
    if len(words) != 4 or not words[1].isdecimal():
        raise _Fault(f"升级规则“{text}”应为四项：自何时起、多久、单位、升至何级。")
    named = {"since": words[0], "to": words[3]}
    unit = _unit(words[2])
    if unit not in (Unit.MINUTE, Unit.HOUR, Unit.DAY):
        raise _Fault("升级规则的单位只能是分钟、小时或者日。")
    since = _one(Since, named, "since", "升级起算")
    return Escalation(since, int(words[1]), unit, _one(Scope, named, "to", "升至"))


#: Without a limit for these no case may run: a deadline would pass unseen.
_NEEDED: Final = (
    ClockKind.DISPATCH,
    ClockKind.SIGN,
    ClockKind.FIRST_CONTACT,
    ClockKind.CLOSE,
    ClockKind.HARD_CLOSE,
    ClockKind.REVIEW,
)
_SORTS: Final = tuple((dv, petition) for dv in (True, False) for petition in (True, False))


def _gaps(rows: Sequence[TimeLimit]) -> str:
    """What the rows say twice or lack together, as a sentence; empty when they are sound."""
    bound = [
        (kind, level, [row.turn for row in rows if _binds(row, kind, level, dv, petition)])
        for kind in ClockKind
        for level in RiskLevel
        for dv, petition in _SORTS
    ]
    for kind, level, turns in bound:
        if len(turns) != len(set(turns)):
            return f"{kind.label}在“{level.label}”有两行相互重复，请删去一行。"
    for kind, level, turns in bound:
        if kind in _NEEDED and 1 not in turns:
            return f"{kind.label}在“{level.label}”没有时限，请补上一行。"
    return ""


def _binds(row: TimeLimit, kind: ClockKind, level: RiskLevel, dv: bool, petition: bool) -> bool:
    same = row.kind is kind and row.level is level
    return same and row.applies_to(is_dv=dv, petition=petition)
