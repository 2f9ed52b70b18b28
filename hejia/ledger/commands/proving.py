"""佐证材料: files are kept by the hash of their content and never overwritten."""

from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from cryptography.hazmat.primitives import hashes
from django.conf import settings

from hejia.accounts.public import Sight
from hejia.audit import public as audit
from hejia.kernel.errors import Missing, Refused
from hejia.ledger.access import entry_for, may_open_personal, refuse_strangers
from hejia.ledger.commands.pen import Pen, refuse_stale
from hejia.ledger.definitions import EVIDENCE_TYPES
from hejia.ledger.models import Entry, Evidence
from hejia.ledger.workflow import ENTRY, Action

LARGEST: Final = 20 * 1024 * 1024
_BEGINNINGS: Final = {
    ".pdf": (b"%PDF",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".png": (b"\x89PNG",),
    ".docx": (b"PK",),
    ".xlsx": (b"PK",),
}
"""What may be kept, and how such a file begins."""


def attach(
    *, key: UUID, seen: int, name: str, content: bytes, type: str, personal: bool,
    by: Sight, now: datetime,
) -> Evidence:  # fmt: skip
    """Keep a file with a draft. Raises Missing, Stale, Refused (size, sort, kept already)."""
    entry = _open(key, seen, Action.ATTACH, by)
    _refuse_file(name, content, type)
    digest = sm3(content)
    files = list(Evidence.objects.filter(entry=entry))
    if any(one.sm3 == digest and not one.dropped for one in files):
        raise Refused("known_file", "这份文件已经在佐证材料中，不必重复添加。")
    _keep(digest, content)
    evidence = Evidence(
        entry=entry, number=1 + len(files), name=Path(name).name[-200:], type=type, sm3=digest,
        size=len(content), personal=personal, added_by_id=by.person_id, added_at=now,
    )  # fmt: skip
    Evidence.objects.bulk_create([evidence])
    _told(entry, Action.ATTACH, f"{evidence.name}（SM3 {digest}）", by, now)
    return evidence


def drop(*, key: UUID, number: int, seen: int, by: Sight, now: datetime) -> None:
    """Take a file from a draft; its row and its content stay for the history."""
    entry = _open(key, seen, Action.DROP, by)
    found = Evidence.objects.filter(entry=entry, number=number, dropped=False).first()
    if found is None:
        raise Missing("这份佐证材料")
    Evidence.objects.filter(pk=found.pk).update(dropped=True)
    _told(entry, Action.DROP, found.name, by, now)


def _open(key: UUID, seen: int, action: str, by: Sight) -> Entry:
    entry = entry_for(by, key, lock=True)
    refuse_strangers(by, ENTRY.step(entry.status, action).permission, entry)
    refuse_stale(entry, seen)
    return entry


def _told(entry: Entry, action: str, note: str, by: Sight, now: datetime) -> None:
    pen = Pen(by.person_id, now)
    pen.note(entry, action, entry.status, note)
    pen.save(entry)


def _refuse_file(name: str, content: bytes, type: str) -> None:
    if type not in EVIDENCE_TYPES:
        raise Refused("bad_type", fields={"type": "请选择佐证材料的种类。"})
    if not content:
        raise Refused("empty_file", fields={"file": "文件是空的，请重新选择。"})
    if len(content) > LARGEST:
        raise Refused(
            "too_large", fields={"file": f"文件超过 {LARGEST // 2**20} MB，请压缩后再传。"}
        )
    beginnings = _BEGINNINGS.get(Path(name).suffix.lower(), ())
    if not any(content.startswith(begin) for begin in beginnings):
        raise Refused(
            "bad_file",
            fields={"file": "只能添加 PDF、JPG、PNG、DOCX、XLSX 文件，且内容须与扩展名相符。"},
        )


def sm3(content: bytes) -> str:
    """GB/T 32905-2016, in hexadecimal."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(content)
    return digest.finalize().hex()


def path_of(digest: str) -> Path:
    """Where the content with this hash lies."""
    found: Path = settings.MEDIA_ROOT / "ledger" / digest[:2] / digest
    return found


def _keep(digest: str, content: bytes) -> None:
    place = path_of(digest)
    if place.exists():
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_suffix(".part")
    draft.write_bytes(content)
    draft.replace(place)


def open_evidence(*, key: UUID, number: int, by: Sight, now: datetime) -> tuple[Evidence, bytes]:
    """A file and its content; opening one with personal data is recorded.

    Raises Missing, and Refused where it is not for this post or no longer what was kept.
    """
    entry = entry_for(by, key)
    found = Evidence.objects.filter(entry=entry, number=number).first()
    if found is None or not path_of(found.sm3).exists():
        raise Missing("这份佐证材料")
    if found.personal and not may_open_personal(by, entry.agency_id):
        raise Refused(
            "personal", "这份材料含个人信息，只有登记单位和管辖它的妇联能打开，您的岗位只看数字。"
        )
    content = path_of(found.sm3).read_bytes()
    if sm3(content) != found.sm3:
        raise Refused("changed_file", "文件内容与登记时的校验值不符，已停止下载，请联系管理员。")
    if found.personal:
        audit.record(
            "ledger.look", person=by.person_id, now=now, subject=str(key), facts={"file": number}
        )
    return found, content
