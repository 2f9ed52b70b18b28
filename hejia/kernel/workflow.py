"""The life of a thing as one table: (status, action) → target, permission, facts to state.

A room writes its table once in its `workflow.py`; `Table` refuses to be built when the table is
unsound (duplicates, islands, dead ends …), so a mistake stops the start-up and never a user.
Pure: no Django, no clock, no database.
"""

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final, Generic, Protocol, TypeVar

from hejia.kernel.errors import Refused
from hejia.kernel.facts import Fact

__all__ = ["START", "STAYS", "Fact", "Stays", "Step", "Table", "Unsound"]

#: The pseudo-status before the first one: a step from here brings the thing into being.
START: Final = ""


class Stays(Enum):
    """Target of a step that is recorded but leaves the status as it is (e.g. 办理记录)."""

    HERE = "stays"


STAYS: Final = Stays.HERE

Context = TypeVar("Context")
#: Looks at the move about to be made; answers why it must not be, or None.
Guard = Callable[[Context], Refused | None]


class Choice(Protocol):
    """A member of a `TextChoices`: a value for the database and a Chinese label for people."""

    @property
    def value(self) -> Any: ...
    @property
    def label(self) -> Any: ...


class Unsound(ValueError):
    """A workflow table that cannot be right; `flaws` names everything wrong with it."""

    def __init__(self, table: str, flaws: Sequence[str]) -> None:
        self.flaws = tuple(flaws)
        super().__init__(f"workflow table {table!r} is unsound: " + "; ".join(flaws))


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One row of the table.

    `guards` are names of functions given to the table; `label` overrides the action's own;
    `help` is shown above the form.
    """

    action: str
    sources: tuple[str, ...]
    target: str | Stays
    permission: str
    facts: tuple[Fact, ...] = ()
    guards: tuple[str, ...] = ()
    label: str = ""
    help: str = ""

    def leads_to(self, status: str) -> str:
        """Status after this step when it was `status` before."""
        return status if isinstance(self.target, Stays) else self.target

    def required(self) -> tuple[Fact, ...]:
        """The facts without which the step is refused."""
        return tuple(fact for fact in self.facts if fact.required)


@dataclass(kw_only=True)
class Table(Generic[Context]):
    """The whole life of one kind of thing.

    `name` is the Chinese noun used in refusals (案件, 保护令 …). `statuses` and `actions` are
    `TextChoices` classes. `finals` may still have exits (an archived case can be reopened).
    Raises `Unsound` when built from a table that cannot be right.
    """

    name: str
    statuses: Iterable[Choice]
    actions: Iterable[Choice]
    initial: str
    finals: Sequence[str]
    steps: Sequence[Step]
    guards: Mapping[str, Guard[Context]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._status_labels = {str(s.value): str(s.label) for s in self.statuses}
        self._action_labels = {str(a.value): str(a.label) for a in self.actions}
        self._rows: dict[tuple[str, str], Step] = {}
        self._exits: dict[str, list[Step]] = {}
        self._joined: dict[str, list[Guard[Context]]] = {}
        flaws = _flaws(self)
        if flaws:
            raise Unsound(self.name, flaws)
        for row in self.steps:
            for source in row.sources:
                self._rows[str(source), str(row.action)] = row
                self._exits.setdefault(str(source), []).append(row)

    def step(self, status: str, action: str) -> Step:
        """The row for `action` on a thing in `status`.

        Raises `Refused("not_now")` with a sentence naming status, action and what is possible;
        `Refused("unknown_action")` for an action the table does not know.
        """
        row = self._rows.get((status, action))
        if row is not None:
            return row
        if action not in self._action_labels:
            raise Refused("unknown_action", f"{self.name}没有“{action}”这个操作。")
        raise Refused("not_now", self._not_now(status, action))

    def possible(self, status: str) -> tuple[Step, ...]:
        """The steps that leave from `status`, in the order of the table."""
        return tuple(self._exits.get(status, ()))

    def births(self) -> tuple[Step, ...]:
        """The steps that bring such a thing into being."""
        return self.possible(START)

    def action_label(self, step: Step) -> str:
        """What the button says."""
        return step.label or self._action_labels[step.action]

    def status_label(self, status: str) -> str:
        """The status in the words of the field; an unknown one stands for itself."""
        return self._status_labels.get(status, status)

    def join_guard(self, action: str, guard: Guard[Context]) -> None:
        """Let a higher room object to `action` (called from `project/wiring.py` only)."""
        if action not in self._action_labels:
            raise ValueError(f"{self.name}: a guard joins the unknown action {action!r}")
        joined = self._joined.setdefault(str(action), [])
        if guard not in joined:
            joined.append(guard)

    def objections(self, step: Step, context: Context) -> list[Refused]:
        """Every objection of the step's guards, own ones first; empty when it may go on."""
        own = [self.guards[name] for name in step.guards]
        answers = [guard(context) for guard in own + self._joined.get(step.action, [])]
        return [answer for answer in answers if answer is not None]

    def check_guards(self, step: Step, context: Context) -> None:
        """Raise the objection to `step`, or all of them in one refusal, if there is any."""
        objections = self.objections(step, context)
        if len(objections) == 1:
            raise objections[0]
        if objections:
            sentences = dict.fromkeys(one.sentence.rstrip("。") for one in objections)
            raise Refused("guarded", "；".join(sentences) + "。")

    def _not_now(self, status: str, action: str) -> str:
        can = "、".join(dict.fromkeys(self.action_label(row) for row in self.possible(status)))
        ending = f"现在可以：{can}。" if can else "这一状态下没有可做的操作。"
        now, wish = self.status_label(status), self._action_labels[action]
        if status == START:
            return f"{self.name}还没有建立，不能“{wish}”。{ending}"
        return f"{self.name}现在是“{now}”，不能“{wish}”。{ending}"

    def grid(self) -> str:
        """Statuses down, actions across, targets in the cells ("=" stays, "." impossible)."""
        births = [START] if self.births() else []
        head = ["", *self._action_labels]
        body = [[s or "(new)", *(self._cell(s, a) for a in self._action_labels)] for s in births]
        body += [[s, *(self._cell(s, a) for a in self._action_labels)] for s in self._status_labels]
        widths = [max(len(line[i]) for line in [head, *body]) for i in range(len(head))]
        return "\n".join(
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
            for line in [head, *body]
        )

    def _cell(self, status: str, action: str) -> str:
        row = self._rows.get((status, action))
        if row is None:
            return "."
        return "=" if isinstance(row.target, Stays) else str(row.target)

    def markdown(self) -> str:
        """The table for `docs/reference`, one line per (status, action)."""
        lines = [
            "| 状态 | 操作 | 到 | 权限 | 必须说明 | 可以说明 | 另须满足 |",
            "|---|---|---|---|---|---|---|",
        ]
        for source in [START, *self._status_labels]:
            lines += [self._markdown_row(source, row) for row in self.possible(source)]
        return "\n".join(lines)

    def _markdown_row(self, source: str, row: Step) -> str:
        target = row.leads_to(source)
        cells = [
            self.status_label(source) or "（新建）",
            f"{self.action_label(row)} `{row.action}`",
            "（不变）" if isinstance(row.target, Stays) else self.status_label(target),
            f"`{row.permission}`",
            "、".join(fact.label for fact in row.required()) or "—",
            "、".join(fact.label for fact in row.facts if not fact.required) or "—",
            "、".join(f"`{name}`" for name in row.guards) or "—",
        ]
        return "| " + " | ".join(cells) + " |"

    def mermaid(self) -> str:
        """The table as a Mermaid state diagram; steps that stay are left out."""
        lines = ["stateDiagram-v2"]
        lines += [f'    state "{label}" as {name}' for name, label in self._status_labels.items()]
        if not self.births():
            lines.append(f"    [*] --> {self.initial}")
        for source in [START, *self._status_labels]:
            for row in self.possible(source):
                if not isinstance(row.target, Stays):
                    label = self.action_label(row)
                    lines.append(f"    {source or '[*]'} --> {row.target} : {label}")
        lines += [f"    {final} --> [*]" for final in self.finals]
        return "\n".join(lines)


def _flaws(table: Table[Any]) -> list[str]:
    """Everything wrong with a table; reachability is asked only of one whose words are known."""
    statuses = {str(s.value) for s in table.statuses}
    wording = [*_unlabelled(table.statuses), *_unlabelled(table.actions)]
    unknown = _unknown_words(table, statuses)
    if unknown:
        return wording + unknown
    rows = [flaw for row in table.steps for flaw in _row_flaws(row, table.guards)]
    return wording + _duplicates(table.steps) + rows + _unused(table) + _paths(table, statuses)


def _unlabelled(choices: Iterable[Choice]) -> list[str]:
    return [f"{c.value!r} has no Chinese label" for c in choices if not _chinese(str(c.label))]


def _chinese(text: str) -> bool:
    return any("\u4e00" <= char <= "\u9fff" for char in text)


def _unknown_words(table: Table[Any], statuses: set[str]) -> list[str]:
    actions = {str(a.value) for a in table.actions}
    flaws = [
        f"unknown status {str(s)!r}" for s in (table.initial, *table.finals) if s not in statuses
    ]
    for row in table.steps:
        ends = [s for s in row.sources if s != START]
        ends += [] if isinstance(row.target, Stays) else [row.target]
        flaws += [
            f"step {str(row.action)!r}: unknown status {str(s)!r}"
            for s in ends
            if s not in statuses
        ]
        if row.action not in actions:
            flaws.append(f"unknown action {str(row.action)!r}")
    return flaws


def _duplicates(steps: Sequence[Step]) -> list[str]:
    keys = [(str(source), str(row.action)) for row in steps for source in row.sources]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    return [f"{source or 'START'} × {action} stands twice" for source, action in twice]


def _row_flaws(row: Step, guards: Mapping[str, Any]) -> list[str]:
    flaws = [f"unknown guard {name!r}" for name in row.guards if name not in guards]
    flaws += [flaw for fact in row.facts for flaw in fact.flaws()]
    names = [fact.name for fact in row.facts]
    flaws += [
        f"fact {name!r} stands twice" for name in sorted({n for n in names if names.count(n) > 1})
    ]
    if not row.permission:
        flaws.append("no permission")
    if not row.sources:
        flaws.append("no source")
    if START in row.sources and isinstance(row.target, Stays):
        flaws.append("a birth cannot stay")
    return [f"step {str(row.action)!r}: {flaw}" for flaw in flaws]


def _unused(table: Table[Any]) -> list[str]:
    used = {str(row.action) for row in table.steps}
    return [f"action {a.value!r} has no row" for a in table.actions if str(a.value) not in used]


def _paths(table: Table[Any], statuses: set[str]) -> list[str]:
    """Islands, dead ends, and statuses from which no final status can be reached."""
    onward: dict[str, set[str]] = {status: set() for status in statuses}
    births: set[str] = set()
    for row in table.steps:
        for source in row.sources:
            if source == START:
                births.add(row.leads_to(START))
            elif row.leads_to(source) != source:
                onward[source].add(row.leads_to(source))
    backward = {s: {t for t in statuses if s in onward[t]} for s in statuses}
    reached = _reach(births or {str(table.initial)}, onward)
    finals = set(map(str, table.finals))
    flaws = [] if finals else ["no final status"]
    flaws += [f"island: {s!r} is never reached" for s in sorted(statuses - reached)]
    dead = {s for s in statuses - finals if not onward[s]}
    flaws += [f"dead end: nothing leads out of {s!r}" for s in sorted(dead)]
    lost = statuses - _reach(finals, backward) - dead
    return flaws + [f"no way from {s!r} to a final status" for s in sorted(lost)]


def _reach(seeds: set[str], edges: Mapping[str, set[str]]) -> set[str]:
    seen, queue = set(seeds), deque(seeds)
    while queue:
        fresh = edges.get(queue.popleft(), set()) - seen
        seen |= fresh
        queue.extend(fresh)
    return seen
