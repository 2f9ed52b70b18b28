"""What kinds of work records there are: each a typed row, defined in `kinds/*.toml`. Pure.

A kind says which fields a record has, what evidence it must carry before it is approved, whether
persons and money are counted, which stages it goes through, and by when it must be done. Forms,
lists, imports, totals and the figures of the performance report all follow from the definition.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, Final

from hejia.kernel.errors import Missing
from hejia.kernel.facts import Fact, Kind
from hejia.ledger.reckoning import DERIVATIONS

EVIDENCE_TYPES: Final = {
    "notice": "通知、方案",
    "sign_in": "签到表",
    "photo": "照片",
    "questionnaire": "问卷",
    "contract": "合同",
    "invoice": "发票",
    "approval": "批复、审核意见",
    "list": "名单、清单",
    "publication": "刊载截图、版面",
    "other": "其他",
}


class FieldType(StrEnum):
    """What a field holds; decides how it is asked for, checked, shown and added up."""

    TEXT = "text"
    LONG = "long"
    WHOLE = "whole"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    FLAG = "flag"
    CHOICE = "choice"


LARGEST: Final = Decimal(10) ** 12
"""No number of a record is larger: sums of them stay exact in the database."""
ADDED_UP: Final = frozenset({FieldType.WHOLE, FieldType.NUMBER, FieldType.MONEY})
_KINDS: Final = {
    FieldType.TEXT: Kind.TEXT,
    FieldType.LONG: Kind.TEXT,
    FieldType.WHOLE: Kind.NUMBER,
    FieldType.NUMBER: Kind.NUMBER,
    FieldType.MONEY: Kind.NUMBER,
    FieldType.DATE: Kind.DATE,
    FieldType.FLAG: Kind.FLAG,
    FieldType.CHOICE: Kind.CODE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a kind. `rule` names a derivation: worked out, never typed.

    `suggest`: the form offers what was written here before.
    """

    name: str
    label: str
    type: FieldType
    required: bool = False
    unit: str = ""
    choices: tuple[str, ...] = ()
    help: str = ""
    rule: str = ""
    suggest: bool = False

    @property
    def fact(self) -> Fact:
        """The field as something to be stated and checked (kernel.facts)."""
        pairs = tuple((choice, choice) for choice in self.choices) or None
        length = 2000 if self.type is FieldType.LONG else 200
        unit = f"单位：{self.unit}。" if self.unit else ""
        return Fact(
            self.name, self.label, _KINDS[self.type], self.required, pairs, max_length=length,
            least=-LARGEST, most=LARGEST, help=f"{unit}{self.help}",
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """Done within so many working days from one date (`starts_on`, or a field) to another."""

    workdays: int
    since: str
    until: str
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Within:
    """The parts together are never more than the whole."""

    parts: tuple[str, ...]
    whole: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """One kind of record. `persons` and `money` are their labels, "" where not counted.

    `evidence`: types of which at least one file must be there to submit. `stages` are passed in
    order before submitting, and the fields of `filled` are filled in. `unique` fields may not
    repeat within a year: within one agency, or (`shared`) within the whole district. `group`,
    `mean` and `share` (a flag) shape the summary over a kind; `mean` is a percentage that goes on
    after approval, by reports of progress. `calendar`: its days stand in the calendar.
    """

    id: str
    label: str
    section: str
    note: str = ""
    date_label: str = "日期"
    date_help: str = ""
    lasts: bool = False
    persons: str = ""
    money: str = ""
    evidence: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    unique: tuple[str, ...] = ()
    shared: bool = False
    filled: tuple[str, ...] = ()
    calendar: bool = True
    group: str = ""
    mean: str = ""
    share: str = ""
    clock: Clock | None = None
    within: tuple[Within, ...] = ()
    fields: tuple[Field, ...] = field(default=())

    @property
    def stated(self) -> tuple[Field, ...]:
        """The fields people fill in."""
        return tuple(one for one in self.fields if not one.rule)

    @property
    def derived(self) -> tuple[Field, ...]:
        return tuple(one for one in self.fields if one.rule)

    def field(self, name: str) -> Field:
        """Raises KeyError: which fields there are is the caller's own knowledge."""
        return {one.name: one for one in self.fields}[name]

    def label_of(self, name: str) -> str:
        """The label of a field, or of a name of every record. Raises KeyError."""
        head = {"title": "名称", "starts_on": self.date_label, "ends_on": "结束日期"}
        head |= {"person_times": self.persons, "money": self.money, "agency": "单位"}
        return head[name] if name in RESERVED else self.field(name).label


class BadKind(ValueError):
    """A definition that cannot be right; the message names file and flaws."""


@cache
def kinds() -> Mapping[str, Definition]:
    """Every kind by its id, in the order of their sections."""
    found = []
    for file in files("hejia.ledger").joinpath("kinds").iterdir():
        if file.name.endswith(".toml"):
            found.append(read_kind(tomllib.loads(file.read_text("utf-8")), file.name))
    found.sort(key=lambda one: (_SECTIONS.index(one.section), one.id))
    return {one.id: one for one in found}


def kind(id: str) -> Definition:
    """Raises Missing for one there is not."""
    found = kinds().get(id)
    if found is None:
        raise Missing("这类台账")
    return found


_SECTIONS: Final = ("活动与宣传", "评选", "法律与档案", "采购与资产", "调查与规划")
_TOP: Final = frozenset(Definition.__dataclass_fields__) - {"fields"} | {"field"}


def read_kind(rows: Mapping[str, Any], name: str) -> Definition:
    """A definition from its TOML. Raises BadKind with everything that is wrong with it."""
    flaws = [f"unknown key {key!r}" for key in rows.keys() - _TOP]
    try:
        made = _built(rows)
    except (KeyError, TypeError, ValueError) as error:
        raise BadKind(f"{name}: {'; '.join([*flaws, str(error)])}") from error
    flaws += _flaws(made)
    if flaws:
        raise BadKind(f"{name}: {'; '.join(flaws)}")
    return made


def _built(rows: Mapping[str, Any]) -> Definition:
    made = tuple(
        Field(**(row | {"type": FieldType(row["type"]), "choices": tuple(row.get("choices", ()))}))
        for row in rows["field"]
    )
    lists = {"evidence", "stages", "unique", "filled"}
    plain: dict[str, Any] = {
        key: tuple(value) if key in lists else value
        for key, value in rows.items()
        if key in _TOP - {"field", "clock", "within"}
    }
    clock = Clock(**rows["clock"]) if "clock" in rows else None
    within = tuple(
        Within(parts=tuple(r["parts"]), whole=r["whole"]) for r in rows.get("within", ())
    )
    return Definition(**plain, clock=clock, within=within, fields=made)


def _flaws(made: Definition) -> list[str]:
    names = [one.name for one in made.fields]
    known = set(names)
    parts = [name for one in made.within for name in (*one.parts, one.whole)]
    refers = [*made.unique, *made.filled, made.group, made.mean, made.share]
    refers += [name for name in parts if name not in RESERVED]
    ends = [made.clock.since, made.clock.until] if made.clock else []
    refers += [name for name in ends if name != "starts_on"]
    flaws = [f"field {name!r} is not there" for name in refers if name and name not in known]
    flaws += [f"field {name!r} twice" for name in known if names.count(name) > 1]
    flaws += [f"evidence {one!r} is no type" for one in made.evidence if one not in EVIDENCE_TYPES]
    flaws += [f"no section {made.section!r}"] if made.section not in _SECTIONS else []
    for one in made.fields:
        flaws += one.fact.flaws()
        if one.rule and one.rule not in DERIVATIONS:
            flaws.append(f"no rule {one.rule!r}")
        if one.name in RESERVED:
            flaws.append(f"{one.name!r} is a name of every record")
    return flaws


RESERVED: Final = frozenset({"title", "starts_on", "ends_on", "person_times", "money", "agency"})
