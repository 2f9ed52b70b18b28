"""A notice on an agency's desk is read by one person for all of the agency."""

from datetime import datetime

from hejia.accounts.public import Sight
from hejia.cases.access import told_agencies
from hejia.cases.models import Notice
from hejia.kernel.errors import Missing


def mark_read(*, notice_id: int, by: Sight, now: datetime) -> Notice:
    """Mark a notice of one's own agencies as read; again is harmless. Raises Missing."""
    notice = Notice.objects.filter(pk=notice_id, agency_id__in=told_agencies(by)).first()
    if notice is None:
        raise Missing("这条消息")
    Notice.objects.filter(pk=notice_id, read_at=None).update(read_at=now, read_by=by.person_id)
    return notice


def mark_all_read(*, by: Sight, now: datetime) -> int:
    """Mark every notice of one's own agencies as read; how many there were."""
    unread = Notice.objects.filter(agency_id__in=told_agencies(by), read_at=None, urgent=False)
    return unread.update(read_at=now, read_by=by.person_id)
