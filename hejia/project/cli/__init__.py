"""The command `hejia`: which module answers which word, and what must be there before it is read.

A command's module exposes `run(words) -> int`. Nothing of Django is imported before the database's
address is known, and nothing at all for `hejia help`.
"""

import importlib
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import Enum, auto
from typing import Final, NamedTuple

from hejia.kernel.errors import Refused
from hejia.project import database, env, installation
from hejia.project.arguments import Parser
from hejia.project.terminal import complain, log, say
from hejia.project.trouble import Exit, Trouble


class Needs(Enum):
    """What a command stands on."""

    NOTHING = auto()
    DJANGO = auto()  # Django, but no database
    ADDRESS = auto()  # the application's address of a database that runs, no Django yet
    DATABASE = auto()  # a database (started for the command if need be) and Django
    DISTRICT = auto()  # these, and the district's tables


class Command(NamedTuple):
    module: str
    needs: Needs
    summary: str


COMMANDS: Final = {
    "run": Command(
        "run", Needs.NOTHING, "启动整套系统（数据库、网页、实时更新、后台任务），Ctrl-C 停止"
    ),
    "web": Command("serve", Needs.ADDRESS, "只启动网页与接口"),
    "live": Command("serve", Needs.ADDRESS, "只启动实时更新"),
    "worker": Command("work", Needs.ADDRESS, "只启动后台任务"),
    "migrate": Command("migrate", Needs.NOTHING, "建立或更新数据库结构、账户权限与基础数据"),
    "demo": Command("demo", Needs.DATABASE, "载入演示数据：demo load [--cases N]"),
    "admin": Command("admin", Needs.DISTRICT, "新区首用：建立三个管理员，给出一次性密码"),
    "token": Command("token", Needs.DISTRICT, "为一个登录名发放接口令牌"),
    "audit": Command("audit", Needs.DISTRICT, "核验历史记录未被改动：audit verify"),
    "backup": Command("backup", Needs.DISTRICT, "备份数据库到一个文件（不含密钥，密钥请另存）"),
    "restore": Command("backup", Needs.DATABASE, "把备份恢复到空的数据目录或数据库"),
    "keys": Command("keys", Needs.DISTRICT, "更换加密密钥：keys rotate"),
    "bench": Command(
        "bench", Needs.DATABASE, "测量速度与内存：bench [名称 …]，结果另存到 bench-results/"
    ),
    "doctor": Command("doctor", Needs.NOTHING, "检查运行环境，并说明如何改正"),
    "openapi": Command("openapi", Needs.DJANGO, "输出接口说明（OpenAPI）"),
    "reference": Command("reference", Needs.DJANGO, "输出参考页（流转表）"),
    "manage": Command("manage", Needs.DATABASE, "开发者：Django 的管理命令"),
}

USAGE: Final = "用法：hejia 命令 [参数]\n\n命令："
ELSEWHERE: Final = (
    ("check", "体检：检查公开表格中对不上的数字（无需数据库）"),
    ("performance", "绩效：按规则评分（无需数据库）"),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if not words or words[0] in {"help", "-h", "--help"}:
        return _help()
    command = COMMANDS.get(words[0])
    if command is None:
        complain(f"没有“{words[0]}”这条命令。hejia help 列出全部命令。")
        return Exit.USAGE
    try:
        with _standing_on(_needs(command, words[1:])):
            module = importlib.import_module(f"{__name__}.{command.module}")
            status: int = module.run(words)
            return status
    except Trouble as trouble:
        complain(trouble.sentence)
        return trouble.code
    except env.Misconfigured as error:
        complain(str(error))
        return Exit.CONFIG
    except Refused as refusal:
        complain(refusal.sentence)
        return 1
    except KeyboardInterrupt:
        return 130


def parser(word: str) -> Parser:
    """The parser of a command's words; its help says what the list of commands says."""
    return Parser(prog=f"hejia {word}", description=COMMANDS[word].summary)


def _needs(command: Command, words: Sequence[str]) -> Needs:
    """Telling how a command is used takes no database."""
    asks = not {"-h", "--help"}.isdisjoint(words)
    stands_on_data = command.needs in (Needs.ADDRESS, Needs.DATABASE, Needs.DISTRICT)
    return Needs.DJANGO if asks and stands_on_data else command.needs


@contextmanager
def _standing_on(needs: Needs) -> Iterator[None]:
    if needs is Needs.NOTHING:
        yield
        return
    if needs is Needs.DJANGO:
        set_up_django()
        yield
        return
    home = env.home()
    if needs is Needs.ADDRESS:
        installation.application_address(home)
        yield
        return
    installation.prepare(home)
    with installation.database_up(home, log) as urls:
        if needs is Needs.DISTRICT and not database.was_migrated(urls.app, env.district()):
            raise Trouble("数据库里还没有这个区的表，请先执行 hejia migrate。", Exit.CONFIG)
        set_up_django()
        yield


def set_up_django() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "hejia.project.settings"
    importlib.import_module("django").setup()


def _help() -> int:
    say(USAGE)
    for word, summary in (*((w, c.summary) for w, c in COMMANDS.items()), *ELSEWHERE):
        say(f"  {word:<12} {summary}")
    say("\n每条命令加 --help 查看参数。环境变量见 docs/operations.md。")
    return 0
