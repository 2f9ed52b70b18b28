"""Keys and codes of a breakdown in words, from reference data: no statement."""

from typing import Any

from hejia.accounts.public import agency
from hejia.insight.vocabulary import Dimension
from hejia.kernel.codes import table
from hejia.places.public import area

_LISTS = {
    Dimension.CATEGORY: "category",
    Dimension.TYPE: "dispute_type",
    Dimension.SOURCE: "source",
    Dimension.RISK: "risk_level",
}


def key_label(by: Dimension, key: Any) -> str:
    """The name of one part; a code no longer known stands for itself."""
    if key in (None, ""):
        return "未确定"
    if by in (Dimension.STREET, Dimension.COMMUNITY):
        return area(int(key)).name
    if by is Dimension.AGENCY:
        return agency(int(key)).name
    if by is Dimension.MONTH:
        return str(key)
    known = table(_LISTS[by]).entries.get(str(key))
    return known.label if known else str(key)
