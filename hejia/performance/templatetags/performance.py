"""`{% load performance %}`: amounts in 万元 and the two lights."""

from decimal import Decimal

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from hejia.performance.figures import plain, shown_amount

register = template.Library()

#: Weight and words tell the light; colour is kept for risk.
LIGHTS = {
    "red": ("alert-triangle", "红灯"),
    "yellow": ("alert-circle", "黄灯"),
    "green": ("circle-check", "绿灯"),
    "": ("circle-dashed", "未测量"),
}


@register.filter
def wan(yuan: Decimal | None) -> str:
    """Yuan as 万元 with up to two decimals."""
    return "—" if yuan is None else shown_amount(yuan)


@register.filter
def yuan(amount: Decimal | None) -> str:
    """An amount in yuan with thousands separators and both decimals."""
    return "—" if amount is None else f"{amount:,.2f}"


@register.filter
def bare(number: Decimal | None) -> str:
    """A number without trailing zeros."""
    return "—" if number is None else plain(number)


@register.simple_tag
def light(name: str) -> SafeString:
    """A light as a word with its weight."""
    word = LIGHTS.get(name, LIGHTS[""])[1]
    return format_html('<span class="pf-light pf-{}">{}</span>', name or "none", word)
