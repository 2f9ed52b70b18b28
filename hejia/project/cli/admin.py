"""`hejia admin NAME`: the first three administrators of a fresh district, with one-time codes."""

from collections.abc import Sequence

from django.conf import settings
from django.utils import timezone

from hejia.accounts import public as accounts
from hejia.kernel import reference
from hejia.kernel.district import door
from hejia.places.models import Area
from hejia.places.public import Level
from hejia.project import cli
from hejia.project.terminal import say


def run(words: Sequence[str]) -> int:
    parser = cli.parser("admin")
    parser.add_argument("name", help="区的名称，如 龙岗区（已导入区域的，以导入的为准）")
    chosen = parser.parse_args(words[1:])
    now = timezone.now()
    with door(settings.DISTRICT) as district:
        area = Area.objects.filter(level=Level.DISTRICT, valid_to=None).first()
        if area is None:
            area = Area.objects.create(
                level=Level.DISTRICT,
                code=district.area_code,
                name=chosen.name,
                short_name=chosen.name,
                valid_from=timezone.localdate(now),
            )
            reference.changed()
        founders = accounts.found(area.pk, now=now)
    say("首批管理员已建立。一次性密码 24 小时内有效，只显示这一次；首次登录须改密码。")
    for one in founders:
        say(f"  {one.role}：登录名 {one.login}，一次性密码 {one.code}")
    return 0
