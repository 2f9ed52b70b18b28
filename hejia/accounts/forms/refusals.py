"""Showing a command's refusal in the form it came from."""

from django.forms import Form

from hejia.kernel.errors import Refused


def show(form: Form, refused: Refused) -> None:
    """Put the sentences of a refusal beside their fields; the rest stands above the form."""
    loose = [sentence for name, sentence in refused.fields.items() if name not in form.fields]
    for name, sentence in refused.fields.items():
        if name in form.fields:
            form.add_error(name, sentence)
    if not refused.fields:
        loose = [refused.sentence]
    for sentence in loose:
        form.add_error(None, sentence)
