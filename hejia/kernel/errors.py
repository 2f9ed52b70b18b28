"""How the system says no: in sentences a case worker understands and can act upon."""

from collections.abc import Mapping


class Refused(Exception):
    """A well-formed request that the rules turn down; nothing was changed.

    `code` never changes once released; `sentence` (Chinese) says what is wrong and what to do;
    `fields` holds one sentence per field where the fault lies in what was stated; without a
    `sentence` of its own a refusal says these.
    """

    def __init__(
        self, code: str, sentence: str = "", fields: Mapping[str, str] | None = None
    ) -> None:
        self.code = code
        self.fields = dict(fields or {})
        self.sentence = sentence or "".join(dict.fromkeys(self.fields.values())) or code
        super().__init__(f"{code}: {self.sentence}")


class Stale(Refused):
    """Somebody acted after the page was drawn. `now_at` is the thing's version now."""

    def __init__(self, seen: int, now_at: int, what: str) -> None:
        self.seen, self.now_at = seen, now_at
        super().__init__(
            "stale",
            f"您打开页面之后，{what}。请先看最新情况，再决定是否继续；您填写的内容已保留。",
        )


class Missing(Refused):
    """There is no such thing, or it is not yours to see: the two are told alike."""

    def __init__(self, what: str = "您要找的内容") -> None:
        super().__init__("missing", f"{what}不存在，或不在您的查看范围内。")


class Duplicate(Refused):
    """The same thing was told before, in other words than now."""
