"""`hejia keys rotate`: a newer key, and every sealed value written anew with it."""

from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from hejia.kernel import keys, resealing
from hejia.project import cli
from hejia.project.terminal import say


def run(words: Sequence[str]) -> int:
    parser = cli.parser("keys")
    parser.add_argument("what", choices=["rotate", "reseal"], help="rotate：换新密钥；reseal：续上")
    chosen = parser.parse_args(words[1:])
    if chosen.what == "rotate":
        version = keys.rotate(Path(settings.KEY_FILE))
        say(f"已生成第 {version} 版密钥，请立即另行备份 {settings.KEY_FILE}。旧密钥须继续保留。")
    # As the owner: history, too, holds sealed values, and the application may not rewrite it.
    count = resealing.reseal(settings.DISTRICT, _tell, using="owner")
    say(f"已重新加密 {count} 处。中断后可用 hejia keys reseal 继续。")
    return 0


def _tell(what: str, count: int) -> None:
    say(f"  {what}：{count}")
