"""What was written before in fields that repeat: plans, dimensions, suppliers, media."""

from itertools import chain

from django.db.models.fields.json import KT

from hejia.accounts.public import Sight
from hejia.ledger.definitions import Definition
from hejia.ledger.queries.filters import Filter, entries

RECENT = 300
MOST = 50


def suggestions(what: Definition, sight: Sight) -> dict[str, list[str]]:
    """Field → what its latest records said: one statement; none where no field repeats."""
    names = [one.name for one in what.stated if one.suggest]
    if not names:
        return {}
    rows = entries(Filter(kind=what.id), sight).order_by("-starts_on", "-pk")
    found = list(rows.values_list(*(KT(f"fields__{name}") for name in names))[:RECENT])
    columns = list(zip(*found, strict=True)) or [()] * len(names)
    return {
        name: [text for text in dict.fromkeys(chain(column)) if text][:MOST]
        for name, column in zip(names, columns, strict=True)
    }
