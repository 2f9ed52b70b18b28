"""`hejia token LOGIN`: a bearer token for the API, told once."""

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from hejia.accounts import public as accounts
from hejia.kernel.district import door
from hejia.project import cli
from hejia.project.terminal import say


def run(words: Sequence[str]) -> int:
    parser = cli.parser("token")
    parser.add_argument("login", help="登录名")
    parser.add_argument("--name", default="命令行", help="用途（默认：命令行）")
    parser.add_argument("--days", type=int, default=90, help="有效天数（默认 90，最长 366）")
    chosen = parser.parse_args(words[1:])
    with door(settings.DISTRICT):
        token = accounts.issue_token(
            chosen.login,
            now=timezone.now(),
            name=chosen.name,
            lasts=timedelta(days=chosen.days),
        )
    # The token alone, so that a script can take it.
    say(token)
    return 0
