"""`hejia demo load`: the demonstration district, its people and synthetic cases."""

import os
from collections.abc import Sequence

from django.conf import settings

from hejia.project import cli, database, demo, demonstrated, migrating
from hejia.project.terminal import log, say


def run(words: Sequence[str]) -> int:
    parser = cli.parser("demo")
    parser.add_argument("what", choices=["load", "logins"], help="load：载入；logins：列出登录名")
    parser.add_argument("--cases", type=int, default=demo.CASES, help="案件数（默认 %(default)s）")
    parser.add_argument("--gently", action="store_true", help="让位给其他进程，慢慢载入")
    chosen = parser.parse_args(words[1:])
    if chosen.what == "load":
        if chosen.gently:
            os.nice(10)
        urls = database.Urls(app=os.environ["DATABASE_URL"], owner=os.environ["DATABASE_OWNER_URL"])
        if not database.was_migrated(urls.app, settings.DISTRICT):
            migrating.install(urls, log)
        demo.load(cases=chosen.cases, say=log)
        identity = database.identity(urls.owner, settings.DISTRICT)
        demonstrated.note(settings.HOME, identity, demo.logins(), cases=chosen.cases > 0)
    else:
        for line in demo.logins():
            say(line)
    return 0
