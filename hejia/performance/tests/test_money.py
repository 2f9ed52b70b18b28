"""The money of a year: entering, importing, approving, adjusting, paying."""

import io
from datetime import date
from decimal import Decimal

import pytest
import xlsxwriter

from hejia.kernel.errors import Missing, Refused, Stale
from hejia.performance.budgeting.importing import HEADS
from hejia.performance.commands import budget as money
from hejia.performance.commands.imports import import_lines, template
from hejia.performance.models import Adjustment, Budget, BudgetLine, Payment
from hejia.performance.queries.money import lines_with_money, total
from hejia.performance.tests.conftest import NOW, YEAR

pytestmark = pytest.mark.django_db


def adjust(unit, person, line, amount, reason="压减", on=date(YEAR, 6, 1)):
    money.adjust(
        unit_id=unit.pk, year=YEAR, line_id=line.pk, amount=Decimal(amount), on=on, reason=reason,
        document="", by=person.sight, now=NOW,
    )  # fmt: skip


def test_a_line_names_a_subject_of_the_year(enter_line):
    with pytest.raises(Refused) as refused:
        enter_line(function="9999999")
    assert "9999999" in refused.value.fields["function"]
    assert not BudgetLine.objects.exists()


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"kind": "project"}, "project"),
        ({"project": 1}, "project"),
        ({"amount": "-1"}, "amount"),
        ({"enterprise": "small"}, "enterprise"),
    ],
)
def test_one_thing_wrong_with_a_line_is_named(enter_line, more, field):
    with pytest.raises(Refused) as refused:
        enter_line(**more)
    assert list(refused.value.fields) == [field]


def test_only_a_reviewer_approves_and_only_what_was_seen(unit, cast, enter_line):
    enter_line()
    with pytest.raises(Refused, match="不能批复预算"):
        money.approve(unit_id=unit.pk, year=YEAR, seen=1, by=cast.clerk.sight, now=NOW)
    with pytest.raises(Stale):
        money.approve(unit_id=unit.pk, year=YEAR, seen=0, by=cast.leader.sight, now=NOW)
    assert Budget.objects.get().approved_at is None


def test_after_approval_lines_stand_and_adjustments_are_asked(approved, enter_line):
    with pytest.raises(Refused, match="已批复"):
        enter_line()


def test_money_follows_from_lines_adjustments_and_payments(unit, cast, approved, pay):
    adjust(unit, cast.clerk, approved[3], "100000", "增加任务")
    pay(approved[3], "120000")
    pay(approved[0], "250000", on=date(YEAR, 5, 10), voucher="凭-2")
    whole = total(lines_with_money(unit.pk, YEAR))
    assert (whole.initial, whole.adjusted, whole.paid) == (1610000, 1710000, 370000)
    assert whole.quarters == [120000, 250000, 0, 0]
    in_march = total(lines_with_money(unit.pk, YEAR, date(YEAR, 3, 31)))
    assert (in_march.adjusted, in_march.paid) == (1610000, 120000)


def test_nobody_pays_more_than_the_line_holds(approved, pay):
    with pytest.raises(Refused, match="先登记预算调整"):
        pay(approved[2], "10000.01")
    assert not Payment.objects.exists()


def test_an_adjustment_leaves_room_for_what_was_paid(unit, cast, approved, pay):
    pay(approved[3], "300000")
    with pytest.raises(Refused, match="少于已支付"):
        adjust(unit, cast.clerk, approved[3], "-100000.01")
    with pytest.raises(Refused, match="原因"):
        adjust(unit, cast.clerk, approved[3], "-100", reason=" ")
    assert not Adjustment.objects.exists()


def test_a_refund_is_a_negative_payment(unit, approved, pay):
    pay(approved[0], "500")
    pay(approved[0], "-200", voucher="退-1")
    assert total(lines_with_money(unit.pk, YEAR)).paid == 300
    with pytest.raises(Refused, match="不能小于 0"):
        pay(approved[0], "-301", voucher="退-2")


def test_a_stranger_sees_no_unit(unit, cast):
    with pytest.raises((Missing, Refused)):
        money.remove_line(unit_id=unit.pk, year=YEAR, line_id=1, by=cast.stranger.sight)


def sheet(rows, heads=HEADS):
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    page = book.add_worksheet()
    page.write_row(0, 0, heads)
    for number, row in enumerate(rows, start=1):
        page.write_row(number, 0, row)
    book.close()
    buffer.seek(0)
    return buffer


GOOD = [2012901, "", "一般公共预算拨款", "人员支出", "", 1234.5, "不采购", "不限", "不属于", ""]


def bring(unit, cast, rows, heads=HEADS):
    return import_lines(unit_id=unit.pk, year=YEAR, file=sheet(rows, heads), by=cast.clerk.sight)


def test_every_line_of_a_workbook_is_read(unit, cast):
    assert bring(unit, cast, [GOOD] * 700) == 700
    assert total(lines_with_money(unit.pk, YEAR)).initial == Decimal("864150")


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [
        (0, "201", "201"),
        (2, "天上", "资金来源"),
        (5, "十元", "金额"),
        (5, 1.005, "两位小数"),
        (4, "77", "77"),
    ],
)
def test_one_wrong_cell_imports_nothing_and_is_named(unit, cast, place, value, words):
    wrong = [*GOOD[:place], value, *GOOD[place + 1 :]]
    with pytest.raises(Refused) as refused:
        bring(unit, cast, [GOOD, wrong])
    assert words in refused.value.fields["file"]
    assert not BudgetLine.objects.exists()


def test_a_sheet_with_other_heads_or_no_sheet_at_all_is_refused(unit, cast):
    with pytest.raises(Refused) as refused:
        bring(unit, cast, [GOOD], ("甲", "乙"))
    assert "缺少列" in refused.value.fields["file"]
    with pytest.raises(Refused):
        import_lines(
            unit_id=unit.pk, year=YEAR, file=io.BytesIO(b"no workbook"), by=cast.clerk.sight
        )


def test_the_template_names_every_column():
    assert template()[:2] == b"PK"
