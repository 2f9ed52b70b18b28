"""`hejia doctor`: what was looked at, whether it is as it should be, and how to mend it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `fine` None: worth knowing, nothing to mend for the system to run."""

    fine: bool | None
    what: str
    mend: str = ""
