"""What acts are called on pages. Every room names its own (`project/acts.py` lists them)."""

from collections.abc import Mapping

_words: dict[str, str] = {}
_facts: dict[str, str] = {}
_values: dict[str, str] = {}


def name_acts(
    words: Mapping[str, str], facts: Mapping[str, str], values: Mapping[str, str]
) -> None:
    """Give acts ("cases.export" → "导出案件"), facts kept with them and their codes names."""
    _words.update(words)
    _facts.update(facts)
    _values.update(values)


def acts() -> dict[str, str]:
    """Act → its name, in the order they were named."""
    return dict(_words)


def fact_words(facts: Mapping[str, object]) -> list[tuple[str, str]]:
    """The facts of a record as (name, text); lists are joined, empty ones left out."""
    return [(_facts.get(name, name), _text(value)) for name, value in facts.items() if value]


def subject_words(subject: str) -> str:
    """What an act was about, as a page says it: "case:4403…" → "案件 4403…"."""
    kind, colon, key = subject.partition(":")
    return f"{_facts.get(kind, kind)} {key}" if colon else subject


def _text(value: object) -> str:
    if isinstance(value, Mapping):
        return "，".join(f"{_facts.get(name, name)} {_text(one)}" for name, one in value.items())
    if isinstance(value, bool):
        return "是" if value else "否"
    return (
        "、".join(map(_text, value))
        if isinstance(value, list | tuple)
        else _values.get(str(value), str(value))
    )
