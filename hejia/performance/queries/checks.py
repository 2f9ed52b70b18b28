"""Papers that were checked, their versions, and their findings with what was decided."""

import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from hejia.accounts.public import Sight
from hejia.checker.public import Finding, Report, report_from, rules
from hejia.kernel.errors import Missing
from hejia.performance.access import VIEW
from hejia.performance.models import CheckDecision, CheckedPaper, CheckRun
from hejia.performance.models.check import DONE

SHOWN = 60


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding with its number on the page, what it is known by, and the last decision.

    `carried`: decided about an earlier version, and still there. `same`: the number of the first
    finding with the same root cause, 0 for that one itself.
    """

    number: int
    mark: str
    finding: Finding
    decision: CheckDecision | None
    carried: bool
    rule: str
    same: int

    @property
    def state(self) -> str:
        """open, accepted or waived."""
        if self.decision is None or self.decision.accepted is None:
            return "open"
        return "accepted" if self.decision.accepted else "waived"


@dataclass(frozen=True, slots=True)
class Since:
    """What became of the findings of the version before."""

    number: int
    mended: int
    still: int
    fresh: int


def agency_of(by: Sight) -> int:
    """The agency whose papers this person hands in: that of the post that opens performance."""
    return next(post.agency_id for post in by.posts if VIEW in post.role.permissions)


def papers_for(by: Sight) -> "QuerySet[CheckedPaper]":
    """The papers of the person's own agencies, or of all where the post reaches the district."""
    if VIEW not in by.permissions:
        return CheckedPaper.objects.none()
    if ("district", 0) in by.lanes_for(VIEW):
        return CheckedPaper.objects.all()
    mine = [post.agency_id for post in by.posts if VIEW in post.role.permissions]
    return CheckedPaper.objects.filter(agency_id__in=mine)


def paper_for(by: Sight, paper_id: int) -> CheckedPaper:
    """The paper. Raises Missing where it is not theirs to see."""
    found = papers_for(by).filter(pk=paper_id).first()
    if found is None:
        raise Missing("这份材料")
    return found


def run_for(by: Sight, run_id: UUID) -> CheckRun:
    """The version. Raises Missing where its paper is not theirs to see."""
    found = CheckRun.objects.select_related("paper", "actor").filter(pk=run_id).first()
    if found is None:
        raise Missing("这次体检")
    paper_for(by, found.paper_id)
    return found


def latest_runs(by: Sight) -> list[CheckRun]:
    """The last version of every paper, newest first. One statement."""
    newest = CheckRun.objects.filter(paper=OuterRef("paper")).order_by("-number").values("number")
    rows = CheckRun.objects.filter(paper__in=papers_for(by), number=Subquery(newest[:1]))
    kept = rows.select_related("paper__agency", "actor").defer("report")
    return list(kept.order_by("-at")[:SHOWN])


def versions_of(run: CheckRun) -> list[CheckRun]:
    """All versions of the paper, newest first."""
    return list(run.paper.runs.select_related("actor").defer("report").order_by("-number"))


def report_of(run: CheckRun) -> Report:
    """What the checker said of this version."""
    return report_from(run.report)


def marks_of(run: CheckRun) -> list[str]:
    """What each finding is known by, in order: the same words and figures, the same mark.

    A later version moves lines and cells, so places do not count; the second of two findings that
    say the same is known apart by being the second.
    """
    seen: Counter[str] = Counter()
    marks = []
    for finding in run.report.get("findings", []):
        told = "\0".join(finding[name] for name in ("rule", "quote", "printed", "expected"))
        seen[told] += 1
        stated = f"{told}\0{seen[told]}"
        marks.append(hashlib.sha256(stated.encode("utf-8", "replace")).hexdigest()[:32])
    return marks


def findings_of(run: CheckRun) -> list[Shown]:
    """The findings of a version with the decisions so far. One statement."""
    decided = _decisions(run.paper_id)
    findings = report_of(run).findings if run.state == DONE else ()
    titles = {rule.name: rule.title for rule in rules()}
    causes: dict[str, int] = {}
    shown = []
    for number, (mark, finding) in enumerate(zip(marks_of(run), findings, strict=True), 1):
        decision = decided.get(mark)
        carried = decision is not None and decision.run_id != run.pk
        first = causes.setdefault(finding.root_cause or f"\0{number}", number)
        same = first if first != number else 0
        title = titles.get(finding.rule, "")
        shown.append(Shown(number, mark, finding, decision, carried, title, same))
    return shown


def since_last(run: CheckRun) -> Since | None:
    """This version against the one before it."""
    before = run.paper.runs.filter(number__lt=run.number, state=DONE).order_by("-number").first()
    if before is None or run.state != DONE:
        return None
    old, new = set(marks_of(before)), set(marks_of(run))
    return Since(before.number, len(old - new), len(old & new), len(new - old))


def _decisions(paper_id: int) -> dict[str, CheckDecision]:
    """The last decision for every mark."""
    rows: Any = (
        CheckDecision.objects.filter(paper_id=paper_id)
        .select_related("actor")
        .order_by("mark", "-id")
        .distinct("mark")
    )
    return {row.mark: row for row in rows}
