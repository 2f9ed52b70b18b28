"""The words of table headings, with their synonyms across provinces."""

import re

HEADER_WORDS = re.compile(
    r"预算数|决算数|执行数|执行率|完成率|分值|权重|得分|评分|扣分|指标|名称|金额|合计|总计|小计|项目|科目|编码|代码|"
    r"支出|收入|单位|序号|年度|比例|比重|占比|增减|备注|目标值|完成值|完成情况|数量|类别|内容|拨款|经费|结转|行次|栏次|"
    r"资金|偏差|原因|目标|上年|本年|预算|决算|出国|接待费|用车|费用|"
    r"^(?:总额|全年|第?[一二三四]季度|[上下]半年|20\d{2}年(?:度)?|计量单位|年[初末](?:数|余额)?|期[初末](?:数|余额)?|编制数?"
    r"|(?:年末)?(?:实有|实际|在职|离休|退休)(?:人数|人员)?|其中[：:].{1,6}|控制率)$|人数$"
)
ORDINAL = re.compile(r"^(?:排序|编号|№|NO\.?|No\.?|序)$|(?:序号|行次|栏次|行号)$")
CODE = re.compile(r"编码|代码|科目编号|项目编号")
RATE = re.compile(r"率|占比|比重|比例|百分比|[（(]%[）)]|%$|增长[（(]?%|±%|增减%")
NOT_RATE = re.compile(r"扣除率|汇率")
GROWTH = re.compile(
    r"增长率|增减率|增幅|增长(?:比例|幅度|%|[（(]%)|增减(?:比例|幅度|%|[（(]%)|变动(?:率|幅度|比例)|同比|±%|增减变动率"
)
EXECUTION = re.compile(
    r"执行率|完成率|控制率|支付率|支出率|进度|完成(?:预算)?(?:的)?[%（(]?%?|占(?:年初)?预算|决算数?占预算|为预算"
)
SHARE = re.compile(r"占比|比重|占(?:总|合计|全部|本年)|所占比例|百分比|构成")
DIFFERENCE = re.compile(
    r"增减(?:额|变化|变动|情况|数)?|变动(?:额|数)|差额|比(?:上年)?增减|增加额|增减变化金额|较上年"
)
WEIGHT = re.compile(
    r"^(?:指标)?(?:分值|权重|满分|标准分|标准分值|指标分值|指标权重|权重分|分数|权重(?:（.*）)|分值(?:（.*）|\(.*\)))$"
)
AMOUNT = re.compile(r"合计|总计|小计|支出|收入|预算|决算|金额|数$|经费|拨款|结转")
VALUE = re.compile(r"(?:指标|目标|完成|实现|实际)值|完成情况$|^目标$")
SCORE = re.compile(
    r"^(?:自评|实际|指标|评价|最终|单位自评|考核)?(?:得分|评分|评价得分|自评分|自评分数|打分)(?:情况|值)?(?:[（(].*[）)])?$"
)
TOTAL_LABEL = re.compile(
    r"^(?:总?合计|总计|小计|合计数|总额|金额合计|年度合计|共计|汇总|合计[：:]?|.{0,12}(?:总计|合计)|(?:收入|支出)总(?:额|量))$"
)
GRAND_LABEL = re.compile(r"^(?:总?合计|总计|金额合计|合计数|共计|总额)[:：]?$")
SUBTOTAL_LABEL = re.compile(r"^(?:小计|.{1,14}小计)$")
OF_WHICH = re.compile(r"^(?:其中|#|\*)")
TOP_ITEM = re.compile(r"^[（(]?([一二三四五六七八九十]{1,3})[、.．)）]")
SECOND_ITEM = re.compile(
    r"^(?:[（(]?\d{1,2}[、.．)）]|[（(][一二三四五六七八九十]{1,3}[）)]|[①-⑳])"
)
TOTAL_COLUMN = re.compile(
    r"^(?:总?合计|总计|小计|总额|支出总计|收入总计|支出合计|收入合计|本年支出合计|本年收入合计|金额合计|预算合计|决算合计)"
)
CHINESE_DIGITS = "一二三四五六七八九十"


def bare(text: str) -> str:
    """A heading or label without blanks and inner line breaks."""
    return "".join(text.split())


def item_number(label: str) -> int | None:
    """The number of a 一、二、三、 item; None for other labels."""
    found = re.match(r"^([一二三四五六七八九十]{1,3})[、.．]", label)
    return chinese_number(found.group(1)) if found else None


def chinese_number(text: str) -> int | None:
    """Numbers up to 99 in Chinese digits: 十二 → 12."""
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return CHINESE_DIGITS.find(text) + 1 if len(text) == 1 else None
    value = 10 * (CHINESE_DIGITS.find(tens) + 1 if tens else 1)
    return value + (CHINESE_DIGITS.find(ones) + 1 if ones else 0)
