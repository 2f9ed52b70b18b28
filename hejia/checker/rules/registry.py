"""The rules by name. A rule is a pure function of a reading, with its docstring as its page.

The docstring: first line what it demands; `Source:`; `Good:` and `Bad:` blocks of text (Markdown
tables or sentences) that the tests run through the rule.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from hejia.checker.finding import Finding
from hejia.checker.rules.relations import Relation
from hejia.checker.understanding.reading import Reading

Check = Callable[[Reading], Iterable[Finding]]
Equations = Callable[[Reading], Iterable[Relation]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of the catalogue."""

    name: str
    family: str
    title: str
    page: str
    check: Check | None = None
    equations: Equations | None = None


RULES: dict[str, Rule] = {}


def rule(name: str, family: str, title: str) -> Callable[[Check], Check]:
    """Register a function that reports findings itself."""

    def register(function: Check) -> Check:
        _add(Rule(name, family, title, function.__doc__ or "", check=function))
        return function

    return register


def equations(name: str, family: str, title: str) -> Callable[[Equations], Equations]:
    """Register a function that states equations between table figures."""

    def register(function: Equations) -> Equations:
        _add(Rule(name, family, title, function.__doc__ or "", equations=function))
        return function

    return register


def _add(entry: Rule) -> None:
    if entry.name in RULES:
        raise ValueError(f"rule {entry.name} is registered twice")
    RULES[entry.name] = entry
