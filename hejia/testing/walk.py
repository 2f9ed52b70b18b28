"""Cases for tests, led to where they are needed by the real commands; no state is ever set."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from hejia.accounts.public import Sight
from hejia.cases.public import Case, check_statement, perform, report

NOON: Final = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
"""Monday, noon in China."""

QUIET: Final[Mapping[str, Any]] = {
    "source": "04",
    "type": "101",
    "summary": "夫妻因家务分工反复争吵，妻子来电希望社区帮助劝解。（演示）",
    "screening": "no",
}
VIOLENT: Final[Mapping[str, Any]] = {
    "source": "04",
    "type": "201",
    "summary": "妻子来电称丈夫酒后殴打，现已躲到邻居家中。（演示）",
    "screening": "yes",
}
APPLICANT: Final[Mapping[str, Any]] = {
    "role": "applicant",
    "name": "演示甲",
    "phone": "15400000001",
}

SAID: Final[Mapping[str, Mapping[str, Any]]] = {
    "reject": {"reason": "1", "basis": "信访工作条例第二十二条", "where_to_go": "人民法院"},
    "return": {"reason": "1"},
    "transfer_out": {"to": "邻区妇联", "reason": "1", "receipt": "演示-1"},
    "contact": {"method": "1", "reached": True, "content": "已与本人通话，情绪平稳。"},
    "handle_log": {"method": "02", "content": "当面谈话，双方愿意沟通。"},
    "extend_apply": {"reason": "1", "days": 10},
    "extend_approve": {"opinion": "同意", "told": True},
    "extend_reject": {"opinion": "情况不复杂，请按期办结"},
    "suspend": {"reason": "1"},
    "grade": {"pushing": True},
    "close_apply": {"result": "03", "opinion": "双方和解。"},
    "close_approve": {"opinion": "同意办结"},
    "close_reject": {"opinion": "缺少回访安排，请补充"},
    "visit": {
        "method": "1",
        "safe": True,
        "result": "1",
        "satisfaction": "2",
        "content": "关系稳定。",
    },
    "reopen": {"reason": "2"},
    "unmerge": {"note": "不是同一件事"},
    "mark_false": {"reason": "1", "note": "回拨核实为误拨。", "sure": True},
}
"""What is said with each action when a test does not say otherwise."""


def tell(
    by: Sight,
    *,
    community: str,
    now: datetime = NOON,
    key: UUID | None = None,
    parties: tuple[Mapping[str, Any], ...] = (APPLICANT,),
    **facts: Any,
) -> Case:
    """Report a case in a community; a quiet one unless told otherwise."""
    stated = {**QUIET, "community": community, **facts}
    statement = check_statement(key or uuid4(), stated, parties, now=now)
    return report(statement=statement, by=by, now=now).case


@dataclass(slots=True)
class Walk:
    """A case on its way: `take` lets somebody act half an hour after whoever was before."""

    case: Case
    now: datetime = NOON
    pause: timedelta = field(default=timedelta(minutes=30))

    def take(self, by: Sight, action: str, **facts: Any) -> Case:
        """One step; what is not said is taken from SAID."""
        self.now += self.pause
        self.case = perform(
            case_id=self.case.pk,
            action=action,
            seen=self.case.version,
            facts={**SAID.get(action, {}), **facts},
            by=by,
            now=self.now,
        )
        return self.case
