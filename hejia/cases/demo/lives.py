"""What becomes of a case after its report: who does what, when, with which words. Pure.

A life is written down whole, to its archive; whoever plays it stops where the present is. So the
old cases are archived, and the open ones stand in every status, in the proportions a district has.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, NamedTuple

from hejia.cases.demo.dice import Dice, Lots
from hejia.kernel.calendar import CHINA

MINUTE: Final = 1
HOUR: Final = 60
DAY: Final = 24 * HOUR


class Part(StrEnum):
    """Who acts, as seen from the case; the cast finds the person."""

    HANDLER = "handler"
    STREET = "street"
    LEADER = "leader"
    DISPATCHER = "dispatcher"
    VISITOR = "visitor"


class Aim(StrEnum):
    """The agency a case is sent to, as seen from the case."""

    STREET = "street"
    NEIGHBOUR = "neighbour"


class Act(NamedTuple):
    """One step: `facts` as `perform` takes them, but agencies as an `Aim`."""

    at: datetime
    part: Part
    action: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What a life is made of.

    `level`: the colour once assessed. `assessed`: what the grader states (None: nobody assesses).
    `routed`: a rule finds an agency. `visits`: colour → days after closing on which visits are
    due. `may_stall`: nobody goes on with some of them (the recent ones, for in the end every case
    is taken up).
    """

    begun: datetime
    level: str
    violent: bool
    assessed: Mapping[str, Any] | None
    routed: bool
    visits: Mapping[str, Sequence[int]]
    may_stall: bool


_COURSES: Final = Lots(
    {
        "plain": 880,
        "extended": 35,
        "suspended": 20,
        "transferred": 18,
        "returned": 17,
        "not_reached": 12,
        "false": 10,
        "out": 8,
    }
)
_QUIET_HELP: Final = ("02", "03", "01", "07", "06", "16", "04")
_VIOLENCE_HELP: Final = ("09", "11", "23", "12", "06", "07", "13", "14")
_LOGGED: Final = (
    "分别与双方谈话，了解矛盾起因，约定近期不再争吵。",
    "入户走访，家中气氛缓和，已提醒遇事先联系社区。",
    "说明相关法律规定，当事人表示愿意先协商。",
    "联系家人共同做工作，双方同意各退一步。",
    "安排专业人员跟进，已约定下次时间。",
)
_PROTECTED: Final = (
    "陪同报警并说明取证要点，已告知保护令申请途径。",
    "与当事人共同制定安全计划，约定紧急联系暗语。",
    "协助联系医院验伤，留存材料。",
    "告知庇护场所和法律援助渠道，当事人暂住亲属家。",
)
_RESULTS: Final = Lots({"01": 30, "03": 34, "07": 22, "02": 7, "10": 4, "06": 3})
_VIOLENCE_RESULTS: Final = Lots({"04": 40, "07": 30, "05": 14, "10": 10, "03": 6})
_SATISFACTION: Final = Lots({"1": 44, "2": 47, "3": 6, "4": 2, "5": 1})


def live(dice: Dice, story: Story) -> list[Act]:
    """The whole life, in order of time."""
    pen = _Pen(dice, story, story.begun, story.level, slow=7 if dice.chance(6) else 1)
    course = _COURSES.draw(dice)
    if story.violent or story.level in ("R1", "R2"):
        course = course if course in _ALSO_GRAVE else "plain"
    if (story.routed or pen.routed_by_hand()) and not pen.left_early(course):
        pen.handled_through(course)
    if story.may_stall and dice.chance(12):
        return pen.acts[: 1 + dice.below(len(pen.acts))]
    return pen.acts


_ALSO_GRAVE: Final = ("extended", "suspended")
_FALSE: Final = "回拨核实，来电人称系误拨，家中并无纠纷。"


@dataclass(slots=True)
class _Pen:
    """Writes a life: each step some time after the one before, in office hours unless urgent."""

    dice: Dice
    story: Story
    at: datetime
    level: str
    slow: int
    acts: list[Act] = field(default_factory=list)

    def then(self, part: Part, action: str, least: int, most: int, **facts: Any) -> None:
        """The next step, `least` to `most` minutes later."""
        minutes = (least + self.dice.below(most - least + 1)) * self.slow
        at = self.at + timedelta(minutes=minutes, seconds=self.dice.below(60))
        self.at = at if self._urgent() and action in _AT_ONCE else in_office(self.dice, at)
        self.acts.append(Act(self.at, part, action, facts))

    def _urgent(self) -> bool:
        return self.story.violent or self.level in ("R1", "R2")

    def routed_by_hand(self) -> bool:
        """The dispatcher accepts and sends it to a street, or rejects it (False)."""
        if not self.story.violent and self.dice.chance(15):
            self.then(
                Part.DISPATCHER,
                "reject",
                2 * HOUR,
                DAY,
                reason="3",
                basis="信访工作条例第二十三条",
                where_to_go="经常居住地的妇联组织",
            )
            return False
        if self.dice.chance(50):
            self.then(Part.DISPATCHER, "accept", 20, 6 * HOUR)
        self.then(Part.DISPATCHER, "dispatch", 10, 8 * HOUR, agency=Aim.STREET)
        return True

    def left_early(self, course: str) -> bool:
        """What may happen before anybody handles it; whether the case ends with that."""
        if course == "returned":
            self.returned()
        if course == "false":
            said: dict[str, Any] = {"reason": "1", "sure": True, "note": _FALSE}
            self.then(Part.STREET, "mark_false", HOUR, 6 * HOUR, **said)
            return True
        self.taken_up()
        if course == "transferred":
            self.transferred()
        if course == "out":
            said = {"reason": "1", "to": "邻区妇联（演示）", "receipt": "演示-回执"}
            self.then(Part.STREET, "transfer_out", HOUR, 2 * DAY, **said)
            return True
        return False

    def handled_through(self, course: str) -> None:
        """From the first contact to the archive."""
        unreachable = course == "not_reached"
        self.spoken_with(unreachable=unreachable)
        self.handled(1 + self.dice.below(3))
        if course == "suspended" and self.level != "R1":
            self.suspended()
        if course == "extended":
            self.extended()
        self.closed("09" if unreachable else "")
        self.visited()
        self.then(Part.STREET, "archive", 4 * HOUR, 4 * DAY)

    def returned(self) -> None:
        self.then(Part.HANDLER, "return", 30, 8 * HOUR, reason=self.dice.pick(("1", "2", "3")))
        self.then(Part.DISPATCHER, "dispatch", 20, 6 * HOUR, agency=Aim.STREET)

    def taken_up(self) -> None:
        """Signed for, and assessed where that is owed."""
        least, most = (2, 14) if self.level == "R1" else (5, 50) if self._urgent() else (20, 300)
        self.then(Part.HANDLER, "sign", least, most)
        story = self.story
        if story.assessed is not None:
            self.then(Part.HANDLER, "grade", 5, 60, **story.assessed)

    def transferred(self) -> None:
        self.then(Part.STREET, "transfer", HOUR, DAY, agency=Aim.NEIGHBOUR, reason="1")
        self.then(Part.HANDLER, "sign", 30, 5 * HOUR)

    def spoken_with(self, *, unreachable: bool) -> None:
        """First contact, at the second try now and then; or three tries on different days."""
        said: dict[str, Any] = {
            "method": "1",
            "content": "电话未接通，已发短信说明来意。",
            "reached": False,
        }
        tries = 3 if unreachable else int(self.dice.chance(9))
        for turn in range(tries):
            least, most = (DAY, 2 * DAY) if turn else (10, 3 * HOUR)
            self.then(Part.HANDLER, "contact", least, most, **said)
        if not unreachable:
            wait = (10, 3 * HOUR) if self._urgent() else (15, 16 * HOUR)
            wait = (2, 12) if self.level == "R1" else wait
            reached = {"method": "1", "reached": True, "safe": True, "content": _SPOKEN}
            self.then(Part.HANDLER, "contact", wait[0], wait[1], **reached)
            if self.level == "R0" and not self.story.violent:
                self.then(Part.HANDLER, "grade", 5, 2 * HOUR)
                self.level = "R4"

    def handled(self, times: int) -> None:
        grave = self._urgent()
        for turn in range(times):
            self.then(
                Part.HANDLER,
                "handle_log",
                *((HOUR, 12 * HOUR) if not turn else (DAY // 2, 4 * DAY)),
                method=self.dice.pick(_VIOLENCE_HELP if grave else _QUIET_HELP),
                content=self.dice.pick(_PROTECTED if grave else _LOGGED),
            )

    def suspended(self) -> None:
        self.then(Part.HANDLER, "suspend", DAY, 3 * DAY, reason=self.dice.pick(("1", "2", "4")))
        self.then(Part.HANDLER, "resume", 4 * DAY, 25 * DAY)

    def extended(self) -> None:
        """Asked for while the limit still runs, granted four times of five."""
        self.slow = 1
        days = 5 + self.dice.below(10)
        self.then(Part.HANDLER, "extend_apply", DAY, 3 * DAY, reason="1", days=days)
        granted = self.dice.chance(80)
        verdict = {"opinion": "情况属实，同意延期。", "told": True} if granted else {"opinion": _NO}
        part = Part.LEADER if self.level in ("R1", "R2") else Part.STREET
        self.then(part, "extend_approve" if granted else "extend_reject", 2 * HOUR, DAY, **verdict)
        self.handled(1)

    def closed(self, result: str) -> None:
        """Applied for and approved by another; red cases are lowered first."""
        if self.level == "R0" and self.story.violent:
            self.level = "R2"  # nobody assessed it in time: it is managed as orange
        if self.level == "R1":
            self._lowered("R3" if self.story.violent else "R4")
        elif self.level == "R2" and not self.story.violent:
            self._lowered("R4")
        results = _VIOLENCE_RESULTS if self.story.violent else _RESULTS
        said = {"result": result or results.draw(self.dice), "opinion": "矛盾已缓和，建议办结。"}
        self.then(Part.HANDLER, "close_apply", DAY, 6 * DAY, **said)
        if self.dice.chance(5):
            self.then(Part.STREET, "close_reject", HOUR, DAY, opinion="缺少后续安排，请补充。")
            self.handled(1)
            self.then(Part.HANDLER, "close_apply", 4 * HOUR, 2 * DAY, **said)
        self.then(Part.STREET, "close_approve", HOUR, 20 * HOUR, opinion="同意办结。")

    def _lowered(self, level: str) -> None:
        opinion = "重新评估，危险已降低，同意降级。"
        self.then(Part.LEADER, "downgrade", DAY, 4 * DAY, level=level, reason="1", opinion=opinion)
        self.level = level

    def visited(self, *, again: bool = False) -> None:
        """Every planned visit, a little before it is due; dissatisfaction reopens the case once."""
        closed = self.at
        for days in self.story.visits.get(self.level, ()):
            self.at = closed + timedelta(days=days)
            self.then(Part.VISITOR, "visit", -12 * HOUR, -HOUR, **self._answer(last=again))
            if self.acts[-1].facts["satisfaction"] in ("4", "5"):
                self.spoken_with(unreachable=False)
                self.handled(1)
                self.closed("")
                self.visited(again=True)
                return

    def _answer(self, *, last: bool) -> dict[str, Any]:
        satisfaction = "2" if last else _SATISFACTION.draw(self.dice)
        said = {
            "method": "1",
            "safe": True,
            "result": self.dice.pick(("1", "1", "2")),
            "satisfaction": satisfaction,
            "content": _VISITED,
        }
        if satisfaction in ("4", "5"):
            said |= {"dissatisfied_with": ["5"], "content": "认为矛盾没有真正解决，希望继续跟进。"}
        return said


_AT_ONCE: Final = frozenset({"sign", "grade", "contact", "handle_log"})
_SPOKEN: Final = "已与本人通话，确认通话环境安全，了解基本情况和诉求。"
_VISITED: Final = "电话回访，家庭关系平稳，未再发生冲突。"
_NO: Final = "情况不复杂，请按期办结。"


def in_office(dice: Dice, at: datetime) -> datetime:
    """The same moment if offices are open then, else the morning of the next weekday."""
    here = at.astimezone(CHINA)
    if here.weekday() < 5 and 9 <= here.hour < 18:
        return at
    morning = here.replace(hour=9, minute=0, second=0, microsecond=0)
    if here.hour >= 9:
        morning += timedelta(days=1)
    while morning.weekday() >= 5:
        morning += timedelta(days=1)
    return morning + timedelta(minutes=dice.below(180), seconds=dice.below(60))
