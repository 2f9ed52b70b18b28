"""Forms of the room: they turn input into arguments; the commands judge."""

from typing import Any

from django import forms

from hejia.kernel.errors import Refused
from hejia.performance.figures import NotAFigure, read_number, read_plain
from hejia.performance.models import Project
from hejia.performance.monitoring import CAUSES, POSSIBILITIES
from hejia.performance.vocabulary import (
    COMPARATORS,
    ENTERPRISE,
    FUND_SOURCES,
    KINDS,
    LEVELS,
    PROCUREMENT,
    THREE_PUBLIC,
)


class Entry(forms.Form):
    """A form that keeps what was typed and shows a command's refusal where it belongs."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = f"请填写“{field.label}”。"

    def refuse(self, refusal: Refused) -> None:
        """Show the refusal, field by field where it names fields of this form."""
        placed = {name: text for name, text in refusal.fields.items() if name in self.fields}
        for name, sentences in placed.items():
            self.add_error(name, forms.ValidationError(sentences.splitlines()))
        if not placed:
            self.add_error(None, refusal.sentence)


class AmountField(forms.CharField):
    """A number as people write it (1,234.50); percent signs are no amount."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return self.read(text)
        except NotAFigure as wrong:
            raise forms.ValidationError(f"{wrong}。") from wrong

    read = staticmethod(read_plain)


class ShareField(AmountField):
    """A share of the whole, as people write it: 95% or 0.95."""

    read = staticmethod(read_number)


def day(label: str, **more: Any) -> forms.DateField:
    """A date with the browser's own picker."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), **more)


class LineForm(Entry):
    function = forms.ChoiceField(
        label="功能科目（项）", widget=forms.Select(attrs={"data-search": ""})
    )
    kind = forms.ChoiceField(label="支出类别", choices=list(KINDS.items()))
    project = forms.ChoiceField(label="项目", required=False, help_text="只有项目支出才选")
    source = forms.ChoiceField(label="资金来源", choices=list(FUND_SOURCES.items()))
    amount = AmountField(label="金额（元）")
    economic = forms.CharField(label="经济科目编码", required=False, max_length=5)
    procurement = forms.ChoiceField(
        label="政府采购", choices=list(PROCUREMENT.items()), required=False
    )
    enterprise = forms.ChoiceField(
        label="面向企业", choices=list(ENTERPRISE.items()), required=False
    )
    three_public = forms.ChoiceField(
        label="“三公”经费", choices=list(THREE_PUBLIC.items()), required=False
    )
    note = forms.CharField(label="说明", required=False, max_length=200)

    def offer(self, subjects: list[tuple[str, str]], projects: list[Project]) -> "LineForm":
        """Put in the choices that depend on the unit and year."""
        self.fields["function"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (code, f"{code} {name}") for code, name in subjects
        ]
        self.fields["project"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", "—"),
            *[(str(p.pk), f"{p.code} {p.name}") for p in projects],
        ]
        return self


class AdjustForm(Entry):
    amount = AmountField(label="调整额（元）", help_text="调减写负数，如 -50000")
    on = day("日期")
    reason = forms.CharField(label="原因", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    document = forms.CharField(label="文号", max_length=80, required=False)


class PayForm(Entry):
    amount = AmountField(label="支付额（元）", help_text="退回写负数")
    on = day("支付日期")
    voucher = forms.CharField(label="凭证号", max_length=40)
    purpose = forms.CharField(label="用途", max_length=200, required=False)


class ImportForm(Entry):
    file = forms.FileField(label="预算明细表（XLSX）")


class ProjectForm(Entry):
    code = forms.CharField(label="项目编码", max_length=32)
    name = forms.CharField(label="项目名称", max_length=80)
    task = forms.CharField(label="任务名称", max_length=80, required=False)
    content = forms.CharField(
        label="主要内容", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    purpose = forms.CharField(
        label="年初绩效目标", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    outcome = forms.CharField(
        label="绩效目标整体完成情况", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    problems = forms.CharField(
        label="执行中存在的问题", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    remedies = forms.CharField(
        label="整改情况", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class ObjectiveForm(Entry):
    objective = forms.CharField(label="年度总体目标", widget=forms.Textarea(attrs={"rows": 5}))


class OutcomeForm(Entry):
    outcome = forms.CharField(label="目标实际完成情况", widget=forms.Textarea(attrs={"rows": 5}))


class IndicatorForm(Entry):
    level2 = forms.ChoiceField(
        label="指标类别",
        choices=[
            (level1, [(f"{level1}/{level2}", level2) for level2 in several])
            for level1, several in LEVELS.items()
        ],
    )
    name = forms.CharField(label="指标名称", max_length=120, help_text="只写量什么，不写数值")
    comparator = forms.ChoiceField(
        label="比较符号", choices=[("", "请选择"), *[(s, s) for s in COMPARATORS]], required=False
    )
    value = forms.CharField(
        label="指标值", max_length=300, help_text="一个数，如 95；区间写 80~90；定性写达成时的状态"
    )
    unit = forms.CharField(label="单位", max_length=10, required=False, help_text="宗、场、人次、%")
    weight = AmountField(label="分值")
    cumulative = forms.BooleanField(
        label="按年度累计（宗数、场次等随时间增加）", required=False, initial=True
    )


class BindForm(Entry):
    source = forms.ChoiceField(label="数据来源与项目")


class ReadingForm(Entry):
    until = day("截至日期")
    numerator = AmountField(label="分子", required=False)
    denominator = AmountField(label="分母", required=False)
    value = AmountField(label="实际完成值", required=False)
    grade = forms.ChoiceField(label="等级", required=False)
    coefficient = ShareField(label="得分系数", required=False, help_text="如 95%")
    text = forms.CharField(
        label="完成情况", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    file = forms.FileField(label="佐证材料", required=False)
    kind = forms.ChoiceField(
        label="材料类型",
        required=False,
        choices=[(k, k) for k in ("签到表", "发票", "照片", "问卷", "合同", "文件", "其他")],
    )
    personal = forms.BooleanField(label="材料含个人信息", required=False)


class SurveyForm(Entry):
    title = forms.CharField(label="调查名称", max_length=120)
    on = day("调查日期")
    issued = forms.IntegerField(label="发放份数", min_value=1)
    returned = forms.IntegerField(label="收回有效份数", min_value=0)
    satisfied = forms.IntegerField(label="满意份数", min_value=0)
    scale = forms.CharField(
        label="评分口径", max_length=120, help_text="例如：五级评分，4 分及以上为满意"
    )


class RoundForm(Entry):
    cutoff = day("截止日期", help_text="季度末，或 8 月 31 日的集中监控")


class ExplainForm(Entry):
    cause = forms.ChoiceField(label="原因类别", choices=[(c, c) for c in CAUSES])
    reason = forms.CharField(label="原因", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    measure = forms.CharField(
        label="纠偏措施", max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    possibility = forms.ChoiceField(label="年底完成可能性", choices=list(POSSIBILITIES.items()))


class CheckForm(Entry):
    file = forms.FileField(
        label="要体检的材料",
        allow_empty_file=True,
        error_messages={"required": "请选择一份材料。"},
    )
    other = forms.FileField(
        label="对照材料", required=False, help_text="上一年的同类材料，或主管部门与单位互相核对"
    )
