"""`{% load case_words %}`: words of the case for its templates."""

from collections.abc import Mapping
from typing import Any, Final

from django import template
from django.forms import BoundField, Form
from django.urls import reverse
from django.utils.safestring import SafeString

from hejia.cases.workflow import CASE, Action
from hejia.kernel.workflow import Step

register = template.Library()


@register.filter
def action_label(step: Step) -> str:
    """What the button of a step says."""
    return CASE.action_label(step)


@register.filter
def asks(step: Step) -> bool:
    """Whether a step asks anything beyond a remark: then its button opens a form first."""
    return any(fact.name != "note" or fact.required for fact in step.facts)


@register.filter
def icon_of(action: str) -> str:
    """The icon that goes with an action."""
    return _ICONS.get(action, "arrow-right")


@register.simple_tag
def reveal_url(case_id: Any, number: int, what: str) -> str:
    """Where a person's field is answered in clear, with a trace."""
    return reverse("case_reveal", args=[case_id, number, what])


_ICONS: Final[Mapping[str, str]] = {
    Action.ACCEPT: "check",
    Action.REJECT: "ban",
    Action.TRANSFER_OUT: "external-link",
    Action.MARK_FALSE: "flag",
    Action.EXTEND_APPLY: "calendar-time",
    Action.EXTEND_APPROVE: "check",
    Action.EXTEND_REJECT: "x",
    Action.DOWNGRADE: "arrow-down",
    Action.REOPEN: "refresh",
    Action.SIGN: "checkbox",
    Action.CONTACT: "phone-call",
    Action.HANDLE_LOG: "note",
    Action.CLOSE_APPLY: "clipboard-check",
    Action.DISPATCH: "send",
    Action.TRANSFER: "switch-horizontal",
    Action.VISIT: "phone",
    Action.MERGE: "arrows-join",
    Action.UNMERGE: "arrows-split",
    Action.ARCHIVE: "archive",
    Action.SUSPEND: "player-pause",
    Action.RESUME: "player-play",
    Action.GRADE: "shield-half",
    Action.CLOSE_APPROVE: "check",
    Action.CLOSE_REJECT: "arrow-back-up",
    Action.RETURN: "arrow-back-up",
}


@register.filter
def mapping_rows(form: Form) -> list[dict[str, BoundField | None]]:
    """The mapping form as rows: a field's column, and its one value for all where it may be."""
    names = [name.removeprefix("column-") for name in form.fields if name.startswith("column-")]
    return [
        {
            "column": form[f"column-{name}"],
            "default": form[f"default-{name}"] if f"default-{name}" in form.fields else None,
        }
        for name in names
    ]


@register.filter
def selectbox(bound: BoundField, label: str) -> SafeString:
    """A select without a label of its own, named for screen readers by its row."""
    return bound.as_widget(attrs={"class": "form-select", "aria-label": label})
