"""What counting asks of a case: one row each, for the room that counts (`insight`).

The SQL is the door: whoever counts copies the rows with one statement (INSERT … SELECT) instead
of carrying a million of them through Python. Columns, types and meaning are part of it; a test
of `insight` recomputes them from the events by hand.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from hejia.cases.models import Case

FACTS_SQL: Final = """
    SELECT c.id AS case_id, c.version, c.status, c.reports, c.merged_into_id,
           c.source, c.category, c.type, c.risk, c.is_dv, c.street_id, c.community_id, c.grid_id,
           c.holder_id, c.registered_by_id, c.close_result,
           c.reported_at, c.accepted_at, c.reached_at, c.closed_at, c.due_at,
           coalesce(k.extended_days, 0) AS extended_days,
           k.sign_due_at, k.signed_at, k.assess_due_at, k.assessed_at,
           e.dispatched_at, e.returns, e.transfers, e.extensions, e.close_applied_at,
           e.close_rejects, e.first_closed_at, e.reopened_at,
           coalesce(e.methods, '{}') AS methods
    FROM cases_case c
    CROSS JOIN LATERAL (
        SELECT min(at) FILTER (WHERE action = 'dispatch') AS dispatched_at,
               count(*) FILTER (WHERE action = 'return') AS returns,
               count(*) FILTER (WHERE action = 'transfer') AS transfers,
               count(*) FILTER (WHERE action = 'extend_approve') AS extensions,
               min(at) FILTER (WHERE action = 'close_apply') AS close_applied_at,
               count(*) FILTER (WHERE action = 'close_reject') AS close_rejects,
               min(at) FILTER (WHERE action = 'close_approve') AS first_closed_at,
               min(at) FILTER (WHERE action = 'reopen' AND source <> 'false_report')
                   AS reopened_at,
               array_agg(DISTINCT facts ->> 'method') FILTER (WHERE action = 'handle_log')
                   AS methods
        FROM cases_caseevent WHERE case_id = c.id
    ) e
    CROSS JOIN LATERAL (
        SELECT (array_agg(extended_days ORDER BY number DESC) FILTER (WHERE kind = 'close'))[1]
                   AS extended_days,
               (array_agg(due_at ORDER BY number DESC)
                   FILTER (WHERE kind = 'sign' AND state <> 'waived'))[1] AS sign_due_at,
               (array_agg(stopped_at ORDER BY number DESC)
                   FILTER (WHERE kind = 'sign' AND state <> 'waived'))[1] AS signed_at,
               (array_agg(due_at ORDER BY number DESC)
                   FILTER (WHERE kind = 'assess' AND state <> 'waived'))[1] AS assess_due_at,
               (array_agg(stopped_at ORDER BY number DESC)
                   FILTER (WHERE kind = 'assess' AND state <> 'waived'))[1] AS assessed_at
        FROM cases_clock WHERE case_id = c.id
    ) k
"""
"""One row per case; add a WHERE over `c.id`. Times are moments, `methods` codes of the list."""

VISITS_SQL: Final = """
    SELECT v.case_id, v.number, v.due_at, v.done_at, v.cancelled, coalesce(v.safe, FALSE) AS safe,
           v.result, v.satisfaction, c.status, c.source, c.category, c.type, c.risk, c.is_dv,
           c.street_id, c.community_id, c.grid_id, c.holder_id, c.registered_by_id
    FROM cases_visit v JOIN cases_case c ON c.id = v.case_id
"""
"""One row per planned revisit, with what its case is counted by; add a WHERE over `c.id`."""

VERSIONS_SQL: Final = "SELECT c.id, c.version, c.reports, c.due_at FROM cases_case c"
"""What tells whether a copy of the facts is out of date."""


def numbers(keys: Sequence[UUID]) -> dict[UUID, str]:
    """Case numbers and nothing else, for lists that prove a count to who opens no case."""
    return dict(Case.objects.filter(pk__in=keys).values_list("id", "number"))
