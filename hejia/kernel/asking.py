"""A form that asks for declared facts and keeps what was typed; a command judges it."""

from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict

from hejia.kernel.errors import Refused


class Asked(forms.Form):
    """A form that asks and keeps, and is told what is wrong."""

    use_required_attribute = False

    def full_clean(self) -> None:
        """Judge nothing: the command does."""
        self._errors = ErrorDict()
        self.cleaned_data = {}

    def refuse(self, refusal: Refused) -> None:
        """Show a command's refusal: field by field where it names fields of this form."""
        for name, sentence in refusal.fields.items():
            self.add_error(name if name in self.fields else None, sentence)
        if not refusal.fields:
            self.add_error(None, refusal.sentence)

    def stated(self) -> dict[str, Any]:
        """What was filled in, by field name; empty ones are left out."""
        data: Any = self.data  # a QueryDict when posted
        found: dict[str, Any] = {}
        for name, field in self.fields.items():
            key = self.add_prefix(name)
            several = isinstance(field, forms.MultipleChoiceField) and isinstance(data, QueryDict)
            value = data.getlist(key) if several else data.get(key)
            if value not in (None, "", []):
                found[name] = value
        return found
