"""The tree keeps the house rules, and each rule can tell a good line from a bad one."""

import ast
import re
from configparser import ConfigParser
from pathlib import Path

import pytest
from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.questioner import NonInteractiveMigrationQuestioner
from django.db.migrations.state import ProjectState
from django.utils import translation

from hejia.testing import house

RULES = {rule.name: rule for rule in house.RULES}


@pytest.mark.parametrize("name", RULES)
def test_the_tree_keeps_the_rule(name: str) -> None:
    found = [line for source in house.sources() for line in house.breaches(RULES[name], source)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", RULES)
def test_the_rule_knows_good_from_bad(name: str) -> None:
    rule = RULES[name]
    good = house.read(rule.at.format("routing"), rule.good)
    bad = house.read(rule.at.format("utils"), rule.bad)
    assert house.breaches(rule, good) == []
    assert len(house.breaches(rule, bad)) == 1


def test_nine_functions_in_ten_are_short() -> None:
    lengths = sorted(
        house.lines_of(node)
        for source in house.sources()
        if not source.is_test
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    assert lengths[len(lengths) * 9 // 10] <= house.FUNCTION_LINES_P90


def test_one_function_in_a_room_sets_a_status() -> None:
    many = {room: names for room, names in house.setters_of_status().items() if len(names) > 1}
    assert not many


def test_what_calls_itself_pure_is_held_to_it() -> None:
    """By the contract *pure*; demonstrations are made of rows of other rooms and apart."""
    contracts = ConfigParser()
    contracts.read(house.ROOT / ".importlinter", "utf-8")
    held = contracts["importlinter:contract:pure"]["source_modules"].split()
    claimed = [
        ".".join(source.path.with_suffix("").parts).removesuffix(".__init__")
        for source in house.sources()
        if not source.is_test
        and "demo" not in source.path.parts
        and re.search(r"\bPure\b", ast.get_docstring(source.tree) or "")
    ]
    assert len(claimed) > 20
    assert not [name for name in claimed if not f"{name}.".startswith(tuple(f"{h}." for h in held))]


def test_every_room_has_a_door_and_tests() -> None:
    for room in house.rooms():
        assert (room / "tests").is_dir(), f"{room.name} has no tests"
        if (room / "models").exists():
            assert (room / "public.py").exists(), f"{room.name} has no public.py"


def test_migrations_say_what_the_models_say() -> None:
    loader = MigrationLoader(None)
    with translation.override(None):  # Django's own labels stand untranslated in migrations
        changes = MigrationAutodetector(
            loader.project_state(),
            ProjectState.from_apps(apps),
            NonInteractiveMigrationQuestioner(specified_apps=set(), dry_run=True),
        ).changes(graph=loader.graph)
    ours = {label: found for label, found in changes.items() if _is_ours(label)}
    assert not ours, f"run `hejia manage makemigrations`: {sorted(ours)}"


def _is_ours(label: str) -> bool:
    return apps.get_app_config(label).name.startswith("hejia.")


def _templates() -> list[Path]:
    return sorted(house.PACKAGE.rglob("templates/**/*.html"))


def test_pages_load_nothing_from_elsewhere_and_hold_no_script() -> None:
    assert _templates()
    for path in _templates():
        text = path.read_text("utf-8")
        assert not re.search(r"(src|href|action)=[\"']?(https?:)?//", text), path
        assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", text), path
        assert not re.search(r"\son(click|change|submit|load|input)=", text), path
