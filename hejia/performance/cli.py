"""`hejia performance`: score a file of figures, list the rule sets. No Django, starts at once.

Exit codes: 0 scored; 1 figures missing or impossible (each named on stderr); 2 the file or the
command itself cannot be understood.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from hejia.performance.figures import NotAFigure, plain
from hejia.performance.scoring.engine import plain_raw, score
from hejia.performance.scoring.indicators import Indicator, read_indicator
from hejia.performance.scoring.reading import FigureProblem, FigureProblems, named
from hejia.performance.scoring.result import GroupScore, Result
from hejia.performance.scoring.rulesets import RuleSet, load, shipped

PARTS = ("ruleset", "figures", "judged", "indicators")


class UnreadableFile(Exception):
    """The file is not an evaluation; the message is a Chinese sentence."""


def main(argv: Sequence[str]) -> int:
    """Run the command line; `argv` without the leading `performance`."""
    options = _parser().parse_args(argv)
    if options.command == "rulesets":
        return _list_rulesets()
    try:
        answer = evaluate(read_file(options.file))
    except UnreadableFile as wrong:
        sys.stderr.write(f"{wrong}\n")
        return 2
    except FigureProblems as wrong:
        _report_problems(wrong, options.format)
        return 1
    text = as_json(answer) if options.format == "json" else as_text(answer)
    sys.stdout.write(text + "\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="hejia performance", description="预算绩效：评分")
    commands = parser.add_subparsers(dest="command", required=True)
    scoring = commands.add_parser("score", help="按评分规则给一份数字评分")
    scoring.add_argument("file", help="JSON 文件；- 为标准输入")
    scoring.add_argument("--format", choices=("json", "text"), default="text")
    commands.add_parser("rulesets", help="列出评分规则")
    return parser


def read_file(name: str) -> dict[str, Any]:
    """The evaluation in a JSON file, numbers as Decimal. Raises UnreadableFile."""
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8-sig")
    except FileNotFoundError as wrong:
        raise UnreadableFile(f"没有找到文件“{name}”。") from wrong
    except (OSError, UnicodeDecodeError) as wrong:
        raise UnreadableFile(f"文件“{name}”读不出来，应为 UTF-8 文本。") from wrong
    try:
        content = json.loads(
            text, parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_no_repeats
        )
    except json.JSONDecodeError as wrong:
        raise UnreadableFile(
            f"文件“{name}”不是 JSON：第 {wrong.lineno} 行第 {wrong.colno} 列写法有误。"
        ) from wrong
    if not isinstance(content, dict):
        raise UnreadableFile(f"文件“{name}”应当是一个对象，含 ruleset、figures、judged。")
    return content


def _no_constant(word: str) -> None:
    raise UnreadableFile(f"“{word}”不是一个数字，请改正后再评分。")


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise UnreadableFile(f"“{key}”写了两次，不知道取哪一个；请留下一个。")
        found[key] = value
    return found


def evaluate(content: Mapping[str, Any]) -> Result:
    """Score the content of a file. Raises UnreadableFile or FigureProblems."""
    name = content.get("ruleset")
    known = "、".join(shipped())
    if not isinstance(name, str) or not name:
        raise UnreadableFile(f"没有写明评分规则 ruleset；现有：{known}。")
    try:
        ruleset = load(name)
    except KeyError as wrong:
        raise UnreadableFile(f"没有“{name}”这套评分规则；现有：{known}。") from wrong
    for key, kind, word in (
        ("figures", dict, "对象"),
        ("judged", dict, "对象"),
        ("indicators", list, "数组"),
    ):
        if not isinstance(content.get(key, kind()), kind):
            raise UnreadableFile(f"{key} 应当是一个{word}。")
    indicators = _indicators(content.get("indicators", []))
    result = score(ruleset, content.get("figures", {}), content.get("judged", {}), indicators)
    return replace(result, notes=(*result.notes, *_unused(content, ruleset)))


def _unused(content: Mapping[str, Any], ruleset: RuleSet) -> list[str]:
    """A sentence for every part of the file that had no say in the score."""
    parts = [f"“{key}”不认识，没有采用。" for key in content if key not in PARTS]
    if content.get("indicators") and ruleset.indicators is None:
        parts.append("本规则不按单位自设的指标评分，indicators 没有采用。")
    return parts


def _indicators(rows: list[Any]) -> list[Indicator]:
    read, problems = [], []
    for position, row in enumerate(rows, start=1):
        name = row.get("name") if isinstance(row, dict) else None
        if not name:
            message = f"第 {position} 个指标缺少名称。"
            problems.append(FigureProblem(f"第 {position} 个指标", message))
            continue
        try:
            read.append(read_indicator(row))
        except NotAFigure as wrong:
            problems.append(FigureProblem(str(name), named(f"指标“{name}”", wrong)))
    if problems:
        raise FigureProblems(problems)
    return read


def _report_problems(wrong: FigureProblems, form: str) -> None:
    sys.stderr.write("".join(f"{p.message}\n" for p in wrong.problems))
    if form == "json":
        rows = [{"figure": p.figure, "message": p.message} for p in wrong.problems]
        sys.stdout.write(json.dumps({"problems": rows}, ensure_ascii=False, indent=2) + "\n")


def as_json(result: Result) -> str:
    """The answer as JSON; every number is a string, so that no reader makes it a float."""
    answer = {
        "ruleset": result.ruleset,
        "version": result.version,
        "digest": result.digest,
        "total": None if result.total is None else plain(result.total),
        "grade": result.grade,
        "items": [
            {
                "name": item.name,
                "group": item.group,
                "subgroup": item.subgroup,
                "max": plain(item.max),
                "score": plain(item.score),
                "raw": plain_raw(item.raw),
                "explanation": item.explanation,
                "certainty": item.certainty,
                "reason_required": item.reason_required,
            }
            for item in result.items
        ],
        "groups": [
            {**_group(group), "subgroups": [_group(sub) for sub in group.subgroups]}
            for group in result.groups
        ],
        "rates": [
            {"name": rate.name, "value": rate.shown, "explanation": rate.explanation}
            for rate in result.rates
        ],
        "notes": list(result.notes),
    }
    return json.dumps(answer, ensure_ascii=False, indent=2)


def _group(group: GroupScore) -> dict[str, str]:
    return {
        "name": group.name,
        "max": plain(group.max),
        "score": plain(group.score),
        "deducted": plain(group.max - group.score),
    }


def as_text(result: Result) -> str:
    """The answer for reading: groups, items with their sentences, total and grade."""
    lines = [f"评分规则：{load(result.ruleset).name}（{result.ruleset}，第 {result.version} 版）"]
    for group in result.groups:
        lines.append(f"\n{group.name}　{plain(group.score)} / {plain(group.max)}")
        for item in (i for i in result.items if i.group == group.name):
            lines.append(f"  {item.name}　{plain(item.score)} / {plain(item.max)}")
            lines.append(f"    {item.explanation}")
            if item.reason_required:
                lines.append(f"    须说明原因：{item.reason_required}。")
    lines.extend(f"{rate.name}：{rate.explanation}" for rate in result.rates)
    lines.extend(result.notes)
    if result.total is None:
        lines.append("本表不评分。")
    else:
        lines.append(f"\n总分 {plain(result.total)}　等级 {result.grade}")
    return "\n".join(lines)


def _list_rulesets() -> int:
    for name in shipped():
        ruleset = load(name)
        sys.stdout.write(f"{name}　{ruleset.name}　来源：{ruleset.source}\n")
    return 0
