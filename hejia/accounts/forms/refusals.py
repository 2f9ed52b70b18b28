"""Showing a command's refusal in the form it came from."""

from collections.abc import Callable

from django.forms import Form

from hejia.kernel.errors import Missing, Refused


def accepted(form: Form, command: Callable[[], object]) -> bool:
    """Whether a form was filled in well and `command` took it; a refusal is shown in the form.

    Raises Missing, which no form can mend.
    """
    if not form.is_valid():
        return False
    try:
        command()
    except Missing:
        raise
    except Refused as refused:
        show(form, refused)
        return False
    return True


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
