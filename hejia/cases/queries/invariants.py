"""What must hold of all cases taken together, however they came into the tables.

Each invariant is a question to the database that finds what breaks it; a sound district answers
every one with nothing. That the history itself chains is proven by `proof.faults`.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Final

from django.db import connection

from hejia.cases.deadlines import CHANGES, Effect
from hejia.cases.limits import ClockKind
from hejia.cases.workflow import CASE
from hejia.kernel.numbering import check_digit

_QUESTIONS: Final = {
    "版本号等于最后一条经过的序号": """
        SELECT c.number FROM cases_case c
        LEFT JOIN (SELECT case_id, max(number) AS last, count(*) AS total
                   FROM cases_caseevent GROUP BY case_id) e ON e.case_id = c.id
        WHERE e.last IS DISTINCT FROM c.version OR e.total IS DISTINCT FROM c.version::bigint
    """,
    "案件状态与链尾等于最后一条经过": """
        SELECT c.number FROM cases_case c JOIN cases_caseevent e
          ON e.case_id = c.id AND e.number = c.version
        WHERE e.target <> c.status OR e.hash <> c.head
    """,
    "经过一条接一条：前一条之后的状态是后一条之前的状态，时间不倒流": """
        SELECT c.number FROM
          (SELECT case_id, source, at, number, lag(target) OVER w AS before, lag(at) OVER w AS then
           FROM cases_caseevent WINDOW w AS (PARTITION BY case_id ORDER BY number)) e
        JOIN cases_case c ON c.id = e.case_id
        WHERE e.number > 1 AND (e.source <> e.before OR e.at < e.then)
    """,
    "最近期限等于最近一个走着的时钟": """
        SELECT c.number FROM cases_case c
        LEFT JOIN (SELECT case_id, min(due_at) AS nearest FROM cases_clock
                   WHERE state = 'running' GROUP BY case_id) k ON k.case_id = c.id
        WHERE coalesce(k.nearest, '2999-01-01+00'::timestamptz) <> c.next_due_at
    """,
    "未结案件有时钟在走或暂停，终结的案件没有": """
        SELECT c.number FROM cases_case c
        LEFT JOIN (SELECT case_id, count(*) AS live FROM cases_clock
                   WHERE state IN ('running', 'paused') GROUP BY case_id) k ON k.case_id = c.id
        WHERE (c.status IN ('reported', 'dispatched', 'handling', 'suspended', 'close_review'))
              <> (coalesce(k.live, 0) > 0)
          AND c.status NOT IN ('closed', 'visiting')
    """,
    "走着的时钟才有待报的提醒，且按先后排列": """
        SELECT c.number FROM cases_clock k JOIN cases_case c ON c.id = k.case_id
        WHERE (k.next_mark_at IS NOT NULL AND k.state <> 'running')
           OR k.next_mark_at IS DISTINCT FROM (k.marks -> 0 ->> 0)::timestamptz
    """,
    "办结期限等于最后一个办结时钟的期限": """
        SELECT c.number FROM cases_case c
        LEFT JOIN (SELECT DISTINCT ON (case_id) case_id, due_at FROM cases_clock
                   WHERE kind = 'close' ORDER BY case_id, number DESC) k ON k.case_id = c.id
        WHERE k.due_at IS DISTINCT FROM c.due_at
    """,
    "待回访次数等于未完成的计划回访": """
        SELECT c.number FROM cases_case c
        LEFT JOIN (SELECT case_id, count(*) AS left_over FROM cases_visit
                   WHERE done_at IS NULL AND NOT cancelled GROUP BY case_id) v ON v.case_id = c.id
        WHERE c.status IN ('closed', 'visiting') AND coalesce(v.left_over, 0) <> c.visits_left
    """,
    "反映次数与并入案件数对得上": """
        SELECT m.number FROM cases_case m
        LEFT JOIN (SELECT merged_into_id, count(*) AS children, sum(reports) AS reports
                   FROM cases_case WHERE merged_into_id IS NOT NULL GROUP BY merged_into_id) c
          ON c.merged_into_id = m.id
        WHERE coalesce(c.children, 0) <> m.children OR coalesce(c.reports, 0) + 1 <> m.reports
    """,
    "每案有全文和至少一名当事人，位置与案件一致": """
        SELECT c.number FROM cases_case c LEFT JOIN cases_casetext t ON t.case_id = c.id
        WHERE t.case_id IS NULL OR t.reported_at <> c.reported_at
           OR t.street_id IS DISTINCT FROM c.street_id
           OR t.community_id IS DISTINCT FROM c.community_id
           OR NOT EXISTS (SELECT 1 FROM cases_caseparty p WHERE p.case_id = c.id)
    """,
    "承办人以外的人审批、回访": """
        SELECT c.number FROM cases_caseevent e JOIN cases_case c ON c.id = e.case_id
        WHERE e.action IN ('close_approve', 'visit') AND EXISTS (
          SELECT 1 FROM cases_caseevent a WHERE a.case_id = e.case_id
           AND a.number < e.number AND a.action = 'close_apply' AND a.actor_id = e.actor_id)
    """,
    "受理、签收、联系、办结、归档不早于上报": """
        SELECT number FROM cases_case WHERE reported_at > least(
          accepted_at, dispatched_at, signed_at, reached_at, closed_at, archived_at)
    """,
    "编号与上报年份一致": """
        SELECT number FROM cases_case
        WHERE substr(number, 7, 4)
              <> to_char(reported_at AT TIME ZONE 'Asia/Shanghai', 'YYYY')
    """,
    "编号都从号池取出": """
        SELECT c.number FROM cases_case c JOIN kernel_series s
          ON s.name = 'case:' || substr(c.number, 1, 6) || ':' || substr(c.number, 7, 4)
        WHERE substr(c.number, 11, 7)::int >= s.next
    """,
}


def _steps() -> list[str]:
    """Every line of the table as "source action target"."""
    return [
        f"{source} {step.action} {step.leads_to(source)}"
        for step in CASE.steps
        for source in map(str, step.sources)
    ]


def _changes(*effects: Effect) -> list[str]:
    """Which action may do this to which clock, as "action kind"."""
    return [
        f"{action} {kind}"
        for action, changes in CHANGES.items()
        for change in changes
        if change.effect in effects
        for kind in change.kinds or tuple(ClockKind)
    ]


_AT_AN_EVENT: Final = """
    SELECT c.number FROM cases_clock k JOIN cases_case c ON c.id = k.case_id
    WHERE k.kind <> 'assist' AND {which} AND NOT EXISTS (
      SELECT 1 FROM cases_caseevent e WHERE e.case_id = k.case_id AND e.at = k.{when}
       AND e.action || ' ' || k.kind = ANY(%s))
"""
_BY_TABLE: Final = {
    "每条经过都是流程表中的一步，第一条是上报": (
        """
        SELECT c.number FROM cases_caseevent e JOIN cases_case c ON c.id = e.case_id
        WHERE e.source || ' ' || e.action || ' ' || e.target <> ALL(%s)
           OR (e.number = 1) <> (e.action = 'report')
        """,
        _steps(),
    ),
    "时钟从能让它开始的一步起算": (
        _AT_AN_EVENT.format(which="TRUE", when="started_at"),
        _changes(Effect.START),
    ),
    "按时或超期的时钟由能让它停下的一步停下": (
        _AT_AN_EVENT.format(which="k.state IN ('met', 'breached')", when="stopped_at"),
        _changes(Effect.STOP, Effect.WAIVE, Effect.RECOMPUTE),
    ),
    "不再要求的时钟由能免除它的一步免除": (
        _AT_AN_EVENT.format(which="k.state = 'waived'", when="stopped_at"),
        _changes(Effect.WAIVE, Effect.RECOMPUTE),
    ),
}
"""What the tables of steps and of clocks allow, and nothing else, may have happened."""

SHOWN: Final = 5
_CHUNK: Final = 20_000


def broken() -> Iterator[str]:
    """A sentence for each invariant that does not hold, naming some of the cases."""
    asked: list[tuple[str, str, list[list[str]]]] = [
        (name, question, []) for name, question in _QUESTIONS.items()
    ]
    asked += [(name, question, [known]) for name, (question, known) in _BY_TABLE.items()]
    for name, question, params in asked:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT number FROM ({question}) AS broken LIMIT {SHOWN + 1}", params)  # noqa: S608 own text
            found = [row[0] for row in cursor.fetchall()]
        if found:
            yield _sentence(name, found)
    if misnumbered := list(islice(_misnumbered(), SHOWN + 1)):
        yield _sentence("案件编号的校验位正确", misnumbered)


def _sentence(name: str, found: list[str]) -> str:
    more = "等" if len(found) > SHOWN else ""
    return f"“{name}”不成立：案件 {'、'.join(found[:SHOWN])}{more}。"


def _misnumbered() -> Iterator[str]:
    """Numbers whose check digit does not follow from the rest (ISO 7064, MOD 11,10)."""
    with connection.chunked_cursor() as cursor:
        cursor.execute("SELECT number FROM cases_case")
        while rows := cursor.fetchmany(_CHUNK):
            yield from (number for (number,) in rows if check_digit(number[:-1]) != number[-1])
