"""`hejia doctor`: look at everything the system stands on, and say how to mend it."""

import importlib
from collections.abc import Iterable, Sequence

from hejia.project import cli, env, installation
from hejia.project.doctor import Finding, machine
from hejia.project.terminal import say, tinted
from hejia.project.trouble import Trouble


def run(words: Sequence[str]) -> int:
    parser = cli.parser("doctor")
    parser.parse_args(words[1:])
    home = env.home()
    installation.prepare(home)
    say("本机")
    bad = _tell(machine.findings(home, env.port()))
    say("数据库")
    try:
        with installation.database_up(home, lambda _: None) as urls:
            cli.set_up_django()
            server = importlib.import_module("hejia.project.doctor.server")
            bad += _tell(server.findings(urls))
    except Trouble as trouble:
        bad += _tell([Finding(False, "数据库", trouble.sentence)])
    say()
    say("一切正常。" if not bad else tinted(f"{bad} 处需要改正。", "bad"))
    return 1 if bad else 0


def _tell(findings: Iterable[Finding]) -> int:
    """Print each finding; returns the number of those to be mended."""
    bad = 0
    for finding in findings:
        if finding.fine is None:
            say(f"  · {finding.what}")
        elif finding.fine:
            say(f"  {tinted('✔', 'good')} {finding.what}")
        else:
            bad += 1
            say(f"  {tinted('✘', 'bad')} {finding.what}")
            say(f"    → {finding.mend}")
    return bad
