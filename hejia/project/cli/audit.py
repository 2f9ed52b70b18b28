"""`hejia audit verify`: prove that no history was changed, removed or put in."""

from collections.abc import Sequence

from django.conf import settings

from hejia.audit import public as audit
from hejia.kernel.district import door
from hejia.project import cli, wiring
from hejia.project.terminal import complain, say

SHOWN = 50


def run(words: Sequence[str]) -> int:
    parser = cli.parser("audit")
    parser.add_argument("what", choices=["verify"], help="verify：核验全部历史")
    parser.parse_args(words[1:])
    wiring.wire()
    flawed = 0
    for stream in audit.registered():
        flawed += _verify(stream)
    if flawed:
        complain(f"核验未通过：{flawed} 处问题。历史记录可能被人绕过系统改动，请立即报告。")
        return 1
    say("核验通过：全部历史记录完整，未被改动。")
    return 0


def _verify(stream: audit.Stream) -> int:
    """Verify one stream as it stands at one moment; returns the number of flaws.

    What is done meanwhile would else be seen in part: a case without its events.
    """
    say(f"核验 {stream.label} …")
    flaws = 0
    with door(settings.DISTRICT, still=True):
        for flaw in audit.verify(stream):
            flaws += 1
            if flaws <= SHOWN:
                complain(f"  {flaw}")
    if flaws > SHOWN:
        complain(f"  …… 另有 {flaws - SHOWN} 处")
    return flaws
