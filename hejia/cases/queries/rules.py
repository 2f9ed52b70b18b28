"""The rules in force: time limits, dispatch rules, and what code lists say that rules need."""

from hejia.cases.limits import Limits, default_limits, read_limits
from hejia.cases.models import RuleSet
from hejia.cases.route_rules import Rule, default_rules, read_rules
from hejia.kernel import reference
from hejia.kernel.codes import extra


@reference.kept
def limits_in_force() -> Limits:
    """The newest limits saved, else those the system came with; 0 statements once kept."""
    saved = _newest("limits")
    return read_limits(saved.rows, version=saved.version) if saved else default_limits()


@reference.kept
def rules_in_force() -> tuple[Rule, ...]:
    """The newest dispatch rules, in order."""
    saved = _newest("routes")
    return read_rules(saved.rows, version=saved.version) if saved else default_rules()


def _newest(kind: str) -> RuleSet | None:
    return RuleSet.objects.filter(kind=kind).order_by("-version").first()


def is_petition(source: str) -> bool:
    """Whether a case from this source is a petition matter under 信访工作条例."""
    return bool(extra("source", source).get("petition"))
