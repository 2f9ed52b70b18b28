"""Selects and choices written out without a template per option.

Django renders every `<option>` and every radio button through a template of its own; a filter
bar with some hundred agencies then costs more than the page around it. The markup is the same.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

from django.forms import BoundField, Select
from django.forms.utils import flatatt
from django.forms.widgets import ChoiceWidget
from django.utils.safestring import SafeString, mark_safe


def rendered(bound: BoundField, attrs: dict[str, Any]) -> SafeString:
    """The widget of a field with further attributes; a plain select the quick way."""
    widget = bound.field.widget
    if type(widget) is not Select:
        return bound.as_widget(attrs=attrs)
    own = bound.build_widget_attrs({**widget.attrs, **attrs}, widget)
    if bound.auto_id:
        own.setdefault("id", bound.auto_id)
    own["name"] = bound.html_name
    chosen = {str(value) for value in widget.format_value(bound.value())}
    # Every label and value is escaped in _options.
    return mark_safe(f"<select{flatatt(own)}>{_options(widget.choices, chosen)}</select>")  # noqa: S308


def _options(choices: Iterable[Any], chosen: set[str]) -> str:
    written = []
    for value, label in choices:
        if isinstance(label, list | tuple):
            inner = _options(label, chosen)
            written.append(f'<optgroup label="{escape(str(value))}">{inner}</optgroup>')
            continue
        text = "" if value is None else str(value)
        mark = " selected" if text in chosen else ""
        written.append(f'<option value="{escape(text)}"{mark}>{escape(str(label))}</option>')
    return "".join(written)


@dataclass(frozen=True, slots=True)
class Choice:
    """One radio button or tick box: its id, its input, and what it says."""

    id: str
    tag: SafeString
    label: str


def choices_of(bound: BoundField, described: str) -> Iterator[Choice]:
    """The buttons of a RadioSelect or CheckboxSelectMultiple, in order."""
    widget = bound.field.widget
    if not isinstance(widget, ChoiceWidget):
        return
    own = {k: v for k, v in widget.attrs.items() if not k.startswith("data-")}
    if described:
        own["aria-describedby"] = described
    chosen = set(widget.format_value(bound.value()))
    for place, (value, label) in enumerate(widget.choices):
        key = f"{bound.auto_id}_{place}"
        attrs = own | {"type": widget.input_type, "name": bound.html_name, "id": key}
        attrs |= {"value": str(value), "checked": str(value) in chosen}
        yield Choice(key, mark_safe(f"<input{flatatt(attrs)}>"), str(label))  # noqa: S308 escaped
