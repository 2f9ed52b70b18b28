"""`{% load ui %}`: the components of the pages.  `/style/` shows each in every state.

Every tag takes plain values and Django's own form objects, so that a room needs no import from
here; the markup stands in `templates/components/`.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField, CheckboxInput, Form, RadioSelect, Select
from django.forms.widgets import CheckboxSelectMultiple, FileInput, Textarea
from django.http import QueryDict
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from hejia.kernel.calendar import CHINA
from hejia.project import wording
from hejia.project.widgets import choices_of, rendered

register = template.Library()

RISKS = {"R1": "红", "R2": "橙", "R3": "黄", "R4": "蓝", "R0": "未评估"}
RISK_MEANING = {
    "R1": "红色：高危致命",
    "R2": "橙色：中危",
    "R3": "黄色：有激化风险",
    "R4": "蓝色：一般",
    "R0": "灰色：尚未评估",
}
# Whose turn it is decides the weight of a status; colour is kept for risk.
TONES = {
    **dict.fromkeys(("reported", "dispatched", "close_review", "waiting"), "waiting"),
    **dict.fromkeys(("closed", "archived", "done"), "done"),
    **dict.fromkeys(("rejected", "false_report", "merged", "transferred_out", "shut"), "shut"),
}
FILTERS_IN_SIGHT = 5


@register.simple_tag
@lru_cache(512)
def icon(name: str, label: str = "") -> SafeString:
    """One icon of the sprite; `label` speaks it aloud, without one it is decoration."""
    address = f"{settings.STATIC_URL}vendor/icons.svg#{name}"
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>',
            label,
            address,
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"></use></svg>', address)


@register.simple_tag
@lru_cache(32)
def risk(level: str, *, long: bool = False) -> SafeString:
    """The risk badge; `long` says the meaning, too."""
    level = level if level in RISKS else "R0"
    words = RISK_MEANING[level] if long else RISKS[level]
    return format_html(
        '<span class="risk risk-{}" title="{}">{}</span>', level, RISK_MEANING[level], words
    )


@register.simple_tag
@lru_cache(256)
def status(code: str, label: str = "") -> SafeString:
    """The status badge of `code`, in the weight of whose turn it is."""
    return format_html(
        '<span class="status status-{}">{}</span>', TONES.get(code, "moving"), label or code
    )


@register.simple_tag(takes_context=True)
def moment(context: Mapping[str, Any], value: datetime | None) -> SafeString:
    """A point in time, short, with the whole of it on hover."""
    if value is None:
        return SafeString('<span class="soft">—</span>')
    local = value.astimezone(CHINA)
    return format_html(
        '<time datetime="{}" data-at="{}" title="{}">{}</time>',
        value.isoformat(),
        f"{local:%Y-%m-%d %H:%M}",
        f"{local:%Y-%m-%d %H:%M:%S}",
        wording.short_moment(value, _now(context)),
    )


@register.simple_tag(takes_context=True)
def clock(
    context: Mapping[str, Any],
    due: datetime | None,
    start: datetime | None = None,
    *,
    state: str = "running",
    provisional: bool = False,
    basis: str = "",
) -> SafeString:
    """Time left as words and bar; a list has twenty, so no template is drawn for each.

    `state`: running, paused, met, breached, late, waived.  `basis` (law or rule) opens on hover;
    `provisional` marks 暂定.
    """
    why = format_html(' title="依据：{}"', basis) if basis else ""
    if due is None or state not in ("running", "breached"):
        shut = _SHUT.get(state, ("", "不再计时"))
        said = format_html("{} {}", icon(shut[0]), shut[1]) if shut[0] else shut[1]
        soft = "" if state in ("paused", "met") else " soft"
        text = '<span class="clock clock-{}"{}><span class="clock-left{}">{}</span></span>'
        return format_html(text, state, why, soft, said)
    now = _now(context)
    used = wording.share_used(start, due, now)
    tone = "over" if due < now else "near" if used >= 80 else "calm"
    return format_html(
        _RUNNING,
        tone=tone,
        why=why,
        due=due.astimezone(CHINA).isoformat(),
        start=format_html(' data-start="{}"', start.astimezone(CHINA).isoformat()) if start else "",
        over=format_html("{} ", icon("alert-triangle", "已超时限")) if tone == "over" else "",
        left=wording.time_left(due, now),
        provisional=SafeString(' <span class="tag">暂定</span>') if provisional else "",
        used=used,
    )


_RUNNING = (
    '<span class="clock clock-{tone}"{why}>'
    '<span class="clock-left" data-due="{due}"{start}>{over}<span data-left>{left}</span>'
    '{provisional}</span> <progress max="100" value="{used}" aria-label="时限已用百分比">'
    "</progress></span>"
)
_SHUT = {
    "paused": ("clock-pause", "已暂停计时"),
    "met": ("check", "按时完成"),
    "late": ("alert-circle", "超时完成"),
}


@register.inclusion_tag("components/sort_header.html", takes_context=True)
def sort_header(
    context: Mapping[str, Any],
    label: str,
    *,
    up: str = "",
    down: str = "",
    default: str = "",
    num: bool = False,
) -> dict[str, Any]:
    """A column head that sorts by `?order=`; a second press turns the order round.

    `up`/`down` are the orders that run up and down this column (one may be missing), `default`
    the order of the list when none is asked for.
    """
    query: QueryDict = context["request"].GET.copy()
    chosen = query.get("order") or default
    query.pop("after", None)
    query["order"] = (down or up) if chosen == up or not up else up
    runs = {up: "ascending", down: "descending"} if up or down else {}
    order = runs.get(chosen, "") if chosen else ""
    return {"label": label, "href": f"?{query.urlencode()}", "order": order, "num": num}


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(
    context: Mapping[str, Any], after: str = "", count: object = "", target: str = ""
) -> dict[str, Any]:
    """上一页/下一页 of a keyset list, which runs forward only.

    `after` is the cursor of the next page (empty: this is the last), `count` is shown as it is
    (“20+”, 1,043), `target` is the element htmx swaps.  上一页 is the browser's own way back.
    """
    query: QueryDict = context["request"].GET.copy()
    went_on = bool(query.pop("after", None))
    ahead = query.copy()
    ahead["after"] = after
    return {
        "next": f"?{ahead.urlencode()}" if after else "",
        "first": f"?{query.urlencode()}" if went_on else "",
        "count": count,
        "target": target,
    }


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, why: str = "", *, full: bool = False) -> dict[str, Any]:
    """Label, 必填 mark, widget, hint, why we ask, and the sentence of what is wrong.

    Widget attributes that change its behaviour: `data-search` (select → combobox),
    `data-remote=url` (search as you type), `data-address=url` (address with map),
    `data-shown-when="name=value|value"` (asked only then, see conditions.js).
    """
    widget = bound.field.widget
    kind, shown_when = _kind(widget), widget.attrs.pop("data-shown-when", "")
    described = [f"{bound.auto_id}_hint"] if bound.help_text else []
    described += [f"{bound.auto_id}_error"] if bound.errors else []
    attrs: dict[str, Any] = {"class": _css_class(widget)}
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return {
        "field": bound,
        "kind": kind,
        "widget": "" if kind == "choices" else rendered(bound, attrs),
        "choices": choices_of(bound, " ".join(described)) if kind == "choices" else (),
        "why": why or widget.attrs.get("data-why", ""),
        "full": full or isinstance(widget, Textarea) or "data-address" in widget.attrs,
        "wrong": bool(bound.errors),
        "shown_when": shown_when,
    }


@register.inclusion_tag("components/filter_bar.html", takes_context=True)
def filter_bar(context: Mapping[str, Any], form: Form, target: str = "") -> dict[str, Any]:
    """The filters of a list: a GET form kept in the address; `target` is what htmx swaps."""
    fields: list[dict[str, Any]] = [
        {"field": bound, "widget": rendered(bound, {"class": _css_class(w)})}
        for bound in form.visible_fields()
        for w in (bound.field.widget,)
    ]
    return {
        "form": form,
        "in_sight": fields[:FILTERS_IN_SIGHT],
        "folded": fields[FILTERS_IN_SIGHT:],
        "folded_open": any(f["field"].data for f in fields[FILTERS_IN_SIGHT:]),
        "carried": _carried(context["request"].GET, form),
        "path": context["request"].path,
        "target": target,
    }


def _carried(query: QueryDict, form: Form) -> list[tuple[str, str]]:
    """What the address says besides the filters (tab, order …), which a new query keeps."""
    own = {*form.fields, "after"}
    return [(name, one) for name, values in query.lists() if name not in own for one in values]


@register.inclusion_tag("components/chips.html", takes_context=True)
def filter_chips(context: Mapping[str, Any], form: Form) -> dict[str, Any]:
    """A chip for every filter that is set; each can be taken away."""
    return {"chips": _chips(context["request"].GET, form)}


@register.inclusion_tag("components/stat.html")
def stat(
    label: str,
    number: object,
    *,
    icon: str = "list-check",
    of: int | None = None,
    href: str = "",
    unit: str = "件",
    tone: str = "",
) -> dict[str, Any]:
    """A figure with its denominator (`of`); `tone`: "" · heavy (look at it) · calm."""
    ratio = wording.percent(number, of) if of is not None and isinstance(number, int) else ""
    shown = {"label": label, "number": number, "icon": icon, "of": of, "href": href}
    return shown | {"unit": unit, "tone": tone, "ratio": ratio}


@register.filter
def up_to(count: int, most: int) -> int | str:
    """A count that was not taken any further than `most`: "999+" for more."""
    return count if count <= most else f"{most}+"


@register.filter
def anchor(bound: BoundField) -> str:
    """The id of the control a link to a field leads to; of several choices, the first."""
    return bound.id_for_label or f"{bound.auto_id}_0"


@register.inclusion_tag("components/masked.html")
def masked(value: str, reveal: str = "", what: str = "") -> dict[str, str]:
    """A masked value; `reveal` is the address that answers it in clear and records the look."""
    return {"value": value, "reveal": reveal, "what": what}


@register.inclusion_tag("components/empty.html")
def empty(
    title: str, hint: str = "", *, icon: str = "inbox", href: str = "", action: str = ""
) -> dict[str, str]:
    """What stands where there is nothing: why, and what to do."""
    return {"title": title, "hint": hint, "icon": icon, "href": href, "action": action}


@register.inclusion_tag("components/stepper.html")
def stepper(steps: str, current: int) -> dict[str, Any]:
    """`steps` divided by |, `current` counted from 1."""
    return {
        "steps": [
            {"label": label, "state": "done" if n < current else "now" if n == current else ""}
            for n, label in enumerate(steps.split("|"), 1)
        ]
    }


def _now(context: Mapping[str, Any]) -> datetime:
    now = context.get("now")
    return now if isinstance(now, datetime) else timezone.now()


def _kind(widget: Any) -> str:
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return "choices"
    if isinstance(widget, CheckboxInput):
        return "check"
    return "file" if isinstance(widget, FileInput) else "line"


def _css_class(widget: Any) -> str:
    base = "form-control"
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple | CheckboxInput):
        base = "form-check-input"
    elif isinstance(widget, Select):
        base = "form-select"
    return f"{base} {widget.attrs.get('class', '')}".strip()


def _chips(query: QueryDict, form: Form) -> list[dict[str, str]]:
    chips = []
    for bound in form.visible_fields():
        values = [value for value in query.getlist(bound.html_name) if value]
        if not values:
            continue
        rest = query.copy()
        for gone in (bound.html_name, "after", "before"):
            rest.pop(gone, None)
        words = "、".join(_display(bound, value) for value in values)
        chips.append({"label": str(bound.label), "words": words, "href": f"?{rest.urlencode()}"})
    return chips


def _display(bound: BoundField, value: str) -> str:
    for code, label in _flat(getattr(bound.field, "choices", ())):
        if str(code) == value:
            return str(label)
    return value


def _flat(choices: Any) -> list[tuple[Any, Any]]:
    flat: list[tuple[Any, Any]] = []
    for code, label in choices:
        flat += _flat(label) if isinstance(label, list | tuple) else [(code, label)]
    return flat
