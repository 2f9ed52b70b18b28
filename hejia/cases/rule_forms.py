"""Forms for one time limit and one dispatch rule: the row as typed, and back again."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.forms.boundfield import BoundField

from hejia.accounts.public import agencies
from hejia.cases.limits import ClockKind, Since
from hejia.cases.route_rules import FIELDS, Operator, TargetKind
from hejia.cases.vocabulary import RiskLevel, Scope
from hejia.kernel.codes import choices, label
from hejia.kernel.periods import UNIT_LABELS, Unit
from hejia.places.public import Level, areas

LADDER: Final = 3
CONDITIONS: Final = 3
_NONE: Final = ("", "（无）")
_UNITS: Final = [(unit.value, UNIT_LABELS[unit]) for unit in Unit]
_LADDER_UNITS: Final = [(u.value, UNIT_LABELS[u]) for u in (Unit.MINUTE, Unit.HOUR, Unit.DAY)]


def _whole(what: str, least: int, most: int) -> dict[str, str]:
    """What is said of a number that is none, or lies outside."""
    bounds = f"{what}应为 {least} 到 {most} 的整数。"
    return {"required": f"请填写{what}。"} | dict.fromkeys(
        ("invalid", "min_value", "max_value"), bounds
    )


def _day_field(what: str, help_text: str) -> forms.DateField:
    return forms.DateField(
        label=what,
        required=False,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": f"{what}应如 2026-03-02。"},
    )


class LimitFilter(forms.Form):
    """Which of the limits are shown."""

    kind = forms.ChoiceField(
        label="事项", required=False, choices=[("", "全部"), *ClockKind.choices()]
    )
    level = forms.ChoiceField(
        label="等级", required=False, choices=[("", "全部"), *RiskLevel.choices()]
    )


class LimitForm(forms.Form):
    """How long, from which basis, whom to tell when it passes.

    What makes no difference to a clock is not asked: only revisits are sampled, only the closing
    is extended.
    """

    seen = forms.IntegerField(widget=forms.HiddenInput)
    amount = forms.IntegerField(
        label="时限", min_value=1, max_value=3650, error_messages=_whole("时限", 1, 3650)
    )
    unit = forms.ChoiceField(label="单位", choices=_UNITS)
    basis = forms.CharField(
        label="依据",
        max_length=120,
        help_text="法规条款，或“本区规定”",
        error_messages={"required": "请填写依据，没有法规条款的写“本区规定”。"},
    )
    pausable = forms.BooleanField(label="中止期间暂停计时", required=False)
    sample = forms.IntegerField(
        label="抽样比例（%）",
        min_value=0,
        max_value=100,
        help_text="100 即全部",
        error_messages=_whole("抽样比例", 0, 100),
    )
    becomes = forms.ChoiceField(
        label="逾期后按此等级管理",
        choices=[(one.value, one.label) for one in (RiskLevel.R2, RiskLevel.R1)],
        help_text="逾期仍未评估的涉家庭暴力案件，至少按橙色管理",
    )
    extension_times = forms.IntegerField(
        label="可延期次数",
        required=False,
        min_value=0,
        max_value=9,
        help_text="0 或空为不可延期",
        error_messages=_whole("可延期次数", 0, 9),
    )
    extension_days = forms.IntegerField(
        label="每次最多延长（天）",
        required=False,
        min_value=1,
        max_value=365,
        error_messages=_whole("每次最多延长的天数", 1, 365),
    )
    extension_by = forms.ChoiceField(
        label="延期由谁批", required=False, choices=[_NONE, *Scope.choices()]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key in _beside_the_point(self.initial):
            for name in [n for n in self.fields if n == key or n.startswith(f"{key}_")]:
                del self.fields[name]
        for place in range(1, LADDER + 1):
            self.fields |= {
                f"since{place}": forms.ChoiceField(
                    label="自", required=False, choices=[_NONE, *Since.choices()]
                ),
                f"after{place}": forms.IntegerField(
                    label="多久后",
                    required=False,
                    min_value=0,
                    max_value=3650,
                    error_messages=_whole(f"升级 {place} 的“多久后”", 0, 3650),
                ),
                f"after_unit{place}": forms.ChoiceField(
                    label="单位", required=False, choices=_LADDER_UNITS
                ),
                f"to{place}": forms.ChoiceField(
                    label="告知", required=False, choices=[_NONE, *Scope.choices()]
                ),
            }

    @property
    def plain(self) -> list[BoundField]:
        """What stands before the escalations."""
        return [one for one in self.visible_fields() if not one.name[-1].isdigit()]

    @property
    def groups(self) -> list[tuple[str, list[BoundField]]]:
        """The escalations, each to be filled in as one."""
        return _groups(self, "升级", LADDER)

    @staticmethod
    def initial_of(row: Mapping[str, Any], seen: int) -> dict[str, Any]:
        """The row as the form shows it."""
        extension = row.get("extension") or {}
        shown: dict[str, Any] = {"sample": 100, "pausable": False} | dict(row) | {"seen": seen}
        shown |= {f"extension_{name}": extension.get(key) for name, key in _EXTENSION.items()}
        for place, rung in enumerate(row.get("escalate", ()), 1):
            since, after, unit, to = str(rung).split()
            shown |= {f"since{place}": since, f"after{place}": after}
            shown |= {f"after_unit{place}": unit, f"to{place}": to}
        return shown

    def row(self, before: Mapping[str, Any]) -> dict[str, Any]:
        """The row as it is saved: what it is for stays, the rest is as typed."""
        typed = self.cleaned_data
        kept = {k: before[k] for k in (*_GIVEN, *_beside_the_point(before)) if k in before}
        asked = ("amount", "unit", "basis", "pausable", "sample", "becomes")
        made = {k: typed[k] for k in asked if k in typed}
        if typed.get("extension_times"):
            made["extension"] = {
                key: typed[f"extension_{name}"] for name, key in _EXTENSION.items()
            }
        made["escalate"] = [
            self._rung(place) for place in range(1, LADDER + 1) if self._told(place)
        ]
        return kept | made

    def clean(self) -> dict[str, Any]:
        """An escalation that is only begun is asked for, not forgotten; so is an extension."""
        typed = self.cleaned_data
        for place in range(1, LADDER + 1):
            since, after, to = (typed.get(f"{name}{place}") for name in ("since", "after", "to"))
            begun = bool(since or to or after is not None)
            if begun and not since:
                self.add_error(
                    f"since{place}", "请选择自何时起算，不需要这一级升级的，三项都留空。"
                )
            if begun and not to:
                self.add_error(f"to{place}", "请选择告知哪一级，不需要这一级升级的，三项都留空。")
        if typed.get("extension_times"):
            for name, words in _EXTENSION_NEEDS.items():
                if not typed.get(name) and name not in self.errors:
                    self.add_error(name, words)
        return typed

    def _told(self, place: int) -> bool:
        return bool(self.cleaned_data[f"since{place}"] and self.cleaned_data[f"to{place}"])

    def _rung(self, place: int) -> str:
        typed = self.cleaned_data
        after = f"{typed[f'after{place}'] or 0} {typed[f'after_unit{place}']}"
        return f"{typed[f'since{place}']} {after} {typed[f'to{place}']}"


def _takes_colour(row: Mapping[str, Any]) -> bool:
    """Only violence nobody assessed takes another colour when its time runs out."""
    return (row.get("kind"), row.get("level"), row.get("applies")) == ("assess", "R0", "dv")


def _beside_the_point(row: Mapping[str, Any]) -> list[str]:
    """What of a row makes no difference to its clock."""
    kind = row.get("kind")
    keys = [] if _takes_colour(row) else ["becomes"]
    keys += [] if kind == ClockKind.VISIT else ["sample"]
    return keys if kind in (ClockKind.CLOSE, ClockKind.HARD_CLOSE) else [*keys, "extension"]


def _groups(form: forms.Form, label: str, count: int) -> list[tuple[str, list[BoundField]]]:
    """Fields that end in one number, under its heading."""
    every = form.visible_fields()
    return [
        (f"{label} {n}", [one for one in every if one.name.endswith(str(n))])
        for n in range(1, count + 1)
    ]


_GIVEN: Final = ("kind", "level", "turn", "repeats", "applies")
_EXTENSION_NEEDS: Final = {
    "extension_days": "可以延期的，请填写每次最多延长几天。",
    "extension_by": "可以延期的，请选择由谁批。",
}
_EXTENSION: Final = {"times": "times", "days": "amount", "by": "by"}
_VALID: Final = ("valid_from", "valid_until")
_FIELDS: Final = [_NONE, *((name, kind.label) for name, kind in FIELDS.items())]


class RouteForm(forms.Form):
    """When a rule holds, who handles the case then, and who is told at once."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    order = forms.IntegerField(
        label="次序",
        min_value=1,
        max_value=9999,
        help_text="小的先看",
        error_messages=_whole("次序", 1, 9999),
    )
    name = forms.CharField(label="名称", max_length=60, error_messages={"required": "请填写名称。"})
    enabled = forms.BooleanField(label="启用", required=False)
    target = forms.ChoiceField(label="承办单位", choices=TargetKind.choices())
    target_code = forms.ChoiceField(
        label="指定单位",
        required=False,
        choices=lambda: [_NONE, *((one.code, one.name) for one in agencies())],
        widget=forms.Select(attrs={"data-search": ""}),
        help_text="承办单位选“指定单位”时选择",
        error_messages={"invalid_choice": "这个机构已不在用，请重新选择。"},
    )
    notify = forms.MultipleChoiceField(
        label="同时告知",
        required=False,
        choices=Scope.choices(),
        widget=forms.CheckboxSelectMultiple,
    )
    valid_from = _day_field("生效日期", "空为即日起")
    valid_until = _day_field("失效日期", "当天仍有效；空为一直有效")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        used = sum(name.startswith("field") for name in self.initial)
        self.conditions = max(CONDITIONS, used + 1)
        for place in range(1, self.conditions + 1):
            self.fields |= {
                f"field{place}": forms.ChoiceField(label="项目", required=False, choices=_FIELDS),
                f"op{place}": forms.ChoiceField(
                    label="比较", required=False, choices=[_NONE, *Operator.choices()]
                ),
                f"value{place}": forms.CharField(
                    label="值",
                    required=False,
                    max_length=200,
                    help_text="代码或名称，多个用顿号分开；时段如 20:00、08:00；是否填 是 或 否",
                ),
            }

    def clean(self) -> dict[str, Any]:
        """A condition that is only begun is asked for, not forgotten."""
        typed = self.cleaned_data
        for place in range(1, self.conditions + 1):
            named = typed.get(f"field{place}")
            if not named and (typed.get(f"op{place}") or typed.get(f"value{place}")):
                self.add_error(f"field{place}", "请选择项目；不需要这一条件的，三项都留空。")
            for name, words in (("op", "请选择如何比较"), ("value", "请填写值")):
                if named and not typed.get(f"{name}{place}"):
                    self.add_error(
                        f"{name}{place}", f"条件 {place}：{words}；不需要的，三项都留空。"
                    )
        return typed

    @property
    def plain(self) -> list[BoundField]:
        """What stands before the conditions."""
        return [one for one in self.visible_fields() if not one.name[-1].isdigit()]

    @property
    def groups(self) -> list[tuple[str, list[BoundField]]]:
        """The conditions, each to be filled in as one."""
        return _groups(self, "条件", self.conditions)

    @staticmethod
    def initial_of(row: Mapping[str, Any], seen: int) -> dict[str, Any]:
        """The row as the form shows it: codes in words."""
        kind, _, code = str(row.get("target", "community")).partition(":")
        shown: dict[str, Any] = {"enabled": True} | dict(row)
        shown |= {"seen": seen, "target": kind, "target_code": code}
        for place, condition in enumerate(row.get("when", ()), 1):
            shown |= {f"field{place}": condition["field"], f"op{place}": condition["op"]}
            shown[f"value{place}"] = _as_words(condition["field"], condition["value"])
        return shown

    def row(self) -> dict[str, Any]:
        """The row as it is saved; `route_rules.read_rules` validates it."""
        typed = self.cleaned_data
        code = f":{typed['target_code']}" if typed["target_code"] else ""
        return {
            "order": typed["order"],
            "name": typed["name"],
            "enabled": typed["enabled"],
            "target": f"{typed['target']}{code}",
            "notify": typed["notify"],
            "when": [
                {
                    "field": typed[f"field{n}"],
                    "op": typed[f"op{n}"],
                    "value": _as_codes(typed[f"field{n}"], typed[f"op{n}"], typed[f"value{n}"]),
                }
                for n in range(1, self.conditions + 1)
                if typed[f"field{n}"]
            ],
            **{name: typed[name].isoformat() for name in _VALID if typed[name]},
        }


def _as_words(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    codes = FIELDS[name].codes
    return "、".join(label(codes, one) if codes else one for one in value)


def _as_codes(name: str, operator: str, text: str) -> Any:
    """What was typed as the rule keeps it: a flag, or a list of codes and moments."""
    if operator == Operator.IS:
        return {"是": True, "否": False}.get(text.strip(), text)
    by_label = (
        {words: code for code, words in choices(FIELDS[name].codes)} if FIELDS[name].codes else {}
    )
    parts = text.replace(",", "、").replace("，", "、").split("、")
    return [by_label.get(part.strip(), part.strip()) for part in parts if part.strip()]


def _searched() -> forms.Select:
    return forms.Select(attrs={"data-search": ""})


class TryForm(forms.Form):
    """A case made up to see which rule would take it."""

    dispute_type = forms.ChoiceField(
        label="纠纷类型", choices=lambda: choices("dispute_type"), widget=_searched()
    )
    community = forms.ChoiceField(
        label="发生社区",
        required=False,
        choices=lambda: [_NONE, *((one.code, one.name) for one in areas(Level.COMMUNITY))],
        widget=_searched(),
    )
    risk = forms.ChoiceField(label="风险等级", required=False, choices=RiskLevel.choices())
    source = forms.ChoiceField(
        label="来源", required=False, choices=lambda: [_NONE, *choices("source")]
    )
