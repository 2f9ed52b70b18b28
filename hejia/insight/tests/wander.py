"""Cases that wander: random steps by the cast, each as the table permits it."""

from datetime import datetime, timedelta
from random import Random

from hejia.accounts.public import Sight
from hejia.cases.models import Case
from hejia.kernel.errors import Refused
from hejia.testing.cast import Cast
from hejia.testing.ground import COMMUNITY, NEXT_COMMUNITY, OTHER_COMMUNITY
from hejia.testing.walk import NOON, QUIET, VIOLENT, Walk, tell

Step = tuple[Sight, str, dict[str, object]]


def _next(dice: Random, cast: Cast, case: Case, others: list[Case]) -> Step:
    holder = cast.community.sight if case.community_id in _own(cast) else cast.district.sight
    over = cast.district.sight
    steps: dict[str, list[Step]] = {
        "reported": [
            (over, "dispatch", {"agency": cast.community.sight.agency_ids[0]}),
            (over, "accept", {}),
            (over, "reject", {}),
            (over, "transfer_out", {}),
        ],
        "dispatched": [
            (holder, "sign", {}),
            (holder, "sign", {}),
            (holder, "return", {}),
            (over, "transfer", {"agency": cast.street.sight.agency_ids[0], "reason": "1"}),
            (cast.dispatcher.sight, "mark_false", {}),
        ],
        "handling": [
            (holder, "contact", {"reached": dice.random() < 0.7}),
            (holder, "handle_log", {"method": dice.choice(["01", "02", "03"])}),
            (holder, "grade", {"conflict": True}),
            (holder, "extend_apply", {}),
            (holder, "contact", {"reached": True}),
            (holder, "suspend", {}),
            (holder, "close_apply", {"result": dice.choice(["01", "02", "03"])}),
            (over, "merge", {"master": dice.choice(others).pk, "reason": "1"}),
        ],
        "suspended": [(holder, "resume", {}), (holder, "contact", {})],
        "close_review": [
            (cast.approver.sight, "close_approve", {}),
            (cast.approver.sight, "close_approve", {}),
            (cast.approver.sight, "close_reject", {}),
        ],
        "merged": [(over, "unmerge", {})],
        "false_report": [(over, "reopen", {})],
    }
    visit = (cast.visitor.sight, "visit", {
        "satisfaction": dice.choice("1122345899"), "safe": dice.random() < 0.8,
        "result": dice.choice("1123567"), "dissatisfied_with": ["1"],
    })  # fmt: skip
    if case.extension_by_id and dice.random() < 0.7:
        return over, "extend_approve", {}
    if case.status in ("closed", "visiting") and not case.visits_left:
        return cast.visitor.sight, "archive", {}
    done = [visit, visit, visit, (cast.visitor.sight, "reopen", {})]
    return dice.choice(steps.get(case.status, done))


def _own(cast: Cast) -> set[int]:
    return {key for kind, key in cast.community.sight.lanes if kind == "community"}


def wander(cast: Cast, seed: int, *, cases: int = 12, steps: int = 160) -> datetime:
    """Report cases and let them wander; returns when the last step was taken."""
    dice = Random(seed)
    places = [COMMUNITY, COMMUNITY, COMMUNITY, NEXT_COMMUNITY, OTHER_COMMUNITY]
    walks = []
    for _ in range(cases):
        begin = NOON + timedelta(hours=dice.randrange(24 * 20))
        facts = dict(VIOLENT if dice.random() < 0.3 else QUIET)
        by = cast.district.sight
        walks.append(Walk(tell(by, community=dice.choice(places), now=begin, **facts), begin))
    for _ in range(steps):
        walk = dice.choice(walks)
        walk.case.refresh_from_db()
        walk.pause = timedelta(minutes=dice.choice([20, 90, 600, 3000, 9000]))
        by, action, facts = _next(dice, cast, walk.case, [w.case for w in walks])
        try:
            walk.take(by, action, **facts)
        except Refused:
            continue  # not permitted as things stand: another step then
    return max(walk.now for walk in walks)
