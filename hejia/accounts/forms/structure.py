"""Forms of the back office for agencies and roles."""

from typing import Any

from django import forms

from hejia.accounts.permissions import PERMISSIONS
from hejia.accounts.queries.choices import agency_choices, territory_choices
from hejia.accounts.vocabulary import AgencyKind, Duty, Scope


def searched() -> forms.Select:
    """A list too long to scroll: typed into (combobox.js)."""
    return forms.Select(attrs={"data-search": ""})


class AgencyFilter(forms.Form):
    q = forms.CharField(label="名称、代码", required=False, max_length=40)
    kind = forms.ChoiceField(
        label="类别", required=False, choices=[("", "全部"), *AgencyKind.choices]
    )


class AgencyForm(forms.Form):
    name = forms.CharField(label="名称", max_length=60, error_messages={"required": "请填写名称。"})
    code = forms.CharField(
        label="机构代码",
        max_length=32,
        help_text="统一社会信用代码或本区编号，不能重复。",
        error_messages={"required": "请填写机构代码。"},
    )
    kind = forms.ChoiceField(label="类别", choices=AgencyKind.choices)
    area = forms.TypedChoiceField(
        label="辖区",
        coerce=int,
        choices=lambda: [("", "请选择"), *territory_choices()],
        widget=searched(),
        error_messages={"required": "请选择辖区。"},
    )
    parent = forms.TypedChoiceField(
        label="上级机构",
        coerce=int,
        required=False,
        empty_value=None,
        choices=lambda: [("", "（无）"), *agency_choices()],
        widget=searched(),
    )
    valid = forms.BooleanField(label="启用", required=False, initial=True)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, editing: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not editing:
            del self.fields["valid"]


class RoleForm(forms.Form):
    name = forms.CharField(label="名称", max_length=30, error_messages={"required": "请填写名称。"})
    code = forms.CharField(
        label="代码",
        max_length=32,
        help_text="小写字母、数字、下划线；建立后不能修改。",
        error_messages={"required": "请填写代码。"},
    )
    scope = forms.ChoiceField(label="数据范围", choices=Scope.choices)
    duty = forms.ChoiceField(
        label="管理员职责",
        choices=[(Duty.NONE.value, "业务角色"), *(c for c in Duty.choices if c[0])],
        required=False,
        help_text="系统、安全、审计三员分立：由三个人分别担任，且都不能持有业务权限。",
    )
    note = forms.CharField(label="说明", max_length=200, required=False)
    valid = forms.BooleanField(label="启用", required=False, initial=True)
    permissions = forms.MultipleChoiceField(
        label="权限",
        required=False,
        choices=[(one.name, one.label) for one in PERMISSIONS.values()],
        widget=forms.CheckboxSelectMultiple,
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, editing: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if editing:
            del self.fields["code"], self.fields["duty"]
        else:
            del self.fields["valid"]
