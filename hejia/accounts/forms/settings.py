"""Forms of the back office for code lists and the working calendar."""

from collections.abc import Mapping
from typing import Any

from django import forms

from hejia.accounts.queries.settings import extra_choices
from hejia.accounts.vocabulary import EXTRA_LABELS
from hejia.kernel.code_changes import CodeValues
from hejia.kernel.codes import CodeTable


class CodeFilter(forms.Form):
    q = forms.CharField(label="名称、代码", required=False, max_length=40)


class _Lines(forms.CharField):
    """Several texts, one a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> Any:
        text: str = super().clean(value)
        return [line.strip() for line in text.splitlines() if line.strip()]


class _Number(forms.IntegerField):
    def __init__(self, **options: Any) -> None:
        super().__init__(error_messages={"invalid": "请填写整数。"}, **options)


_EXTRA: Mapping[str, type[forms.Field]] = {
    "flag": forms.BooleanField,
    "number": _Number,
    "text": forms.CharField,
    "texts": _Lines,
}
_DATE = {"invalid": "不是有效的日期，应如 2026-03-02。"}


def _extra(name: str, kind: str) -> forms.Field:
    label = EXTRA_LABELS.get(name, name)
    if choices := extra_choices(name):
        return forms.ChoiceField(
            label=label, required=False, choices=[("", "（无）"), *choices.items()]
        )
    return _EXTRA[kind](label=label, required=False)


def _day(label: str, hint: str) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(
        label=label, required=False, widget=widget, help_text=hint, error_messages=_DATE
    )


class CodeForm(forms.Form):
    """A code of one list; the extra facts of the list's shape are fields `extra.<name>`."""

    code = forms.CharField(
        label="代码",
        max_length=20,
        help_text="字母、数字、点、横线；建立后不能修改。",
        error_messages={"required": "请填写代码。"},
    )
    label = forms.CharField(
        label="名称", max_length=60, error_messages={"required": "请填写名称。"}
    )
    parent = forms.ChoiceField(label="上级代码", required=False)
    order = _Number(label="次序", required=False, help_text="小的在前。")
    valid_from = _day("启用日期", "空着表示一直可用。")
    valid_to = _day("停用日期", "过了这一天不再可选，已用过的仍显示原名称。")
    note = forms.CharField(label="说明", max_length=200, required=False)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, table: CodeTable, editing: bool = False, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.shape = table.shape
        parents = [(entry.code, f"{entry.code} {entry.label}") for entry in table.entries.values()]
        self.fields["parent"] = forms.ChoiceField(
            label="上级代码", required=False, choices=[("", "（无）"), *parents]
        )
        for name, kind in table.shape.items():
            self.fields[f"extra.{name}"] = _extra(name, kind)
        if editing:
            del self.fields["code"]

    def values(self) -> CodeValues:
        """What was stated, as the kernel takes it; extra facts that are empty are left out."""
        given = self.cleaned_data
        extra = {name: given[f"extra.{name}"] for name in self.shape}
        return CodeValues(
            label=given["label"],
            parent=given["parent"],
            order=given["order"] or 0,
            valid_from=given["valid_from"],
            valid_to=given["valid_to"],
            note=given["note"],
            extra={
                name: value for name, value in extra.items() if value not in ("", None, [], False)
            },
        )


class YearForm(forms.Form):
    year = forms.IntegerField(
        label="年份",
        min_value=2000,
        max_value=2099,
        error_messages={"required": "请填写年份。", "invalid": "年份应为四位数字。"},
    )
    source = forms.CharField(
        label="依据",
        max_length=200,
        help_text="例如：国务院办公厅关于当年部分节假日安排的通知及文号。",
        error_messages={"required": "请写明依据的通知。"},
    )
    file = forms.FileField(
        label="CSV 文件",
        help_text="三列：日期、类别（法定节假日、调休上班）、名称。UTF-8 或 GB18030。",
        error_messages={"required": "请选择文件。"},
    )


class HoursForm(forms.Form):
    hours = forms.CharField(
        label="办公时间",
        max_length=60,
        help_text="例如 09:00-12:00 14:00-18:00。",
        error_messages={"required": "请填写办公时间。"},
    )
