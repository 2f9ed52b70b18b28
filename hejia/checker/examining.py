"""A whole examination — reading and rules — in one bounded child process, for servers.

The command line trusts its own machine with the rules and bounds the parsers only; a server that
takes files from many people bounds both.
"""

import base64
import json
import subprocess
import sys
from pathlib import PurePath
from typing import Any

from hejia.checker.errors import Unreadable
from hejia.checker.public import Examined, Options, Paper, check_read
from hejia.checker.reading import read
from hejia.checker.reading.child import limit
from hejia.checker.reading.limits import BROKEN, SLOW, check_size
from hejia.checker.reading.wire import document_from, document_to
from hejia.checker.report.stored import report_from, report_to


def examine(paper: Paper, other: Paper | None = None, *, seconds: float) -> Examined:
    """Read and check a file, beside another one if given, within `seconds`.

    Raises Unreadable with a sentence; its code is "time" where the time did not suffice.
    """
    papers = [one for one in (paper, other) if one is not None]
    for one in papers:
        _check_size(one)
    sent = [[one.name, base64.b64encode(one.content).decode()] for one in papers]
    try:
        done = subprocess.run(
            [sys.executable, "-m", "hejia.checker.examining"],
            input=json.dumps(sent).encode(),
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Unreadable("time", SLOW.replace("{name}", paper.name)) from error
    if done.returncode != 0:
        raise Unreadable("broken", BROKEN.replace("{name}", paper.name))
    answer = json.loads(done.stdout)
    if "code" in answer:
        raise Unreadable(answer["code"], answer["message"])
    return Examined(document_from(answer["document"]), report_from(answer["report"]))


def _check_size(paper: Paper) -> None:
    try:
        check_size(len(paper.content))
    except Unreadable as refusal:
        raise Unreadable(refusal.code, refusal.message.replace("{name}", paper.name)) from refusal


def main() -> int:
    """The child: files as JSON from standard input, the examination to standard output."""
    limit()
    papers = [Paper(name, base64.b64decode(text)) for name, text in json.load(sys.stdin)]
    try:
        first, *others = [read(p.content, PurePath(p.name).name, bounded=False) for p in papers]
        report = check_read(first, Options(other=others[0] if others else None))
        answer: dict[str, Any] = {
            "document": document_to(first),
            "report": report_to(report),
        }
    except Unreadable as refusal:
        answer = {"code": refusal.code, "message": refusal.message}
    except Exception:  # noqa: BLE001 - the border to foreign parsers: whatever they raise is "broken"
        answer = {"code": "broken", "message": BROKEN.replace("{name}", papers[0].name)}
    json.dump(answer, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
