"""Forms drawn from the definitions: they ask and keep what was typed; the commands judge."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django import forms

from hejia.accounts.public import AgencyFacts, agencies_by_kind
from hejia.kernel.asking import Asked
from hejia.kernel.facts import Fact, Kind
from hejia.kernel.workflow import Step
from hejia.ledger.checking import facts_of
from hejia.ledger.definitions import EVIDENCE_TYPES, Definition, kinds
from hejia.ledger.models import Entry
from hejia.ledger.workflow import Status

Choices = list[Any]
LONG: Final = 300
_YES_NO: Final = [("1", "是"), ("0", "否")]
_ANY: Final = [("", "全部")]


def asking(facts: Iterable[Fact], own: list[AgencyFacts], data: Any = None) -> Asked:
    """The form that asks for `facts`; `own` are the agencies to choose from."""
    form = Asked(data)
    for fact in facts:
        made = _field(fact, own)
        made.label, made.help_text, made.required = fact.label, fact.help, fact.required
        form.fields[fact.name] = made
    return form


def _field(fact: Fact, own: list[AgencyFacts]) -> forms.Field:
    if fact.kind is Kind.AGENCY:
        return _select([("", "请选择"), *agencies_by_kind(own)], search=len(own) > 8)
    if fact.kind is Kind.CODE and isinstance(fact.codes, tuple):
        return _select([("", "请选择"), *fact.codes])
    if fact.kind is Kind.FLAG:
        return _select([("", "请选择"), *_YES_NO])
    attrs: dict[str, Any] = {}
    if fact.kind is Kind.DATE:
        attrs = {"type": "date"}
    elif fact.kind is Kind.NUMBER:
        attrs = {"inputmode": "decimal", "autocomplete": "off"}
    elif fact.max_length > LONG:
        widget = forms.Textarea(attrs={"rows": 4, "maxlength": fact.max_length})
        return forms.CharField(widget=widget)
    else:
        attrs = {"maxlength": fact.max_length}
    return forms.CharField(widget=forms.TextInput(attrs=attrs))


def _select(found: Choices, *, search: bool = False) -> forms.ChoiceField:
    attrs = {"data-search": "", "data-placeholder": "输入名称查找"} if search else {}
    return forms.ChoiceField(choices=found, widget=forms.Select(attrs=attrs))


def entry_form(what: Definition, own: list[AgencyFacts], data: Any = None) -> Asked:
    """The form of a kind; fields that repeat offer what was written before (`offer-<name>`)."""
    form = asking(facts_of(what), own, data)
    for one in what.stated:
        if one.suggest:
            form.fields[one.name].widget.attrs |= {
                "list": f"offer-{one.name}", "autocomplete": "off"
            }  # fmt: skip
    form.fields["title"].widget.attrs["autofocus"] = True
    return form


def as_typed(entry: Entry) -> dict[str, str]:
    """A record as its form would hold it."""
    head: Mapping[str, Any] = {
        "agency": entry.agency_id, "title": entry.title, "starts_on": entry.starts_on,
        "ends_on": entry.ends_on, "person_times": entry.person_times, "money": entry.money,
    }  # fmt: skip
    typed = {name: str(value) for name, value in head.items() if value is not None}
    words = {True: "1", False: "0"}
    fields = {n: words[v] if isinstance(v, bool) else str(v) for n, v in entry.fields.items()}
    return typed | fields


def step_form(step: Step, data: Any = None) -> Asked:
    """What a step with a record asks; several stand on one page, each with ids of its own."""
    form = asking(step.facts, [], data)
    form.auto_id = f"{step.action}_%s"
    return form


def file_form(data: Any = None) -> Asked:
    """What is asked with a file of evidence."""
    form = Asked(data)
    form.fields["type"] = _select([("", "请选择"), *EVIDENCE_TYPES.items()])
    form.fields["type"].label = "种类"
    form.fields["personal"] = forms.BooleanField(
        label="含个人信息（签到表、身份证明等）", required=False,
        widget=forms.CheckboxInput(attrs={"value": "1"}),
        help_text="打开含个人信息的材料会留痕。",
    )  # fmt: skip
    form.fields["file"] = forms.FileField(
        label="文件", help_text="PDF、JPG、PNG、DOCX、XLSX，不超过 20 MB。"
    )
    return form


class Filters(forms.Form):
    """The filters of a list of records, named as `queries.filters.Filter` names them."""

    def __init__(self, data: Any, own: list[AgencyFacts], what: Definition | None = None) -> None:
        super().__init__(data)
        self.add("q", "关键字", forms.CharField(widget=forms.TextInput(attrs={"type": "search"})))
        self.add("kind", "类别", _kinds(kinds().values()))
        if what and what.group:
            self.add("group", what.field(what.group).label, _group(what))
        if what and what.share:
            label = what.field(what.share).label
            self.add("held", label, _select([*_ANY, *_YES_NO, ("none", "尚未确定")]))
        self.add("status", "状态", _select([*_ANY, *Status.choices]))
        for name, label in (("first", "自（含）"), ("last", "至（含）")):
            self.add(name, label, _day())
        self.add("agency", "单位", _select([*_ANY, *agencies_by_kind(own)], search=True))
        if self.data.get("due"):
            self.add("due", "期限不晚于", _day())

    def add(self, name: str, label: str, field: forms.Field) -> None:
        field.label, field.required = label, False
        self.fields[name] = field


class MonthFilters(Filters):
    """Those of the calendar; the month itself is kept."""

    def __init__(self, data: Any, own: list[AgencyFacts]) -> None:
        forms.Form.__init__(self, data)
        self.add("month", "月份", forms.CharField(widget=forms.TextInput(attrs={"type": "month"})))
        self.add("kind", "类别", _kinds(one for one in kinds().values() if one.calendar))
        self.add("agency", "单位", _select([*_ANY, *agencies_by_kind(own)], search=True))


def _day() -> forms.Field:
    return forms.CharField(widget=forms.TextInput(attrs={"type": "date"}))


def _kinds(found: Iterable[Definition]) -> forms.Field:
    sections: dict[str, Choices] = defaultdict(list)
    for one in found:
        sections[one.section].append((one.id, one.label))
    return _select([*_ANY, *sections.items()])


def _group(what: Definition) -> forms.Field:
    """The values of the grouping field; free text where the definition names none."""
    choices = what.field(what.group).choices
    if not choices:
        return forms.CharField(widget=forms.TextInput(attrs={"autocomplete": "off"}))
    return _select([*_ANY, *((one, one) for one in choices)])
