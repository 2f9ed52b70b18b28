"""/style/: every component in every state, for those who build and judge pages.

Open in the demonstration and while developing; elsewhere it does not exist.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

_NOW = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)
_TYPES = [
    ("", "请选择"),
    ("婚姻纠纷", [("101", "夫妻矛盾"), ("102", "离婚"), ("105", "彩礼/嫁妆")]),
    ("家庭暴力", [("201", "配偶"), ("202", "前配偶/分手后"), ("205", "子女对老人")]),
]


class _Sample(forms.Form):
    type = forms.ChoiceField(
        label="纠纷类型", choices=_TYPES, widget=forms.Select(attrs={"data-search": ""})
    )
    urgency = forms.ChoiceField(
        label="紧急程度",
        choices=[("1", "不紧急"), ("2", "紧急"), ("3", "非常紧急")],
        widget=forms.RadioSelect,
    )
    phone = forms.CharField(
        label="联系电话",
        help_text="没有电话的，写清可以联系到的办法。",
        widget=forms.TextInput(
            attrs={"data-why": "用于 24 小时内首次联系，只有承办人能看到全号。"}
        ),
    )
    handler = forms.CharField(
        label="承办人",
        required=False,
        widget=forms.TextInput(attrs={"data-remote": "/cases/pick", "data-text": ""}),
    )
    address = forms.CharField(
        label="发生地址",
        required=False,
        widget=forms.TextInput(
            attrs={
                "data-address": "/places/addresses",
                "data-areas": "/places/areas.geojson?level=2",
                "placeholder": "输入小区、道路或楼栋的任意两个字",
            }
        ),
    )
    summary = forms.CharField(label="简要情况", widget=forms.Textarea(attrs={"rows": 3}))
    told = forms.BooleanField(label="已将延期理由告知当事人")
    file = forms.FileField(label="导入文件", required=False)


class _Filters(forms.Form):
    q = forms.CharField(label="关键字", required=False)
    risk = forms.ChoiceField(
        label="风险",
        required=False,
        choices=[("", "全部"), ("R1", "红"), ("R2", "橙")],
    )
    status = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), ("handling", "办理中")]
    )


@dataclass(frozen=True)
class _Line:
    number: str
    risk: str
    status: str
    word: str
    brief: str
    place: str
    due: datetime
    provisional: bool = False


@dataclass(frozen=True)
class _Work:
    id: str
    label: str
    done: int
    total: int | None
    finished: bool = False
    failed: str = ""
    result: str = ""
    url: str = ""


def _lines() -> list[_Line]:
    words = "租户反映同住亲属之间因抚养费多次争吵，夜间惊动邻居，希望社区出面调解"
    rows = [
        ("R1", "dispatched", "待签收", -2),
        ("R2", "handling", "办理中", 3),
        ("R3", "handling", "办理中", 30),
        ("R4", "close_review", "待办结审核", 80),
        ("R0", "closed", "待回访", 300),
    ]
    return [
        _Line(
            f"44030720260000{n:03}5",
            risk,
            status,
            word,
            words,
            "坂田街道 · 岗头社区",
            _NOW + timedelta(hours=hours),
            provisional=n == 3,
        )
        for n, (risk, status, word, hours) in enumerate(rows)
    ]


def style(request: HttpRequest) -> HttpResponse:
    """The page; `?empty` and `?wrong` change nothing but what is filled in."""
    if not (settings.DEMONSTRATION or settings.DEBUG):
        raise Http404
    context = {
        "now": _NOW,
        "started": _NOW - timedelta(hours=20),
        "lines": _lines(),
        "form": _Sample(auto_id="right_%s"),
        "wrong": _wrong(),
        "filters": _Filters(request.GET),
        "works": [
            _Work("a", "导入民生诉求", 4200, 10000),
            _Work("b", "导出案件", 20000, 20000, finished=True, result="#"),
            _Work(
                "c", "导入 12338 记录", 12, 300, failed="第 13 行起的日期无法识别，请改正后重传。"
            ),
        ],
        "chart": {
            "id": "streets",
            "title": "各街道受理件数",
            "unit": "件",
            "kind": "bar",
            "rows": [("平湖", 120), ("坂田", 210), ("布吉", 180), ("龙城", 96), ("横岗", 64)],
        },
    }
    return render(request, "style.html", context)


def _wrong() -> forms.Form:
    form = _Sample(
        {"type": "102", "urgency": "2", "phone": "138", "summary": "夫妻多次争吵"},
        auto_id="wrong_%s",
    )
    form.add_error("phone", "联系电话应为 11 位手机号或带区号的座机号，现有 3 位。")
    return form
