"""`hejia performance score FILE.json --format json`: what it answers, and how it refuses."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from hejia.performance import cli
from hejia.performance.tests.test_scoring import FIGURES, JUDGED, PRINTED, SHENZHEN


def run(tmp_path, capsys, content, form="json"):
    path = tmp_path / "evaluation.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    code = cli.main(["score", str(path), "--format", form])
    return code, *capsys.readouterr()


def test_the_command_answers_strings(tmp_path, capsys):
    content = {"ruleset": SHENZHEN, "figures": FIGURES, "judged": JUDGED}
    code, out, _ = run(tmp_path, capsys, content)
    answer = json.loads(out)
    assert code == 0
    assert answer["total"] == "97.61"
    assert {i["name"]: i["score"] for i in answer["items"]} == PRINTED
    assert [g["score"] for g in answer["groups"]] == ["20", "18.99", "58.62"]
    code, out, _ = run(tmp_path, capsys, content, "text")
    assert "总分 97.61" in out


def test_numbers_may_be_json_numbers(tmp_path, capsys):
    figures = {**FIGURES, "政府采购计划金额": 155.591, "政府采购实际支出": 155.586, "编制人数": 7}
    code, out, _ = run(
        tmp_path, capsys, {"ruleset": SHENZHEN, "figures": figures, "judged": JUDGED}
    )
    assert (code, json.loads(out)["total"]) == (0, "97.61")


def test_the_command_names_what_is_missing_and_fails(tmp_path, capsys):
    figures = {k: v for k, v in FIGURES.items() if k != "编制人数"}
    code, out, err = run(
        tmp_path, capsys, {"ruleset": SHENZHEN, "figures": figures, "judged": JUDGED}
    )
    assert code == 1
    assert err == "缺少“编制人数”，请填写后再评分。\n"
    assert json.loads(out)["problems"][0]["figure"] == "编制人数"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "不是 JSON"),
        ("[]", "应当是一个对象"),
        ("{}", "没有写明评分规则"),
        ('{"ruleset": "../x"}', "没有“../x”这套评分规则"),
        ('{"ruleset": "shenzhen-2023", "figures": []}', "figures 应当是一个对象"),
        ('{"ruleset": "shenzhen-2023", "figures": {"a": NaN}}', "NaN"),
        ('{"ruleset": "shenzhen-2023", "figures": {"a": 1, "a": 2}}', "写了两次"),
    ],
)
def test_a_file_that_is_no_evaluation_is_refused_in_a_sentence(tmp_path, capsys, content, words):
    code, out, err = run(tmp_path, capsys, content)
    assert (code, out) == (2, "")
    assert words in err


def command(*words, stdin=""):
    """The command line as it is typed, in a process of its own."""
    program = Path(sys.executable).with_name("hejia")
    done = subprocess.run(
        [str(program), "performance", "score", *words],
        input=stdin, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


EVALUATION = json.dumps(
    {"ruleset": SHENZHEN, "figures": FIGURES, "judged": JUDGED}, ensure_ascii=False
)


def test_the_very_command_line_gives_document_003(tmp_path):
    path = tmp_path / "FILE.json"
    path.write_text(EVALUATION, encoding="utf-8")
    code, out, err = command(str(path), "--format", "json")
    answer = json.loads(out)
    assert (code, err) == (0, "")
    assert answer["total"] == "97.61"
    assert {item["name"]: item["score"] for item in answer["items"]} == PRINTED
    assert all(item["explanation"] for item in answer["items"])
    assert [(g["score"], g["deducted"]) for g in answer["groups"]] == [
        ("20", "0"), ("18.99", "1.01"), ("58.62", "1.38"),
    ]  # fmt: skip


def test_a_refused_command_line_fails_with_a_sentence(tmp_path):
    without = EVALUATION.replace('"编制人数": "7", ', "")
    code, out, err = command("-", "--format", "json", stdin=without)
    assert (code, err) == (1, "缺少“编制人数”，请填写后再评分。\n")
    assert json.loads(out)["problems"][0]["figure"] == "编制人数"
    code, out, err = command(str(tmp_path / "none.json"), "--format", "json")
    assert (code, out) == (2, "")
    assert "没有找到文件" in err
