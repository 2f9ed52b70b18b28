"""What a rule reports."""

from dataclasses import dataclass
from typing import Literal

from hejia.checker.document import Place

Severity = Literal["hard", "soft"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not add up. `printed` and `expected` are bare figures."""

    rule: str
    severity: Severity
    place: Place
    quote: str
    printed: str
    expected: str
    message: str
    root_cause: str = ""
    where: str = ""

    @property
    def line(self) -> int | None:
        return self.place.line
