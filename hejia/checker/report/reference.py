"""docs/reference/checks.md, written from the rules themselves.

`python -m hejia.checker.report.reference > docs/reference/checks.md`
"""

import inspect
import sys

from hejia.checker.public import rules
from hejia.checker.rules import Rule

HEAD = """# 体检规则

本页由程序从规则本身生成（`python -m hejia.checker.report.reference`），请勿手改。

每条规则都能用 `--only`、`--skip` 按名称（如 `R3-share`）或按类（如 `R3`）选用。
“不应报”“应报”两段是规则的样例，测试会逐条执行。
"""


def page() -> str:
    """The whole page."""
    return HEAD + "".join(f"\n{_section(rule)}" for rule in rules())


def examples(rule: Rule) -> dict[str, str]:
    """The blocks of a rule's docstring: `Good`, `Bad` and `Source`."""
    found: dict[str, list[str]] = {}
    current = ""
    for line in inspect.cleandoc(rule.page).splitlines():
        name, colon, rest = line.partition(":")
        if colon and name in {"Good", "Bad", "Source"}:
            current = name
            found[current] = [rest.strip()] if rest.strip() else []
        elif current:
            found[current].append(line.removeprefix("    "))
    return {name: "\n".join(lines).strip("\n") for name, lines in found.items()}


def demand(rule: Rule) -> str:
    """What a rule demands: the first paragraph of its docstring."""
    return " ".join(inspect.cleandoc(rule.page).split("\n\n")[0].split())


def _section(rule: Rule) -> str:
    parts = examples(rule)
    return (
        f"## {rule.name} {rule.title}\n\n{demand(rule)}\n\n"
        f"依据：{parts.get('Source', '')}\n\n"
        f"不应报：\n\n```text\n{parts.get('Good', '')}\n```\n\n"
        f"应报：\n\n```text\n{parts.get('Bad', '')}\n```\n"
    )


if __name__ == "__main__":
    sys.stdout.write(page())
