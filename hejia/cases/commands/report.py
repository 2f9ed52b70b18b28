"""上报: a case begins, is graded, numbered, routed and handed to its desk in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from hejia.accounts.public import Sight, district_federation
from hejia.cases.access import may_see
from hejia.cases.commands.act import take
from hejia.cases.commands.hand import Hand
from hejia.cases.commands.statement import Statement
from hejia.cases.commands.timing import Timing
from hejia.cases.directory import Directory
from hejia.cases.grading import RiskFacts, grade, mediation_allowed
from hejia.cases.models import BRIEF, Case, CaseParty, CaseText
from hejia.cases.queries.detail import Whole
from hejia.cases.queries.rules import rules_in_force
from hejia.cases.routing import Decision, RouteFacts, route
from hejia.cases.vocabulary import Category, is_violence
from hejia.cases.workflow import CASE, Action
from hejia.kernel import rows
from hejia.kernel.calendar import CHINA
from hejia.kernel.codes import extra
from hejia.kernel.district import current
from hejia.kernel.errors import Duplicate, Refused
from hejia.kernel.keys import sealer
from hejia.kernel.numbering import case_number
from hejia.kernel.numbering import take as take_serial
from hejia.kernel.sealing import Kind as Indexed
from hejia.kernel.workflow import START
from hejia.parties.public import prepare, seen_in
from hejia.places.public import Crs, Place, community_by_code, locate, place_in, resolve_address

WGS84: Final = "wgs84"
SYSTEMS: Final[Mapping[str, str]] = {WGS84: Crs.WGS84, "gcj02": Crs.GCJ02, "bd09": Crs.BD09}
"""Coordinate systems as reports name them → as the places know them."""


@dataclass(frozen=True, slots=True)
class Reported:
    """The case, and whether this telling made it (False: it was told before).

    `whole`: what hangs on a case that was made, as it was written; nothing need be read again.
    """

    case: Case
    fresh: bool
    decision: Decision | None = None
    whole: Whole | None = None


def report(*, statement: Statement, by: Sight, now: datetime) -> Reported:
    """Make the case that is told, and dispatch it where the rules say.

    Telling it again — the same id, or the same source and number there — answers with the case
    that is here. Raises Refused where a stated place or code is no good; nothing is kept then.
    """
    if "cases.report" not in by.permissions:
        raise Refused("forbidden", "您的岗位没有“上报案件”的权限。")
    known = _told_before(statement, by)
    if known is not None:
        return Reported(known, fresh=False)
    place = place_stated(statement.facts)
    hand, decision = begin(statement, place, by=by, now=now, number=_number(now))
    written = _write(hand, statement, decision, now)
    return Reported(hand.case, fresh=True, decision=decision, whole=written)


def begin(
    statement: Statement, place: Place | None, *, by: Sight, now: datetime, number: str
) -> tuple[Hand, Decision]:
    """The case as its report and the rules make it, nothing written yet; no statement."""
    case = _case(statement, place, by, now, number)
    hand = Hand(case, by, now, Timing(now, visits=[]))
    decision = _decide(statement, case, place, now)
    take(hand, CASE.step(START, Action.REPORT), _facts_of_birth(statement, case))
    _dispatch(hand, decision)
    return hand, decision


def _number(now: datetime) -> str:
    area, year = current().area_code, now.astimezone(CHINA).year
    return case_number(area, year, take_serial(f"case:{area}:{year}"))


def _told_before(statement: Statement, by: Sight) -> Case | None:
    facts = statement.facts
    ref = facts.get("source_ref")
    asked = rows.Wanted(Case, "WHERE id = %s", [statement.id])
    if ref:
        asked = rows.Wanted(
            Case,
            "WHERE id = %s OR (source = %s AND source_ref = %s AND source_ref <> '')",
            [statement.id, facts["source"], ref],
        )
    found: Case | None = next(iter(rows.read(asked)[0]), None)
    if found is None:
        return None
    if not may_see(by, found):
        raise Duplicate(
            "duplicate",
            "同一来源单号的案件已由其他单位登记，不在您的查看范围内；请与区分拨员联系。",
        )
    return found


def place_stated(facts: Mapping[str, Any]) -> Place | None:
    """Where it happened: by unified address, by coordinates, or by community; else unknown."""
    stated = _community(facts["community"]) if facts.get("community") else None
    if facts.get("address_code"):
        return _address(facts["address_code"])
    if facts.get("lon") is not None or facts.get("lat") is not None:
        return _point(facts)
    return stated


def _point(facts: Mapping[str, Any]) -> Place:
    """By its position, in the system it was taken in."""
    for name, word in (("lon", "经度"), ("lat", "纬度")):
        if facts.get(name) is None:
            raise Refused("half_a_position", fields={name: f"经度、纬度应一并给出，缺{word}。"})
    system = SYSTEMS.get(crs_stated(facts))
    if system is None:
        sentence = f"坐标系应为 {'、'.join(SYSTEMS)} 之一，不填即 {WGS84}。"
        raise Refused("unknown_crs", fields={"crs": sentence})
    try:
        return locate(float(facts["lon"]), float(facts["lat"]), system)
    except Refused as refusal:
        raise Refused(refusal.code, fields={"lon": refusal.sentence}) from refusal


def crs_stated(facts: Mapping[str, Any]) -> str:
    """The coordinate system as the API names it; "GCJ-02" is understood too."""
    return (facts.get("crs") or WGS84).lower().replace("-", "")


def _address(code: str) -> Place:
    try:
        return resolve_address(code)
    except Refused as refusal:
        sentence = f"没有统一地址编码“{code}”，请从地址列表中重新选择。"
        raise Refused("unknown_address", fields={"address_code": sentence}) from refusal


def _community(code: str) -> Place:
    try:
        return place_in(community_by_code(code).id)
    except Refused as refusal:
        raise Refused(refusal.code, fields={"community": refusal.sentence}) from refusal


def _case(statement: Statement, place: Place | None, by: Sight, now: datetime, number: str) -> Case:
    facts = statement.facts
    kind = extra("dispute_type", facts["type"])
    category = facts.get("category") or kind.get("category", Category.OTHER.value)
    named = is_violence(category, [facts["type"]], facts["screening"])
    known = RiskFacts.stated(facts, is_dv=named, dispute_type=facts["type"])
    is_dv, found = known.violent, grade(known)
    code = facts.get("address_code") or ""
    return Case(
        id=statement.id,
        number=number,
        status=START,
        version=0,
        source=facts["source"],
        source_ref=facts.get("source_ref", ""),
        channel=facts.get("channel") or extra("source", facts["source"]).get("channel", ""),
        category=category,
        type=facts["type"],
        urgency=facts.get("urgency", ""),
        brief=facts["summary"][:BRIEF],
        occurred_at=facts.get("occurred_at"),
        reported_at=now,
        street_id=place.street_id if place else None,
        community_id=place.community_id if place else None,
        grid_id=place.grid_id if place else None,
        address=facts.get("address") or (place.text if place else ""),
        address_key=sealer().index(Indexed.TEXT, code) if code else None,
        position=position_told(facts, place),
        is_dv=is_dv,
        risk=found.level.value,
        risk_reasons=list(found.sentences()),
        mediation_allowed=mediation_allowed(found.level, is_dv=is_dv),
        restricted=facts.get("restricted", False),
        registered_by_id=by.person_id,
        registered_at_agency_id=by.agency_ids[0] if by.agency_ids else None,
    )


def position_told(facts: Mapping[str, Any], place: Place | None) -> str:
    """The point as it was stated with its system, and as WGS-84."""
    if place is None or place.lon is None:
        return ""
    stated = f"{facts['lon']},{facts['lat']},{crs_stated(facts)}" if facts.get("lon") else ""
    return f"{stated};{place.lon:.6f},{place.lat:.6f},wgs84"


def _facts_of_birth(statement: Statement, case: Case) -> dict[str, Any]:
    """What the first event keeps: codes and dangers as stated, never a person's data."""
    private = {"address", "address_code", "lon", "lat", "crs", "summary", "demand", "cause"}
    kept = {name: value for name, value in statement.facts.items() if name not in private}
    return kept | {"risk": case.risk, "parties": len(statement.parties)}


def _decide(statement: Statement, case: Case, place: Place | None, now: datetime) -> Decision:
    groups = {group for party in statement.parties for group in party.get("special_groups", ())}
    facts = RouteFacts(
        at=now,
        street_code=place.street_code if place else "",
        community_code=place.community_code if place else "",
        grid_code=place.grid_code if place else "",
        source=case.source,
        channel=case.channel,
        category=case.category,
        dispute_type=case.type,
        risk=case.risk,
        urgency=case.urgency,
        is_dv=case.is_dv,
        special_groups=frozenset(groups),
    )
    return route(facts, rules_in_force(), Directory())


def _dispatch(hand: Hand, decision: Decision) -> None:
    """Follow the rules' decision; without one the case waits on the district's list."""
    case, person = hand.case, hand.by
    if decision.target is None:
        home = district_federation()
        if home is not None:
            sentence = f"案件 {case.number} 没有规则能确定承办单位，请人工分派"
            hand.tell(home.id, "undispatched", sentence, urgent=case.is_dv)
    else:
        hand.by = None
        rule = decision.rule.name if decision.rule else ""
        stated = {"agency": decision.target.id, "rule": rule, "note": decision.explanation}
        take(hand, CASE.step(case.status, Action.DISPATCH), stated)
        hand.by = person
    for told in decision.notify:
        hand.tell(told.id, "danger", f"新报家暴或高危案件 {case.number}，请同步跟进", urgent=True)


def _write(hand: Hand, statement: Statement, decision: Decision, now: datetime) -> Whole:
    case, facts = hand.case, statement.facts
    text = CaseText(
        case_id=case.pk,
        street_id=case.street_id,
        community_id=case.community_id,
        reported_at=now,
        summary=facts["summary"],
        demand=facts.get("demand", ""),
        cause=facts.get("cause", ""),
    )
    by = hand.by.person_id if hand.by else None
    people = prepare(statement.people(), by=by, now=now)
    links = [
        CaseParty(case_id=case.pk, number=number, party_id=person.pk, role=party["role"])
        for number, (person, party) in enumerate(
            zip(people.parties, statement.parties, strict=True), 1
        )
    ]
    hand.create(text, *people.parties, *people.phones, *people.protected, *links)
    seen = seen_in(people.phones, people.parties, reveal=False)
    why = decision.explanation if decision.target else ""
    return Whole(text, links, hand.timing.clocks, seen, why)
