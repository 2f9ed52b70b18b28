"""The proof that nothing in the history of cases was changed, taken out or put in."""

from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

import orjson
from django.db import connection

from hejia.audit.public import hashed_stream
from hejia.cases.models import CaseEvent
from hejia.kernel import chain

_CHUNK: Final = 20_000

# Cases and their events side by side, both in the order of the case's key.
_HEADS: Final = "SELECT id, number, version, head FROM cases_case ORDER BY id"
_EVENTS: Final = """
    SELECT case_id, number, action, at, actor_id, agency_id, source, target, facts, hash
    FROM cases_caseevent ORDER BY case_id, number
"""
_FIELDS: Final = (
    "case", "number", "action", "at", "actor", "agency", "source", "target", "facts",
)  # fmt: skip


def faults() -> Iterator[str]:
    """A sentence for every case whose events do not chain from the first to the head it keeps."""
    events = _stream(_EVENTS)
    event = next(events, None)
    for case_id, number, version, head in _stream(_HEADS):
        while event is not None and event[0] < case_id:
            yield f"第 {event[1]} 号事件属于不存在的案件 {event[0]}。"
            event = next(events, None)
        digest, count, fault = chain.START, 0, ""
        while event is not None and event[0] == case_id:
            count += 1
            digest = chain.link(digest, _content(event))
            if not fault and (event[1] != count or digest != bytes(event[-1])):
                fault = f"案件 {number} 的第 {count} 条经过被改动、删除或插入过。"
            event = next(events, None)
        if not fault and (count != version or digest != bytes(head)):
            fault = f"案件 {number} 应有 {version} 条经过，现有 {count} 条，首尾不符。"
        if fault:
            yield fault
    while event is not None:
        yield f"第 {event[1]} 号事件属于不存在的案件 {event[0]}。"
        event = next(events, None)


def _content(event: tuple[Any, ...]) -> dict[str, Any]:
    """What the hash of an event covers; a cursor gives its facts as the text of the JSON."""
    content = dict(zip(_FIELDS, event[:-1], strict=True))
    return content | {"facts": orjson.loads(content["facts"])}


def _stream(query: str) -> Iterator[tuple[Any, ...]]:
    """Rows of a query read in chunks through a cursor of the server."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(query)
        while rows := cursor.fetchmany(_CHUNK):
            yield from rows


EVENTS: Final = hashed_stream(
    "cases.events", "案件经过", CaseEvent, faults, order=("case_id", "number")
)


def proven(case_id: UUID) -> bool:
    """Whether one case's history chains, for its page."""
    digest = chain.START
    for row in CaseEvent.objects.filter(case_id=case_id).order_by("number"):
        content = {
            "case": row.case_id, "number": row.number, "action": row.action, "at": row.at,
            "actor": row.actor_id, "agency": row.agency_id, "source": row.source,
            "target": row.target, "facts": row.facts,
        }  # fmt: skip
        digest = chain.link(digest, content)
        if digest != bytes(row.hash):
            return False
    return True
