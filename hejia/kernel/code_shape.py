"""What may stand in a code, and what extra facts the codes of a list may carry.

A list's `shape` gives each extra fact a type: flag (true or false), number (whole), text, or
texts (a list of them). Pure.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,19}")
TYPES: Mapping[str, str] = {"flag": "是或否", "number": "整数", "text": "文字", "texts": "若干文字"}

_HOLDS: Mapping[str, Callable[[Any], bool]] = {
    "flag": lambda value: isinstance(value, bool),
    "number": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "text": lambda value: isinstance(value, str),
    "texts": lambda value: isinstance(value, list) and all(isinstance(v, str) for v in value),
}


def type_of(value: Any) -> str:
    """The type of an extra fact. Raises ValueError for one that no list may hold."""
    for name, holds in _HOLDS.items():
        if holds(value):
            return name
    raise ValueError(f"an extra fact cannot be {value!r}")


def shape_of(extras: list[Mapping[str, Any]]) -> dict[str, str]:
    """The shape that all these extras have in common. Raises ValueError when types disagree."""
    shape: dict[str, str] = {}
    for extra in extras:
        for name, value in extra.items():
            if shape.setdefault(name, type_of(value)) != type_of(value):
                raise ValueError(f"extra fact {name!r} is {shape[name]} here and not there")
    return shape


def faults(values: Mapping[str, Any], shape: Mapping[str, str]) -> dict[str, str]:
    """One Chinese sentence per wrong field of a code: label, order, dates and extra facts."""
    found = {}
    if not CODE.fullmatch(values["code"]):
        found["code"] = "代码须为 1 至 20 个字母、数字、点、横线或下划线，以字母或数字开头。"
    if not 1 <= len(values["label"].strip()) <= 60:
        found["label"] = "请填写名称，最多 60 个字。"
    if len(values["note"]) > 200:
        found["note"] = "说明最多 200 个字。"
    first: date | None = values["valid_from"]
    last: date | None = values["valid_to"]
    if first and last and last < first:
        found["valid_to"] = "停用日期不能早于启用日期。"
    for name, value in values["extra"].items():
        if name not in shape:
            found[f"extra.{name}"] = f"这个代码表没有“{name}”这项附加内容。"
        elif not _HOLDS[shape[name]](value):
            found[f"extra.{name}"] = f"“{name}”应为{TYPES[shape[name]]}。"
    return found
