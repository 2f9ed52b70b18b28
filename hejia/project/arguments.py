"""What a command's words may be, told in Chinese: argparse itself only knows English here."""

import argparse
import re
from typing import Final, NoReturn

from hejia.project.terminal import complain
from hejia.project.trouble import Exit

_FAULTS: Final = (
    (r"argument (.+?): invalid int value: '(.*)'", r"\1 应为整数，而不是“\2”"),
    (r"argument (.+?): invalid choice: '?(.*?)'? \(choose from (.+)\)", r"\1 没有“\2”，可用：\3"),
    (r"argument (.+?): expected one argument", r"\1 后面要写一个值"),
    (r"the following arguments are required: (.+)", r"还要写明 \1"),
    (r"unrecognized arguments: (.+)", r"没有“\1”这个参数"),
)
_HEADINGS: Final = {
    "usage: ": "用法：",
    "positional arguments:": "参数：",
    "options:": "选项：",
    "show this help message and exit": "显示本说明",
}


def told(message: str) -> str:
    """What argparse complains of, as a sentence; in its own words where it says something else."""
    for pattern, words in _FAULTS:
        found = re.fullmatch(pattern, message)
        if found:
            return found.expand(words).replace("'", "")
    return message


class Parser(argparse.ArgumentParser):
    """An ArgumentParser whose help and complaints are in Chinese; a wrong word exits with USAGE."""

    def format_help(self) -> str:
        text = super().format_help()
        for english, chinese in _HEADINGS.items():
            text = text.replace(english, chinese)
        return text

    def error(self, message: str) -> NoReturn:
        complain(f"{told(message)}。用法见 {self.prog} --help。")
        raise SystemExit(int(Exit.USAGE))
