"""Forms of the back office for people, posts and tokens."""

from typing import Any

from django import forms

from hejia.accounts.forms.structure import searched
from hejia.accounts.permissions import groups
from hejia.accounts.queries.choices import agency_choices, area_choices, role_choices
from hejia.accounts.vocabulary import PersonKind, PersonStatus, Subject
from hejia.audit import public as audit

_ANY = ("", "全部")
_BLANK = ("", "请选择")


class PeopleFilter(forms.Form):
    q = forms.CharField(label="姓名、登录名", required=False, max_length=40)
    agency = forms.TypedChoiceField(
        label="机构（含下级）",
        required=False,
        coerce=int,
        empty_value=None,
        choices=lambda: [_ANY, *agency_choices()],
        widget=searched(),
    )
    role = forms.TypedChoiceField(
        label="角色",
        required=False,
        coerce=int,
        empty_value=None,
        choices=lambda: [_ANY, *role_choices()],
    )
    status = forms.ChoiceField(label="状态", required=False, choices=[_ANY, *PersonStatus.choices])


class PersonForm(forms.Form):
    login = forms.CharField(
        label="登录名",
        max_length=40,
        help_text="小写字母开头，3–40 位；建立后不能修改。",
        error_messages={"required": "请填写登录名。"},
    )
    name = forms.CharField(label="姓名", max_length=30, error_messages={"required": "请填写姓名。"})
    phone = forms.CharField(
        label="手机号", max_length=20, required=False, help_text="加密保存，列表中遮蔽显示。"
    )
    kind = forms.ChoiceField(
        label="类型",
        choices=PersonKind.choices,
        help_text="对接系统只凭令牌访问接口，不能登录页面。",
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, editing: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if editing:
            del self.fields["login"], self.fields["kind"]


class StatusForm(forms.Form):
    status = forms.ChoiceField(choices=PersonStatus.choices)
    reason = forms.CharField(label="原因", max_length=200, required=False)


class PostForm(forms.Form):
    agency = forms.TypedChoiceField(
        label="机构",
        coerce=int,
        choices=lambda: [_BLANK, *agency_choices()],
        widget=searched(),
        error_messages={"required": "请选择机构。"},
    )
    role = forms.TypedChoiceField(
        label="角色",
        coerce=int,
        choices=lambda: [_BLANK, *role_choices()],
        error_messages={"required": "请选择角色。"},
    )
    area = forms.TypedChoiceField(
        label="数据范围区域",
        coerce=int,
        required=False,
        empty_value=None,
        choices=lambda: [("", "机构的辖区"), *area_choices()],
        widget=searched(),
        help_text="不选则为机构的辖区；网格员须选网格。",
    )


class TokenForm(forms.Form):
    login = forms.CharField(
        label="持有人登录名",
        max_length=40,
        help_text="人员或对接系统的登录名；令牌不会超出其权限。",
        error_messages={"required": "请填写持有人的登录名。"},
    )
    name = forms.CharField(
        label="用途",
        max_length=60,
        help_text="例如：市平台数据推送。",
        error_messages={"required": "请写明用途。"},
    )
    days = forms.IntegerField(
        label="有效期（天）",
        min_value=1,
        max_value=366,
        initial=90,
        error_messages={
            "required": "请填写有效期。",
            "invalid": "有效期应为 1–366 的整数。",
            "min_value": "有效期至少 1 天。",
            "max_value": "有效期最多 366 天。",
        },
    )
    scopes = forms.MultipleChoiceField(
        label="限定权限",
        required=False,
        choices=[
            (group, [(one.name, one.label) for one in permissions])
            for group, permissions in groups()
        ],
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text="不选则为持有人的全部权限；按住 Ctrl 可选多项。",
    )


class ChangesFilter(forms.Form):
    subject = forms.ChoiceField(label="对象", required=False, choices=[_ANY, *Subject.choices])


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": f"“{label}”不是有效的日期，应如 2026-03-02。"},
    )


class LogFilter(forms.Form):
    """What of the log is asked for."""

    who = forms.CharField(label="操作人姓名或登录名", required=False, max_length=40)
    action = forms.ChoiceField(
        label="操作", required=False, choices=lambda: [_ANY, *audit.acts().items()]
    )
    subject = forms.CharField(
        label="对象",
        required=False,
        max_length=64,
        widget=forms.TextInput(attrs={"placeholder": "案件编号、登录名"}),
    )
    since = _day("自")
    until = _day("至")

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("since") and given.get("until") and given["since"] > given["until"]:
            self.add_error("until", "“至”不能早于“自”。")
        return given
