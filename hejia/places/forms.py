"""Forms of the pages of areas and imports: they shape input; the commands judge it."""

from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from hejia.kernel.tables import Unreadable, refuse_size
from hejia.places.vocabulary import Crs, ImportKind, PersonRole


def _day(label: str, help_text: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class UploadForm(forms.Form):
    kind = forms.ChoiceField(label="导入内容", choices=ImportKind.choices)
    file = forms.FileField(
        label="文件",
        help_text="先核对，不会直接写入。区域用GeoJSON，网格和地址用CSV或XLSX，单个不超过25MB。",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.geojson,.json"}),
        error_messages={"required": "请选择要导入的文件"},
    )
    crs = forms.ChoiceField(
        label="坐标系",
        choices=Crs.choices,
        initial=Crs.WGS84,
        help_text="系统一律按WGS-84保存；文件里有“坐标系”列的，以该列为准。",
    )
    effective = _day("生效日期", "区域从这一天起按文件所写；原来的名称和边界保留为历史版本。")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["effective"].initial = today

    def clean_file(self) -> "UploadedFile[bytes]":
        """Refused by its size before it is read."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        try:
            refuse_size(file.size or 0)
        except Unreadable as error:
            raise forms.ValidationError(str(error)) from error
        return file

    def clean_effective(self) -> date:
        effective: date = self.cleaned_data["effective"]
        if effective > self.today:
            raise forms.ValidationError("生效日期不能晚于今天，请到当天再导入")
        return effective


class AppointForm(forms.Form):
    login = forms.CharField(label="登录名", max_length=40)
    role = forms.ChoiceField(label="职责", choices=PersonRole.choices)
    since = _day("任职日期")
    instead = forms.TypedChoiceField(
        label="接替",
        required=False,
        coerce=int,
        empty_value=None,
        help_text="选了的人从任职日期起免除，原来的任期保留在历任中。",
    )

    def __init__(self, *args: Any, persons: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: list[tuple[Any, str]] = [("", "（不接替，增加一人）"), *persons]
        self.fields["instead"].choices = choices  # type: ignore[attr-defined]  # stubs: Field


class AbolishForm(forms.Form):
    effective = _day("停用日期", "从这一天起不再使用；已有案件仍显示原名称。")
    successor = forms.TypedChoiceField(
        label="由谁接管",
        required=False,
        coerce=int,
        empty_value=None,
        help_text="接管其地址和代码；网格可以不填，地址只保留社区。",
        widget=forms.Select(attrs={"data-search": ""}),
    )

    def __init__(self, *args: Any, heirs: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: list[tuple[Any, str]] = [("", "（无）"), *heirs]
        self.fields["successor"].choices = choices  # type: ignore[attr-defined]  # stubs: Field


class AddressFilters(forms.Form):
    q = forms.CharField(label="地址、楼栋、俗称或编码", required=False)
    area = forms.TypedChoiceField(
        label="所在社区",
        required=False,
        coerce=int,
        empty_value=None,
        widget=forms.Select(attrs={"data-search": ""}),
    )

    def __init__(self, *args: Any, communities: list[tuple[Any, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: list[tuple[Any, Any]] = [("", "全区"), *communities]
        self.fields["area"].choices = choices  # type: ignore[attr-defined]  # stubs: Field
