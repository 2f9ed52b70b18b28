"""`{% load case_words %}`: words of the case for its templates."""

from typing import Any

from django import template
from django.urls import reverse

from hejia.cases.workflow import CASE, Action
from hejia.kernel.workflow import Step

register = template.Library()


@register.filter
def action_label(step: Step) -> str:
    """What the button of a step says."""
    return CASE.action_label(step)


@register.filter
def icon_of(action: str) -> str:
    """The icon that goes with an action."""
    return _ICONS.get(action, "arrow-right")


@register.simple_tag
def reveal_url(case_id: Any, number: int, what: str) -> str:
    """Where a person's field is answered in clear, with a trace."""
    return reverse("case_reveal", args=[case_id, number, what])


_ICONS = {
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
