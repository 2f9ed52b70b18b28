"""The house rules that no other tool checks, each with a line that is good and one that is bad.

CONTRIBUTING.md names every rule; `hejia/testing/tests/test_house.py` runs them over the tree.
"""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
PACKAGE: Final = ROOT / "hejia"

FILE_LINES: Final = 400
TEST_LINES: Final = 500
FUNCTION_LINES: Final = 50
FUNCTION_LINES_P90: Final = 25

_VAGUE: Final = {"utils", "util", "helpers", "helper", "common", "misc", "services", "service"}
_ROOMS_WITHOUT_DOOR: Final = {"kernel", "project", "testing"}
# Where the clock is read, to be passed on as `now`.
_CLOCK_READERS: Final = re.compile(
    r"hejia/(project|testing)/|/views/|/(api|jobs|middleware|backends)\.py$|/templatetags/|/demo/"
    r"|^hejia/cases/commands/(importing|exporting)\.py$"  # jobs that note when each part ended
)
_CLOCKS: Final = {
    ("timezone", "now"),
    ("timezone", "localdate"),
    ("datetime", "now"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
}
_MACHINE_PATH: Final = re.compile(r"^/(home|root|work|Users|mnt)/")
_WAIVER: Final = re.compile(r"#\s*(noqa|type: ignore)(:?\s*[A-Z]+\d+(,\s*[A-Z]+\d+)*|\[[\w,-]+\])?")
_REGISTRY: Final = re.compile(r"\b(pypi\.org|pythonhosted\.org|registry\.npmjs|deb\.debian)", re.I)


@dataclass(frozen=True, slots=True)
class Source:
    """A Python file: its path from the root, text and tree."""

    path: PurePosixPath
    text: str
    tree: ast.Module

    @property
    def is_test(self) -> bool:
        return "tests" in self.path.parts or self.path.name == "conftest.py"

    @property
    def room(self) -> str:
        return self.path.parts[1] if len(self.path.parts) > 2 else ""


@dataclass(frozen=True, slots=True)
class Rule:
    """`look` yields a line number and what is wrong; `at` is the path the examples stand at."""

    name: str
    look: Callable[[Source], Iterator[tuple[int, str]]]
    good: str
    bad: str
    at: str = "hejia/cases/commands/example.py"
    in_tests: bool = False


def read(path: str, text: str) -> Source:
    return Source(PurePosixPath(path), text, ast.parse(text))


@cache
def sources() -> tuple[Source, ...]:
    """Every Python file of the package, migrations apart."""
    return tuple(
        read(path.relative_to(ROOT).as_posix(), path.read_text("utf-8"))
        for path in sorted(PACKAGE.rglob("*.py"))
        if "migrations" not in path.parts
    )


def breaches(rule: Rule, source: Source) -> list[str]:
    if source.is_test and not rule.in_tests:
        return []
    return [f"{source.path}:{line}: {what}" for line, what in rule.look(source)]


def _vague_names(source: Source) -> Iterator[tuple[int, str]]:
    for part in source.path.parts[1:]:
        if part.removesuffix(".py") in _VAGUE:
            yield 1, f"“{part}” says nothing: name the thing it is about"


def _budgets(source: Source) -> Iterator[tuple[int, str]]:
    lines = source.text.count("\n")
    limit = TEST_LINES if source.is_test else FILE_LINES
    if lines > limit:
        yield 1, f"{lines} lines, at most {limit}"
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = lines_of(node)
            if length > FUNCTION_LINES:
                yield node.lineno, f"{node.name} has {length} lines, at most {FUNCTION_LINES}"


def lines_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _no_save(source: Source) -> Iterator[tuple[int, str]]:
    if "models" not in str(source.path):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ClassDef):
            for method in node.body:
                if isinstance(method, ast.FunctionDef) and method.name in {"save", "delete"}:
                    yield method.lineno, f"{method.name}() with side effects: write a command"


def _no_signals(source: Source) -> Iterator[tuple[int, str]]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ImportFrom) and node.module in {
            "django.dispatch",
            "django.db.models.signals",
            "django.core.signals",
        }:
            yield node.lineno, "no signals: put the reaction into project/wiring.py"


def _no_clock(source: Source) -> Iterator[tuple[int, str]]:
    if _CLOCK_READERS.search(str(source.path)):
        return
    for node in ast.walk(source.tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and (node.func.value.id, node.func.attr) in _CLOCKS
        ):
            yield node.lineno, "reads the clock: take `now` as an argument"


def _one_gate(source: Source) -> Iterator[tuple[int, str]]:
    if "views" not in source.path.parts and source.path.name != "api.py":
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and node.attr == "objects":
            yield node.lineno, "views and api fetch by access and queries, never by .objects"
        if isinstance(node, ast.Name) and node.id == "get_object_or_404":
            yield node.lineno, "views fetch by access.<thing>_for, which hides what is not theirs"


def _machine_paths(source: Source) -> Iterator[tuple[int, str]]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if _MACHINE_PATH.match(node.value):
                yield node.lineno, f"a path of one machine: {node.value}"
            if _REGISTRY.search(node.value):
                yield node.lineno, "the name of a registry's host: take it from the settings"


def _waivers(source: Source) -> Iterator[tuple[int, str]]:
    """A reason stands after the waiver, or above it for several lines of the same kind."""
    before = ""
    for number, line in enumerate(source.text.splitlines(), 1):
        match = _WAIVER.search(line)
        if match and not _in_a_string(line, match.start()):
            told = len(line[match.end() :].strip()) >= 4 or before.lstrip().startswith("#")
            if not told and match[0] not in before:
                yield number, f"{match[0].strip()} without a reason"
        before = line


def _in_a_string(line: str, place: int) -> bool:
    return line[:place].count('"') % 2 == 1


RULES: Final = (
    Rule(
        "names-say-what",
        _vague_names,
        good="X = 1\n",
        bad="X = 1\n",
        at="hejia/cases/{}.py",
        in_tests=True,
    ),
    Rule(
        "budgets",
        _budgets,
        good="def f() -> None:\n" + "    x = 1\n" * 49,
        bad="def f() -> None:\n" + "    x = 1\n" * 50,
        in_tests=True,
    ),
    Rule(
        "no-save",
        _no_save,
        good="class A:\n    def close(self) -> None: ...\n",
        bad="class A:\n    def save(self) -> None: ...\n",
        at="hejia/cases/models/example.py",
    ),
    Rule(
        "no-signals",
        _no_signals,
        good="from django.db import models\n",
        bad="from django.db.models.signals import post_save\n",
    ),
    Rule(
        "no-clock",
        _no_clock,
        good="def f(now): return now\n",
        bad="from django.utils import timezone\ndef f(): return timezone.now()\n",
    ),
    Rule(
        "one-gate",
        _one_gate,
        good="def view(request, id): return case_for(request.user, id)\n",
        bad="def view(request, id): return Case.objects.get(pk=id)\n",
        at="hejia/cases/views/example.py",
    ),
    Rule(
        "no-machine-paths",
        _machine_paths,
        good="P = 'var/pg'\n",
        bad="P = '/home/" + "somebody/var'\n",
    ),
    Rule(
        "waivers-have-reasons",
        _waivers,
        good="x = y  # noqa" + ": S608 the name is ours\n",
        bad="x = y  # noqa" + ": S608\n",
        in_tests=True,
    ),
)


def setters_of_status() -> dict[str, set[str]]:
    """For each room, the functions that assign to an attribute `status`."""
    found: dict[str, set[str]] = {}
    for source in sources():
        if source.is_test or source.room == "testing":
            continue
        for function in ast.walk(source.tree):
            if isinstance(function, ast.FunctionDef) and _sets_status(function):
                found.setdefault(source.room, set()).add(f"{source.path}:{function.name}")
    return found


def _sets_status(function: ast.FunctionDef) -> bool:
    return any(
        isinstance(target, ast.Attribute) and target.attr == "status"
        for node in ast.walk(function)
        if isinstance(node, ast.Assign)
        for target in node.targets
    )


def rooms() -> list[Path]:
    """The folders of the domains: those with models or rules of their own."""
    return sorted(
        p
        for p in PACKAGE.iterdir()
        if p.is_dir() and (p / "__init__.py").exists() and p.name not in _ROOMS_WITHOUT_DOOR
    )
