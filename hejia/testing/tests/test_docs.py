"""The documents name what there is: commands, variables, files, the API."""

import re
from pathlib import Path

import pytest

from hejia.project import cli
from hejia.project.cli import reference
from hejia.project.cli.openapi import described
from hejia.testing import house

ROOT = house.ROOT
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
OPERATIONS = ROOT / "docs/operations.md"
_LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)")
_NAMED = re.compile(r"`((?:hejia|docs|tools|assets|benchmarks|\.ci)/[\w./-]+)`")


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_file_a_page_names_is_there(page: Path) -> None:
    text = page.read_text("utf-8")
    links = [page.parent / target for target in _LINK.findall(text)]
    names = [ROOT / target for target in _NAMED.findall(text)]
    missing = [str(path) for path in links + names if not path.exists()]
    assert not missing


def test_the_glossary_names_what_the_code_names() -> None:
    rows = (ROOT / "docs/glossary.md").read_text("utf-8").splitlines()
    named = {
        word
        for row in rows
        if row.startswith("| ")
        for one in re.findall(r"`([\w.]+)`", row)
        for word in one.split(".")
    }
    said = {word for source in house.sources() for word in re.findall(r"\w+", source.text)}
    said |= {path.stem for path in house.PACKAGE.rglob("*.py")} | {
        room.name for room in house.rooms()
    }
    assert len(named) > 60
    assert not sorted(named - said)


def test_every_command_is_described() -> None:
    text = OPERATIONS.read_text("utf-8")
    missing = [word for word in cli.COMMANDS if f"`hejia {word}" not in text]
    assert not missing


def test_every_variable_is_described() -> None:
    read = set()
    for path in (house.PACKAGE / "project").rglob("*.py"):
        if "tests" not in path.parts:
            read |= set(
                re.findall(
                    r'(?:text|flag|number|get)\(\s*"((?:HEJIA_|DATABASE_)\w+|PORT)"',
                    path.read_text("utf-8"),
                )
            )
    text = OPERATIONS.read_text("utf-8")
    assert len(read) > 8
    assert not [name for name in sorted(read) if f"`{name}`" not in text]


def test_every_house_rule_is_named_in_contributing() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    assert not [rule.name for rule in house.RULES if f"`{rule.name}`" not in text]


def test_every_decision_is_in_the_index() -> None:
    index = (ROOT / "docs/decisions/README.md").read_text("utf-8")
    for record in (ROOT / "docs/decisions").glob("0*.md"):
        assert record.name in index


def test_the_reference_of_the_tables_is_the_tables() -> None:
    committed = (ROOT / "docs/reference/workflows.md").read_text("utf-8")
    assert committed == reference.page(), (
        "run `hejia reference --write docs/reference/workflows.md`"
    )


def test_every_table_of_the_house_is_in_the_reference() -> None:
    places = {place for _, place in reference.TABLES}
    written = {
        source.path.as_posix()
        for source in house.sources()
        if source.path.name == "workflow.py" and source.room != "kernel"
    }
    assert written == places


def test_the_committed_description_of_the_api_is_the_api() -> None:
    committed = (ROOT / "docs/openapi.json").read_text("utf-8")
    assert committed == described(), "run `hejia openapi --write docs/openapi.json`"
