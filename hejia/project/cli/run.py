"""`hejia run`: everything one machine needs, as children of this process."""

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from hejia.project import (
    cli,
    database,
    demonstrated,
    env,
    fingerprint,
    installation,
    leash,
    supervisor,
)
from hejia.project.database import Urls
from hejia.project.supervisor import Child, Stopped, Supervisor, ours
from hejia.project.terminal import log, say, tinted
from hejia.project.trouble import Exit, Trouble


def run(words: Sequence[str]) -> int:
    parser = cli.parser("run")
    parser.parse_args(words[1:])
    begun = time.monotonic()
    home, port = env.home(), env.port()
    installation.prepare(home)
    with ExitStack() as stack:
        stack.enter_context(installation.lock(home, f"http://127.0.0.1:{port}/"))
        supervisor.check_ports(
            {port: "网页", port + 1: "实时更新"}, env.text("HEJIA_BIND", "127.0.0.1")
        )
        watcher = Supervisor(home / "logs", os.environ, log)
        watcher.listen()
        stack.callback(_stop, watcher)
        try:
            _bring_up(watcher, home, port)
            _welcome(port, home, time.monotonic() - begun)
            if watcher.afterwards is not None:
                log("演示案件正在后台载入，页面上会陆续出现：")
                watcher.start(watcher.afterwards)
            watcher.watch()
        except Stopped:
            pass
    return 0


def _bring_up(watcher: Supervisor, home: Path, port: int) -> None:
    urls = _database(watcher, home)
    if not database.is_installed(urls.owner, env.district(), fingerprint.of_schema()):
        log("更新数据库结构 …")
        _step(watcher, urls, "migrate")
    if env.flag("HEJIA_DEMO", default=False):
        _demonstrate(watcher, urls, home)
    watcher.environ |= {"DATABASE_URL": urls.app, "DATABASE_OWNER_URL": "", "PORT": str(port)}
    web = Child("web", "网页服务", ours("web"))
    live = Child("live", "实时更新", ours("live"), patience=4.0)
    worker = Child("worker", "后台任务", ours("worker"))
    for child in (web, live, worker):
        log(f"启动{child.label} …")
        watcher.start(child)
    watcher.wait_for(live, port + 1)
    watcher.wait_for(web, port, "/healthz?only=database")


def _demonstrate(watcher: Supervisor, urls: Urls, home: Path) -> None:
    """Places and people before anybody can log in; cases, which take minutes, beside the system."""
    identity = database.identity(urls.owner, env.district())
    if not demonstrated.is_open(home, identity):
        _step(watcher, urls, "demo", "load", "--cases", "0")
    if not demonstrated.is_loaded(home, identity):
        watcher.afterwards = Child(
            "demo",
            "演示案件的载入",
            ours("demo", "load", "--gently"),
            passing=True,
            environ={
                "DATABASE_URL": urls.app,
                "DATABASE_OWNER_URL": urls.owner,
                # Stopped in the middle, its processes leave nothing anybody must hear of.
                "PYTHONWARNINGS": "ignore::UserWarning:multiprocessing.resource_tracker",
            },
        )


def _database(watcher: Supervisor, home: Path) -> Urls:
    if os.environ.get("DATABASE_URL"):
        log("连接 DATABASE_URL 指定的数据库 …")
        return installation.adopt(home, os.environ)
    log("启动内置数据库 …")
    embedded = installation.Embedded(home)
    watcher.cluster = embedded.cluster
    return embedded.start(log)


def _step(watcher: Supervisor, urls: Urls, *words: str) -> None:
    """Run one of our commands to its end, its output on this terminal."""
    environ = watcher.environ | {"DATABASE_URL": urls.app, "DATABASE_OWNER_URL": urls.owner}
    step = Child(words[0], " ".join(words), ours(*words))
    process = subprocess.Popen(  # noqa: S603 our own command
        list(step.command),
        env=environ,
        start_new_session=True,
        preexec_fn=leash.tied(signal.SIGTERM),
    )
    step.process = process
    while process.poll() is None:
        if watcher.stopping(0.05):
            step.signal(signal.SIGTERM)
            process.wait(30)
            raise Stopped
    if process.returncode != 0:
        raise Trouble(f"“hejia {' '.join(words)}”没有成功，系统没有启动。", Exit.BROKEN)


def _welcome(port: int, home: Path, seconds: float) -> None:
    say()
    say(tinted(f"  和家已启动（{seconds:.1f} 秒）：http://127.0.0.1:{port}/", "strong"))
    if env.flag("HEJIA_DEMO", default=False):
        for line in demonstrated.logins(home):
            say(f"  {line}")
    say(f"  数据目录 {home}，日志在其中的 logs/。按 Ctrl-C 停止。")
    say()


def _stop(watcher: Supervisor) -> None:
    log("正在停止 …")
    watcher.stop()
    log("已全部停止")
