"""Code lists as everyone reads them: labels, choices, trees. Kept in memory by the stamp.

Lists are rows a district may change (kernel/code_changes.py); what rooms bring along stands in
their `codes/*.toml` (kernel/code_defaults.py). A code that was ever given keeps its label.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from hejia.kernel import reference
from hejia.kernel.calendar import CHINA
from hejia.kernel.errors import Refused
from hejia.kernel.facts import CodeLookup
from hejia.kernel.models import Code, CodeList


@dataclass(frozen=True, slots=True)
class Entry:
    """One code of a list, as read."""

    code: str
    label: str
    parent: str
    valid_from: date | None
    valid_to: date | None
    note: str
    extra: Mapping[str, Any]

    def valid(self, at: date | None) -> bool:
        """Whether it may be chosen on a day; without a day, whether it may ever be."""
        if at is None:
            return True
        return (self.valid_from or at) <= at <= (self.valid_to or at)


@dataclass(frozen=True, slots=True)
class CodeTable:
    """One whole list, in its order."""

    name: str
    label: str
    source: str
    shape: Mapping[str, str]
    entries: Mapping[str, Entry]

    def get(self, code: str) -> Entry:
        """Raises `Refused("unknown_code")` naming list and code."""
        entry = self.entries.get(code)
        if entry is None:
            raise Refused("unknown_code", f"“{self.label}”中没有代码“{code}”。")
        return entry

    def below(self, code: str) -> Iterator[str]:
        """`code` and every code under it."""
        yield self.get(code).code
        for entry in self.entries.values():
            if entry.parent == code:
                yield from self.below(entry.code)


@dataclass(frozen=True, slots=True)
class Branch:
    """A code with the codes under it."""

    code: str
    label: str
    children: tuple["Branch", ...]


@reference.kept
def tables() -> Mapping[str, CodeTable]:
    """Every list by name; two statements when anything changed, none otherwise."""
    entries: dict[str, dict[str, Entry]] = {}
    rows = Code.objects.order_by("list_id", "order", "code").values_list(
        "list_id", "code", "label", "parent", "valid_from", "valid_to", "note", "extra"
    )
    for name, code, text, parent, first, last, note, more in rows:
        entry = Entry(code, text, parent, first, last, note, MappingProxyType(more))
        entries.setdefault(name, {})[code] = entry
    lists = CodeList.objects.order_by("name").values_list("name", "label", "source", "shape")
    return MappingProxyType(
        {
            name: CodeTable(name, label, source, shape, MappingProxyType(entries.get(name, {})))
            for name, label, source, shape in lists
        }
    )


def table(name: str) -> CodeTable:
    """One list. Raises LookupError: which lists there are is the program's own knowledge."""
    try:
        return tables()[name]
    except KeyError:
        raise LookupError(f"there is no code list {name!r}") from None


def label(name: str, code: str) -> str:
    """The label of a code, also of one out of use; "" for "". Refuses an unknown code."""
    return table(name).get(code).label if code else ""


def extra(name: str, code: str) -> Mapping[str, Any]:
    """The extra facts of a code (see its list's `shape`). Refuses an unknown code."""
    return table(name).get(code).extra


def choices(name: str, at: date | None = None) -> list[tuple[str, str]]:
    """(code, label) in order; with `at` only those that may be chosen on that day."""
    return [(e.code, e.label) for e in table(name).entries.values() if e.valid(at)]


def tree(name: str, at: date | None = None) -> tuple[Branch, ...]:
    """The list as a tree; a code whose parent is not valid stands at the top."""
    valid = {e.code: e for e in table(name).entries.values() if e.valid(at)}
    children: dict[str, list[Entry]] = {}
    for entry in valid.values():
        children.setdefault(entry.parent if entry.parent in valid else "", []).append(entry)

    def grow(parent: str) -> tuple[Branch, ...]:
        return tuple(Branch(e.code, e.label, grow(e.code)) for e in children.get(parent, ()))

    return grow("")


def below(name: str, code: str) -> frozenset[str]:
    """`code` and all codes under it, for filters by a group. Refuses an unknown code."""
    return frozenset(table(name).below(code))


def holder(now: datetime | None = None) -> CodeLookup:
    """What `check_facts` asks which codes may be stated: list name → codes valid now.

    Without `now` also those whose time is over or yet to come.
    """
    at = now.astimezone(CHINA).date() if now else None

    def lookup(name: str) -> frozenset[str]:
        return frozenset(e.code for e in table(name).entries.values() if e.valid(at))

    return lookup
