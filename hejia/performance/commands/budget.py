"""Entering the budget, approving it, adjusting it in the year, and paying from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Sum

from hejia.accounts.public import Sight
from hejia.kernel.errors import Missing, Refused, Stale
from hejia.performance.access import need, unit_for
from hejia.performance.figures import ZERO, plain
from hejia.performance.models import Adjustment, Budget, BudgetLine, Payment, Project, Unit
from hejia.performance.queries.subjects import tree

RECORD = "performance.record"


@dataclass(frozen=True, slots=True)
class LineDraft:
    """A budget line as entered. Amount in yuan; `project` a project's key or None."""

    function: str
    economic: str
    source: str
    kind: str
    amount: Decimal
    project: int | None = None
    procurement: str = ""
    enterprise: str = ""
    three_public: str = ""
    note: str = ""


def budget_of(unit: Unit, year: int) -> Budget:
    """The unit's budget of the year, locked; made on first use."""
    budget, _ = Budget.objects.get_or_create(unit=unit, year=year)
    return Budget.objects.select_for_update().get(pk=budget.pk)


def _open(by: Sight, unit_id: int, year: int) -> Budget:
    need(by, RECORD, "填报预算")
    return budget_of(unit_for(by, unit_id), year)


def _not_approved(budget: Budget) -> None:
    if budget.approved_at is not None:
        raise Refused(
            "approved", "年初预算已批复，不能再改动明细；年中变动请登记为“调整”，并写明原因。"
        )


def add_line(*, unit_id: int, year: int, draft: LineDraft, by: Sight) -> BudgetLine:
    """Add a line to a budget that is not approved yet. Raises Refused with `fields`."""
    budget = _open(by, unit_id, year)
    _not_approved(budget)
    check_line(budget, draft)
    return BudgetLine.objects.create(budget=budget, **_columns(draft))


def change_line(*, unit_id: int, year: int, line_id: int, draft: LineDraft, by: Sight) -> None:
    """Change a line of a budget that is not approved yet."""
    budget = _open(by, unit_id, year)
    _not_approved(budget)
    line_in(budget, line_id)
    check_line(budget, draft)
    BudgetLine.objects.filter(pk=line_id).update(**_columns(draft))


def remove_line(*, unit_id: int, year: int, line_id: int, by: Sight) -> None:
    """Take a line out of a budget that is not approved yet."""
    budget = _open(by, unit_id, year)
    _not_approved(budget)
    line_in(budget, line_id).delete()


def add_lines(*, unit_id: int, year: int, drafts: Sequence[LineDraft], by: Sight) -> int:
    """Add many lines (an import) in one statement; all or none. Returns how many."""
    budget = _open(by, unit_id, year)
    _not_approved(budget)
    known = tree(year)
    projects = set(Project.objects.filter(unit=budget.unit, year=year).values_list("id", flat=True))
    for place, draft in enumerate(drafts, start=1):
        faults = line_faults(draft, known.knows(draft.function), draft.project in projects)
        if faults:
            raise Refused("import", f"第 {place} 行：{''.join(faults.values())}")
    BudgetLine.objects.bulk_create(
        [BudgetLine(budget=budget, **_columns(draft)) for draft in drafts], batch_size=2000
    )
    return len(drafts)


def check_line(budget: Budget, draft: LineDraft) -> None:
    """Raise Refused with one sentence per field that is wrong."""
    known = tree(budget.year).knows(draft.function)
    projects = Project.objects.filter(unit=budget.unit, year=budget.year)
    own = draft.project is not None and projects.filter(pk=draft.project).exists()
    faults = line_faults(draft, known, own)
    if faults:
        raise Refused("incomplete", fields=faults)


def line_faults(draft: LineDraft, subject_known: bool, own_project: bool) -> dict[str, str]:
    """What is wrong with a line, a sentence by field."""
    faults = {}
    if not subject_known:
        faults["function"] = f"功能科目“{draft.function}”不在本年度科目表中，请填 7 位项级编码。"
    if draft.amount < 0:
        faults["amount"] = "年初预算金额不能小于 0。"
    if draft.kind == "project" and not own_project:
        faults["project"] = "项目支出请选择本单位本年度的项目。"
    if draft.kind != "project" and draft.project is not None:
        faults["project"] = "基本支出不挂项目，请清空“项目”。"
    if draft.enterprise and not draft.procurement:
        faults["enterprise"] = "只有政府采购才区分面向中小企业，请先选择采购类别。"
    return faults


def _columns(draft: LineDraft) -> dict[str, object]:
    return {
        "function": draft.function,
        "economic": draft.economic,
        "source": draft.source,
        "kind": draft.kind,
        "amount": draft.amount,
        "project_id": draft.project,
        "procurement": draft.procurement,
        "enterprise": draft.enterprise,
        "three_public": draft.three_public,
        "note": draft.note,
    }


def line_in(budget: Budget, line_id: int) -> BudgetLine:
    """The line, if it belongs to the budget. Raises Missing."""
    line = BudgetLine.objects.filter(pk=line_id, budget=budget).first()
    if line is None:
        raise Missing("这一行预算")
    return line


def approve(*, unit_id: int, year: int, seen: int, by: Sight, now: datetime) -> None:
    """Close the initial budget; from now on changes are adjustments."""
    need(by, "performance.review", "批复预算")
    budget = budget_of(unit_for(by, unit_id), year)
    _not_approved(budget)
    if budget.version != seen:
        raise Stale(seen, budget.version, "预算有了改动")
    if not budget.lines.exists():
        raise Refused("empty", "这份预算还没有明细，不能批复。")
    Budget.objects.filter(pk=budget.pk).update(approved_at=now, version=budget.version + 1)


def state_reasons(*, unit_id: int, year: int, reasons: dict[str, str], by: Sight) -> None:
    """Keep the reasons of changes against last year that the printed text needs."""
    budget = _open(by, unit_id, year)
    kept = {key: text.strip() for key, text in reasons.items() if text.strip()}
    Budget.objects.filter(pk=budget.pk).update(reasons={**budget.reasons, **kept})


def adjust(
    *,
    unit_id: int,
    year: int,
    line_id: int,
    amount: Decimal,
    on: date,
    reason: str,
    document: str,
    by: Sight,
    now: datetime,
) -> None:
    """Raise or lower a line in the course of the year. What is left must cover what was paid."""
    budget = _open(by, unit_id, year)
    line = line_in(budget, line_id)
    if budget.approved_at is None:
        raise Refused("draft", "年初预算尚未批复，请直接修改明细。")
    faults = {}
    if amount == 0:
        faults["amount"] = "调整额不能为 0。"
    if not reason.strip():
        faults["reason"] = "请写明调整原因，自评时要用。"
    if on.year != year:
        faults["on"] = f"日期应在 {year} 年。"
    left = adjusted(line) + amount
    if left < max(ZERO, paid(line)):
        faults["amount"] = f"调整后为 {plain(left)} 元，少于已支付的 {plain(paid(line))} 元。"
    if faults:
        raise Refused("incomplete", fields=faults)
    Adjustment.objects.create(
        line=line,
        amount=amount,
        on=on,
        reason=reason.strip(),
        document=document.strip(),
        actor_id=by.person_id,
        at=now,
    )


def pay(
    *,
    unit_id: int,
    year: int,
    line_id: int,
    amount: Decimal,
    on: date,
    voucher: str,
    purpose: str,
    by: Sight,
    now: datetime,
) -> None:
    """Record a payment from a line; never more than the adjusted line holds."""
    budget = _open(by, unit_id, year)
    line = line_in(budget, line_id)
    faults = {}
    if amount == 0:
        faults["amount"] = "支付额不能为 0。"
    if not voucher.strip():
        faults["voucher"] = "请填凭证号，凭证是支出的依据。"
    if on.year != year:
        faults["on"] = f"支付日期应在 {year} 年。"
    after = paid(line) + amount
    if after > adjusted(line):
        faults["amount"] = (
            f"累计支付将为 {plain(after)} 元，超过调整后预算 {plain(adjusted(line))} 元；"
            "请先登记预算调整。"
        )
    if after < 0:
        faults["amount"] = f"退回后累计支付为 {plain(after)} 元，不能小于 0。"
    if faults:
        raise Refused("incomplete", fields=faults)
    Payment.objects.create(
        line=line,
        amount=amount,
        on=on,
        voucher=voucher.strip(),
        purpose=purpose.strip(),
        actor_id=by.person_id,
        at=now,
    )


def adjusted(line: BudgetLine) -> Decimal:
    """The line's amount with its adjustments, yuan."""
    more: Decimal | None = line.adjustments.aggregate(sum=Sum("amount"))["sum"]
    return line.amount + (more or ZERO)


def paid(line: BudgetLine) -> Decimal:
    """What was paid from the line, yuan."""
    whole: Decimal | None = line.payments.aggregate(sum=Sum("amount"))["sum"]
    return whole or ZERO
