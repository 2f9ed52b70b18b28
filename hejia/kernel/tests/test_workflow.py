"""The workflow table: found rows, refusals that help, and tables that cannot be built."""

from dataclasses import dataclass, replace

import pytest
from django.db.models import TextChoices

from hejia.kernel.errors import Refused
from hejia.kernel.facts import Kind
from hejia.kernel.workflow import START, STAYS, Fact, Step, Table, Unsound


class Status(TextChoices):
    REPORTED = "reported", "待分派"
    HANDLING = "handling", "办理中"
    CLOSED = "closed", "已办结"
    VOID = "void", "误报"


class Action(TextChoices):
    REPORT = "report", "上报"
    DISPATCH = "dispatch", "分派"
    NOTE = "note", "办理记录"
    CLOSE = "close", "办结"
    REOPEN = "reopen", "重办"
    VOID = "void", "标记误报"


@dataclass(frozen=True)
class Move:
    red: bool = False
    open_tasks: int = 0


def not_red(move: Move) -> Refused | None:
    return Refused("red", "红色案件不能办结。") if move.red else None


def no_tasks(move: Move) -> Refused | None:
    return Refused("tasks", "还有协办任务没有完成。") if move.open_tasks else None


AGENCY = Fact("agency", "承办单位", Kind.AGENCY)
STEPS = (
    Step(action=Action.REPORT, sources=(START,), target=Status.REPORTED, permission="cases.report"),
    Step(
        action=Action.DISPATCH,
        sources=(Status.REPORTED,),
        target=Status.HANDLING,
        permission="cases.dispatch",
        facts=(AGENCY, Fact("note", "说明", Kind.TEXT, required=False)),
    ),
    Step(
        action=Action.NOTE,
        sources=(Status.REPORTED, Status.HANDLING),
        target=STAYS,
        permission="cases.handle",
    ),
    Step(
        action=Action.CLOSE,
        sources=(Status.HANDLING,),
        target=Status.CLOSED,
        permission="cases.handle",
        guards=("not_red",),
    ),
    Step(
        action=Action.REOPEN,
        sources=(Status.CLOSED,),
        target=Status.HANDLING,
        permission="cases.reopen",
        label="重新办理",
    ),
    Step(
        action=Action.VOID,
        sources=(Status.REPORTED,),
        target=Status.VOID,
        permission="cases.dispatch",
    ),
)


def table(**changes) -> Table[Move]:
    shape = {
        "name": "案件",
        "statuses": Status,
        "actions": Action,
        "initial": Status.REPORTED,
        "finals": (Status.CLOSED, Status.VOID),
        "steps": STEPS,
        "guards": {"not_red": not_red},
    }
    return Table(**shape | changes)


def changed(action: str, /, **changes) -> tuple[Step, ...]:
    return tuple(replace(row, **changes) if row.action == action else row for row in STEPS)


GRID = """
          report    dispatch  note  close   reopen    void
(new)     reported  .         .     .       .         .
reported  .         handling  =     .       .         void
handling  .         .         =     closed  .         .
closed    .         .         .     .       handling  .
void      .         .         .     .       .         .
"""


def test_the_table_is_drawn_as_a_grid():
    assert table().grid() == GRID.strip("\n")


def test_a_step_is_found_and_leads_where_the_table_says():
    flow = table()
    assert flow.step("reported", "dispatch").leads_to("reported") == "handling"
    assert flow.step("handling", "note").leads_to("handling") == "handling"
    assert [row.action for row in flow.possible("reported")] == ["dispatch", "note", "void"]
    assert [row.action for row in flow.births()] == ["report"]
    assert flow.possible("void") == ()


@pytest.mark.parametrize(
    ("status", "action", "sentence"),
    [
        ("handling", "dispatch", "案件现在是“办理中”，不能“分派”。现在可以：办理记录、办结。"),
        ("closed", "close", "案件现在是“已办结”，不能“办结”。现在可以：重新办理。"),
        ("void", "close", "案件现在是“误报”，不能“办结”。这一状态下没有可做的操作。"),
        (START, "close", "案件还没有建立，不能“办结”。现在可以：上报。"),
    ],
)
def test_what_is_not_possible_now_is_refused_with_what_is(status, action, sentence):
    with pytest.raises(Refused) as caught:
        table().step(status, action)
    assert (caught.value.code, caught.value.sentence) == ("not_now", sentence)


def test_an_action_nobody_knows_is_refused():
    with pytest.raises(Refused) as caught:
        table().step("reported", "explode")
    assert caught.value.code == "unknown_action"


def test_guards_object_one_by_one_and_together():
    flow = table()
    close = flow.step("handling", "close")
    flow.check_guards(close, Move())
    flow.join_guard("close", no_tasks)
    flow.join_guard("close", no_tasks)  # wiring may run twice
    with pytest.raises(Refused, match="red"):
        flow.check_guards(close, Move(red=True))
    with pytest.raises(Refused, match="tasks"):
        flow.check_guards(close, Move(open_tasks=1))
    with pytest.raises(Refused) as caught:
        flow.check_guards(close, Move(red=True, open_tasks=1))
    assert caught.value.sentence == "红色案件不能办结；还有协办任务没有完成。"
    with pytest.raises(ValueError, match="explode"):
        flow.join_guard("explode", no_tasks)


class Mute(TextChoices):
    REPORTED = "reported"
    HANDLING = "handling", "办理中"
    CLOSED = "closed", "已办结"
    VOID = "void", "误报"


FLAWS = {
    "reported × note stands twice": {
        "steps": (*STEPS, replace(STEPS[2], sources=(Status.REPORTED,)))
    },
    "island: 'void' is never reached": {"steps": changed("void", target=STAYS)},
    "dead end: nothing leads out of 'void'": {"finals": (Status.CLOSED,)},
    "no way from 'handling' to a final status": {"finals": (Status.VOID,)},
    "no final status": {"finals": ()},
    "unknown guard 'not_red'": {"guards": {}},
    "fact 'agency' has no label": {
        "steps": changed("dispatch", facts=(replace(AGENCY, label=""),))
    },
    "fact 'agency' stands twice": {"steps": changed("dispatch", facts=(AGENCY, AGENCY))},
    "fact 'why' names no code list": {
        "steps": changed("dispatch", facts=(Fact("why", "原因", Kind.CODE),))
    },
    "fact name 'a b' is no identifier": {
        "steps": changed("dispatch", facts=(Fact("a b", "原因", Kind.TEXT),))
    },
    "action 'reopen' has no row": {"steps": tuple(s for s in STEPS if s.action != "reopen")},
    "step 'note': no source": {"steps": changed("note", sources=())},
    "step 'note': no permission": {"steps": changed("note", permission="")},
    "a birth cannot stay": {"steps": changed("report", target=STAYS)},
    "'reported' has no Chinese label": {"statuses": Mute},
    "step 'close': unknown status 'gone'": {"steps": changed("close", target="gone")},
    "unknown action 'explode'": {"steps": changed("close", action="explode")},
    "unknown status 'lost'": {"initial": "lost"},
}


@pytest.mark.parametrize("flaw", FLAWS)
def test_an_unsound_table_cannot_be_built(flaw):
    with pytest.raises(Unsound) as caught:
        table(**FLAWS[flaw])
    assert any(flaw in said for said in caught.value.flaws), caught.value.flaws


def test_the_documents_are_drawn_from_the_table():
    flow = table()
    assert (
        "| 待分派 | 分派 `dispatch` | 办理中 | `cases.dispatch` | 承办单位 | 说明 | — |"
        in flow.markdown().splitlines()
    )
    picture = flow.mermaid().splitlines()
    assert "    [*] --> reported : 上报" in picture
    assert "    closed --> handling : 重新办理" in picture
    assert not [line for line in picture if "办理记录" in line]
