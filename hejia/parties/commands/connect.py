"""How persons belong together: that two rows are one person, and family relations."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from hejia.kernel.errors import Missing, Refused
from hejia.parties.commands.history import lock, tell
from hejia.parties.models import Party, Relation
from hejia.parties.vocabulary import ChangeKind


def confirm_same(party_id: UUID, other_id: UUID, *, by: int, now: datetime) -> UUID:
    """Say that both rows are one person; the key of the row that stands for it.

    The older row stands for both, and for all that were joined to either; nothing is merged.
    """
    if party_id == other_id:
        raise Refused("same_row", "两条记录是同一条，无需确认。")
    first, second = sorted((party_id, other_id))
    rows = [lock(first), lock(second)]
    heads = sorted({_head(row) for row in rows})
    if len(heads) == 1:
        return heads[0]
    head, joined = heads
    Party.objects.filter(same_as_id=joined).update(same_as_id=head)
    Party.objects.filter(pk=joined).update(same_as_id=head)
    for one, another in ((first, second), (second, first)):
        tell(one, ChangeKind.SAME_AS, by=by, now=now, became={"same_as": another})
    return head


def undo_same(party_id: UUID, *, by: int, now: datetime, note: str) -> None:
    """Part a row from the person it was joined to; a mistake was made."""
    party = lock(party_id)
    if party.same_as_id is None:
        raise Refused("not_joined", "这条记录没有与其他记录确认为同一人。")
    tell(
        party_id,
        ChangeKind.NOT_SAME,
        by=by,
        now=now,
        note=note,
        was={"same_as": party.same_as_id},
    )
    Party.objects.filter(pk=party_id).update(same_as_id=None)


def _head(party: Party) -> UUID:
    return party.same_as_id or party.id


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationFacts:
    """What `other` is to `party`: `code` of the list `relation` (GB/T 4761)."""

    party_id: UUID
    other_id: UUID
    code: str
    co_residing: bool | None = None
    separated_since: date | None = None
    children_count: int | None = None
    since: date | None = None


def relate(facts: RelationFacts, *, by: int | None, now: datetime) -> int:
    """Note a relation in force, or correct the one that stands; its key."""
    if facts.party_id == facts.other_id:
        raise Refused("self", "不能登记与本人的关系。")
    first, second = sorted((facts.party_id, facts.other_id))
    lock(first)
    lock(second)
    stated = {
        "co_residing": facts.co_residing,
        "separated_since": facts.separated_since,
        "children_count": facts.children_count,
        "since": facts.since,
    }
    relation, _ = Relation.objects.update_or_create(
        party_id=facts.party_id,
        other_id=facts.other_id,
        code=facts.code,
        until=None,
        defaults=stated,
    )
    became = {"other": facts.other_id, "code": facts.code} | stated
    tell(facts.party_id, ChangeKind.RELATED, by=by, now=now, became=became)
    return relation.pk


def end_relation(relation_id: int, *, until: date, by: int | None, now: datetime) -> None:
    """A relation is over from `until` on; it stays on record."""
    relation = Relation.objects.filter(pk=relation_id, until=None).first()
    if relation is None:
        raise Missing("这项关系")
    if relation.since is not None and until < relation.since:
        sentence = "终止日期早于关系开始的日期，请核对。"
        raise Refused("incomplete", sentence, fields={"until": sentence})
    lock(relation.party_id)
    Relation.objects.filter(pk=relation_id).update(until=until)
    was = {"other": relation.other_id, "code": relation.code}
    tell(relation.party_id, ChangeKind.UNRELATED, by=by, now=now, was=was, became={"until": until})
