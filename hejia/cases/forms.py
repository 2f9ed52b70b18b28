"""Forms drawn from declared facts: what the table asks for is what the page asks for.

These forms ask and keep what was typed; they judge nothing. Checking is the commands', whose
refusal comes back with one sentence per field and is shown where it belongs (`refuse`).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django import forms

from hejia.accounts.public import agencies, agencies_by_kind
from hejia.cases.commands.statement import PARTY_FACTS, REPORT_FACTS
from hejia.cases.queries.filters import Order
from hejia.cases.vocabulary import family_of
from hejia.cases.workflow import Action, Status
from hejia.kernel import reference
from hejia.kernel.asking import Asked
from hejia.kernel.codes import choices
from hejia.kernel.facts import Fact, Kind
from hejia.places.public import Level, areas, communities_by_street

Choices = list[Any]
FEW: Final = 8
"""Up to so many choices lie open side by side; more are searched."""
LONG: Final = 300
"""A text that may grow beyond this many characters gets several lines."""
SHOWN_WHEN: Final = {"dissatisfied_with": "satisfaction=4|5", "terminate_reason": "result=02"}
"""Facts that only certain answers to another one call for."""
YES_NO: Final = [("1", "是"), ("0", "否")]


def asking(facts: Iterable[Fact], data: Any = None, **options: Any) -> Asked:
    """The form that asks for `facts`."""
    form = Asked(data, **options)
    for fact in facts:
        form.fields[fact.name] = field_for(fact)
    return form


def field_for(fact: Fact) -> forms.Field:
    """The field for a fact, by its kind."""
    made = _FIELDS.get(fact.kind, _text)(fact)
    made.label, made.help_text, made.required = fact.label, fact.help, fact.required
    if fact.name in SHOWN_WHEN:
        made.widget.attrs["data-shown-when"] = SHOWN_WHEN[fact.name]
    return made


def _text(fact: Fact) -> forms.Field:
    attrs = {"maxlength": fact.max_length}
    if fact.max_length > LONG:
        return forms.CharField(widget=forms.Textarea(attrs=attrs | {"rows": 4}))
    return forms.CharField(widget=forms.TextInput(attrs=attrs))


def _code(fact: Fact) -> forms.Field:
    known = options(fact)
    if len(known) <= FEW and fact.required:
        return forms.ChoiceField(choices=known, widget=forms.RadioSelect)
    grouped = _by_family(known) if fact.codes == "dispute_type" else known
    attrs = {"data-search": ""} if len(known) > FEW else {}
    return forms.ChoiceField(choices=[("", "请选择"), *grouped], widget=forms.Select(attrs=attrs))


def _codes(fact: Fact) -> forms.Field:
    return forms.MultipleChoiceField(choices=options(fact), widget=forms.CheckboxSelectMultiple)


def options(fact: Fact) -> Choices:
    """The (code, label) pairs a fact may be chosen from."""
    return list(fact.codes) if isinstance(fact.codes, tuple) else list(choices(fact.codes or ""))


def _by_family(known: Choices) -> Choices:
    """Sub-types under the heading of their family; the family itself may be chosen, too."""
    names = dict(known)
    grouped: dict[str, Choices] = defaultdict(list)
    for code, label in known:
        family = family_of(code)
        word = f"{label}（未细分）" if code == family else label
        grouped[names.get(family, family)].append((code, word))
    return [(family, members) for family, members in grouped.items()]


def _agency(_: Fact) -> forms.Field:
    attrs = {"data-search": "", "data-placeholder": "输入单位名称查找"}
    return forms.ChoiceField(
        choices=[("", "请选择"), *agencies_by_kind(agencies())], widget=forms.Select(attrs=attrs)
    )


def _flag(fact: Fact) -> forms.Field:
    if fact.required:
        return forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect)
    return forms.BooleanField(widget=forms.CheckboxInput(attrs={"value": "1"}))


def _moment(_: Fact) -> forms.Field:
    return forms.CharField(widget=forms.TextInput(attrs={"type": "datetime-local"}))


def _date(_: Fact) -> forms.Field:
    return forms.CharField(widget=forms.TextInput(attrs={"type": "date"}))


def _number(fact: Fact) -> forms.Field:
    attrs: dict[str, Any] = {"type": "number", "inputmode": "decimal"}
    bounds = {"min": fact.least, "max": fact.most}
    attrs |= {name: value for name, value in bounds.items() if value is not None}
    return forms.CharField(widget=forms.TextInput(attrs=attrs))


def _record(_: Fact) -> forms.Field:
    attrs = {"data-remote": "/cases/pick", "data-placeholder": "输入案件编号、当事人电话或关键字"}
    return forms.CharField(widget=forms.TextInput(attrs=attrs))


_FIELDS: Final = {
    Kind.TEXT: _text,
    Kind.CODE: _code,
    Kind.CODES: _codes,
    Kind.AGENCY: _agency,
    Kind.FLAG: _flag,
    Kind.CONFIRM: lambda _: forms.BooleanField(widget=forms.CheckboxInput(attrs={"value": "1"})),
    Kind.MOMENT: _moment,
    Kind.DATE: _date,
    Kind.NUMBER: _number,
    Kind.RECORD: _record,
}

_FACTS: Final = {fact.name: fact for fact in REPORT_FACTS}
_HIDDEN: Final = ("address_code", "lon", "lat")
_WHY: Final = {
    "screening": "有暴力或威胁的案件同时送达街道和区，并立即开始计时；没有问就选“未询问”，不要猜。",
    "address": "按地址自动确定网格和承办社区，不必人工挑选。",
    "phone": "用于首次联系和查重，入库即加密，列表中只显示前三后四位。",
    "source_ref": "同一来源单号只会成为一个案件，重复登记不会多出一件。",
}
MOST_PARTIES: Final = 4


def report_form(data: Any = None) -> Asked:
    """The report less its parties."""
    form = asking(REPORT_FACTS, data)
    address = {
        "data-address": "/places/addresses",
        "data-areas": "/places/areas.geojson?level=3",
        "data-point": "/places/locate",
        "placeholder": "输入小区、道路或楼栋的任意两个字",
    }
    form.fields["address"].widget.attrs.update(address)
    form.fields["type"].widget.attrs["data-placeholder"] = "输入“离婚”“抚养”等字查找"
    form.fields["community"] = forms.ChoiceField(
        label="所属社区",
        required=False,
        choices=[("", "请选择"), *communities_by_street(by_code=True)],
        widget=forms.Select(attrs={"data-search": ""}),
        help_text="查不到地址时选择社区；都不清楚的可以留空，由分拨员核实。",
    )
    form.fields["screening"].widget = forms.RadioSelect(choices=choices("screening"))
    for name in _HIDDEN:
        form.fields[name].widget = forms.HiddenInput()
    for name, why in _WHY.items():
        if name in form.fields:
            form.fields[name].widget.attrs["data-why"] = why
    return form


def party_forms(data: Any = None, count: int = 1) -> list[Asked]:
    """One form per person of the report, prefixed parties.0, parties.1 …"""
    forms_ = [asking(PARTY_FACTS, data, prefix=f"parties.{n}") for n in range(count)]
    for form in forms_:
        form.fields["phone"].widget.attrs |= {"inputmode": "tel", "data-why": _WHY["phone"]}
        form.fields["special_groups"].required = False
    return forms_


_ANY: Final = [("", "全部")]


class Filters(forms.Form):
    """The filters of a list of cases, named as `queries.filters.Filter` names them."""

    q = forms.CharField(
        label="关键字",
        required=False,
        max_length=60,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": "编号、电话、姓名、地址、案情中的任意两个字"}
        ),
    )

    def __init__(self, data: Any, *names: str) -> None:
        super().__init__(data)
        for name in names:
            self.fields[name] = _filter(name)


def _select(label: str, found: Choices, *, search: bool = False) -> forms.Field:
    attrs = {"data-search": "", "data-placeholder": "全部"} if search else {}
    return forms.ChoiceField(
        label=label, required=False, choices=_ANY + found, widget=forms.Select(attrs=attrs)
    )


def _day(label: str) -> forms.Field:
    return forms.CharField(
        label=label, required=False, widget=forms.TextInput(attrs={"type": "date"})
    )


_ORDERS: Final = [(Order.NEWEST, "最新上报"), (Order.OLDEST, "最早上报"), (Order.DUE, "最近到期")]
_FILTERS: Final[Mapping[str, Any]] = {
    "status": lambda: _select("状态", list(Status.choices)),
    "risk": lambda: _select("风险", [("R1,R2", "红和橙"), *choices("risk_level")]),
    "street": lambda: _select("街道", [(one.id, one.name) for one in areas(Level.STREET)]),
    "community": lambda: _select("社区", communities_by_street(), search=True),
    "category": lambda: _select("大类", list(choices("category"))),
    "type": lambda: _select("类型", _by_family(list(choices("dispute_type"))), search=True),
    "source": lambda: _select("来源", list(choices("source")), search=True),
    "holder": lambda: _select("承办单位", agencies_by_kind(agencies()), search=True),
    "satisfaction": lambda: _select("满意度", list(choices("satisfaction"))),
    "is_dv": lambda: _select("涉家暴", [("1", "是"), ("0", "否")]),
    "overdue": lambda: _select("时限", [("1", "已超时限")]),
    "reported_from": lambda: _day("上报日期起"),
    "reported_to": lambda: _day("上报日期止"),
    "order": lambda: _select("排序", [(order.value, word) for order, word in _ORDERS]),
}


@reference.kept
def _filter(name: str) -> forms.Field:
    """One filter's field, made once: its choices are everybody's until reference data changes."""
    field: forms.Field = _FILTERS[name]()
    return field


def label_of(action: str) -> str:
    """The word on the button of an action."""
    return str(Action(action).label)
