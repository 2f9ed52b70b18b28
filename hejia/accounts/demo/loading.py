"""Loading the demonstration's agencies and people."""

from collections.abc import Callable
from datetime import datetime

from hejia.accounts.commands.roles import load_default_roles
from hejia.accounts.demo.agencies import load_agencies
from hejia.accounts.demo.people import load_people
from hejia.accounts.models import Agency


def load(*, now: datetime, say: Callable[[str], None] = print) -> int:
    """Fill a district whose areas are loaded; how many people. Where agencies are, does nothing.

    Runs inside the open door. Deterministic: the same agencies, people and logins every time.
    """
    load_default_roles()
    if Agency.objects.exists():
        say("机构数据已存在，跳过演示机构与人员")
        return 0
    say("载入演示机构与人员")
    return load_people(load_agencies(), now=now)
