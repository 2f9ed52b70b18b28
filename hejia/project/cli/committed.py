"""A page made from the code and committed beside it: printed, written, or compared."""

from collections.abc import Callable, Sequence
from pathlib import Path

from hejia.project import cli
from hejia.project.terminal import complain, say
from hejia.project.trouble import Exit, Trouble


def run(words: Sequence[str], made: Callable[[], str], *, page: str, of: str) -> int:
    """Do what the words ask for with the page as it is `made`; the exit status.

    `page` and `of` are what users call the page and what it is made from.
    """
    parser = cli.parser(words[0])
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--write", type=Path, help="写入文件")
    group.add_argument("--check", type=Path, help="与文件比较，不同则失败")
    chosen = parser.parse_args(words[1:])
    text, differs = made(), False
    try:
        if chosen.write:
            chosen.write.write_text(text, "utf-8")
        elif chosen.check:
            differs = chosen.check.read_text("utf-8") != text
    except OSError as error:
        raise Trouble(
            f"{error.filename}：{error.strerror}。请给出一个可以读写的文件。", Exit.CREATE
        ) from error
    if differs:
        again = f"hejia {words[0]} --write {chosen.check}"
        complain(f"{chosen.check} 与{of}不一致，请执行 {again}。")
    elif chosen.check:
        say(f"{page}与代码一致。")
    elif not chosen.write:
        say(text.rstrip("\n"))
    return int(differs)
