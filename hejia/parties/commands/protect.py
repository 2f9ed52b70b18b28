"""Protected addresses: put away, changed, and opened one by one with a reason that is kept."""

from datetime import datetime
from uuid import UUID

from hejia.kernel.errors import Missing, Refused
from hejia.parties.commands.history import lock, tell
from hejia.parties.models import ProtectedAddress
from hejia.parties.vocabulary import ChangeKind


def protect_address(
    party_id: UUID, address: str, *, seen: int, by: int | None, now: datetime
) -> int:
    """Keep this address where only few may open it, and nowhere else; the new version."""
    if not address.strip():
        sentence = "请填写要保护的住址。"
        raise Refused("incomplete", sentence, fields={"address": sentence})
    party = lock(party_id, seen)
    ProtectedAddress.objects.update_or_create(
        party_id=party_id, defaults={"address": address.strip(), "since": now, "by_id": by}
    )
    party.address, party.address_key, party.has_protected_address = "", None, True
    party.version += 1
    party.save(update_fields=["address", "address_key", "has_protected_address", "version"])
    tell(party_id, ChangeKind.ADDRESS_PROTECTED, by=by, now=now)
    return party.version


def open_protected_address(party_id: UUID, *, reason: str, by: int, now: datetime) -> str:
    """The protected address, for somebody whom the caller found entitled; the reason is kept.

    Raises Missing where there is none, Refused without a reason.
    """
    if len(reason.strip()) < 4:
        sentence = "请写明查看受保护住址的事由（至少 4 个字），事由将被记录。"
        raise Refused("incomplete", sentence, fields={"reason": sentence})
    lock(party_id)
    kept = ProtectedAddress.objects.filter(pk=party_id).first()
    if kept is None:
        raise Missing("受保护住址")
    tell(party_id, ChangeKind.ADDRESS_OPENED, by=by, now=now, note=reason.strip())
    return str(kept.address)
