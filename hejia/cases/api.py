"""The cases' door for programs: the same commands and queries as the pages use."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Path, Query, Router, Schema

from hejia.accounts.public import person_of, sight_of
from hejia.cases import schemas
from hejia.cases.access import case_for
from hejia.cases.commands.act import perform
from hejia.cases.commands.answers import as_response, kept_answer
from hejia.cases.commands.looking import note_look
from hejia.cases.commands.report import report
from hejia.cases.commands.statement import check_statement
from hejia.cases.queries.detail import case_json, events_json, may_reveal
from hejia.cases.queries.filters import Filter
from hejia.cases.queries.listing import cases
from hejia.cases.queries.naming import listed_json
from hejia.kernel.errors import Refused

router = Router(tags=["案件"])
UNREAD: dict[int, Any] = dict.fromkeys((401, 404, 422), schemas.RefusalOut)
UNDONE: dict[int, Any] = dict.fromkeys((400, 401, 404, 409, 422), schemas.RefusalOut)


@router.post("", response={200: schemas.CaseOut, 201: schemas.CaseOut, **UNDONE})
def post_case(request: HttpRequest, body: schemas.ReportIn) -> HttpResponse:
    """上报：201 新案；200 此案已报过，回答同样的内容。"""

    def answer() -> tuple[int, dict[str, Any]]:
        now = timezone.now()
        given = body.dict(exclude_none=True, exclude={"id", "risk", "parties"})
        parties = [party.dict(exclude_none=True) for party in body.parties]
        statement = check_statement(body.id, given | body.risk, parties, now=now)
        sight = sight_of(person_of(request))
        made = report(statement=statement, by=sight, now=now)
        return (201 if made.fresh else 200), case_json(made.case, sight, now=now, known=made.whole)

    return _once(request, answer)


class FilterIn(Schema):
    """筛选：同名参数可重复，任一命中即可；`after` 为上一页回答的 `next`。"""

    status: list[str] = []
    risk: list[str] = []
    street: list[str] = []
    community: list[str] = []
    grid: list[str] = []
    holder: list[str] = []
    handler: list[str] = []
    category: list[str] = []
    type: list[str] = []
    source: list[str] = []
    satisfaction: list[str] = []
    is_dv: str = ""
    overdue: str = ""
    reported_from: str = ""
    reported_to: str = ""
    q: str = ""
    order: str = ""
    after: str = ""
    limit: str = ""


@router.get("", response={200: schemas.PageOut, **UNREAD})
def get_cases(request: HttpRequest, filters: Query[FilterIn]) -> HttpResponse:
    """综合查询：按时间（newest、oldest）或剩余时限（due）排列，按键翻页。"""
    if unknown := sorted(set(request.GET) - set(FilterIn.model_fields)):
        # A misspelt filter must not answer with everything.
        raise Refused(
            "bad_filter", fields={name: f"没有“{name}”这个筛选条件。" for name in unknown}
        )
    given = {k: v if isinstance(v, list) else [v] for k, v in filters.dict().items()}
    page = cases(Filter.read(given), sight=sight_of(person_of(request)), now=timezone.now())
    return as_response(200, {"items": [listed_json(row) for row in page.rows], "next": page.next})


@router.get("/{case_id}", response={200: schemas.CaseOut, **UNREAD})
def get_case(request: HttpRequest, case_id: Path[UUID], clear: bool = False) -> HttpResponse:
    """一个案件，个人信息已遮蔽；`clear=true` 不遮蔽（须有权限，并记入操作日志）。

    `actions` 是现在可以做的操作。
    """
    sight, now = sight_of(person_of(request)), timezone.now()
    case = case_for(sight, case_id)
    if clear and not may_reveal(sight, case):
        raise Refused("forbidden", "您的岗位不能查看此案未遮蔽的个人信息。")
    note_look(case, sight, clear=clear, now=now)
    return as_response(200, case_json(case, sight, now=now, clear=clear))


@router.get("/{case_id}/events", response={200: list[schemas.EventOut], **UNREAD})
def get_events(request: HttpRequest, case_id: Path[UUID], after: int = 0) -> list[dict[str, Any]]:
    """这个案件发生过的事，按顺序，每次最多 200 条；`after` 是已读到的序号。"""
    return events_json(case_for(sight_of(person_of(request)), case_id).pk, after=after)


@router.post("/{case_id}/actions/{action}", response={200: schemas.CaseOut, **UNDONE})
def post_action(
    request: HttpRequest, case_id: Path[UUID], action: Path[str], body: schemas.ActIn
) -> HttpResponse:
    """办一步：`seen` 为您所见的版本，其余为该操作要说明的事项。"""

    def answer() -> tuple[int, dict[str, Any]]:
        now = timezone.now()
        case = perform(
            case_id=case_id,
            action=action,
            seen=body.seen,
            facts={k: v for k, v in orjson.loads(request.body).items() if k != "seen"},
            by=sight_of(person_of(request)),
            now=now,
        )
        return 200, case_json(case, sight_of(person_of(request)), now=now)

    return _once(request, answer)


def _once(request: HttpRequest, answer: Callable[[], tuple[int, dict[str, Any]]]) -> HttpResponse:
    """Give the answer kept for this Idempotency-Key, or make it and keep it."""
    return kept_answer(
        request.headers.get("Idempotency-Key", ""),
        person_id=person_of(request).pk,
        asked=(request.method or "", request.path, request.body),
        answer=answer,
        now=timezone.now(),
    )
