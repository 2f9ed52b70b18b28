"""Everything CI checks besides the tests, one line each; what failed is shown whole at the end.

What each check guards stands in CONTRIBUTING.md.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
HOUSE = "hejia/testing/tests/test_house.py"
DOCS = "hejia/testing/tests/test_docs.py"

CHECKS = {
    "代码格式（ruff format）": [str(BIN / "ruff"), "format", "--check", "."],
    "代码规则（ruff）": [str(BIN / "ruff"), "check", "."],
    "类型（mypy --strict）": [str(BIN / "mypy"), "hejia", "tools", "benchmarks"],
    "依赖方向（import-linter）": [str(BIN / "lint-imports"), "--no-cache"],
    "屋规、迁移": [sys.executable, "-m", "pytest", HOUSE],
    "接口说明、文档": [sys.executable, "-m", "pytest", DOCS],
}


def main() -> int:
    failed: dict[str, str] = {}
    for name, command in CHECKS.items():
        begun = time.monotonic()
        done = subprocess.run(  # noqa: S603 the commands above
            command, cwd=ROOT, env=_environment(), capture_output=True, text=True, check=False
        )
        mark = "✔" if done.returncode == 0 else "✘"
        sys.stdout.write(f"{mark} {name}（{time.monotonic() - begun:.1f} 秒）\n")
        sys.stdout.flush()
        if done.returncode != 0:
            failed[name] = done.stdout + done.stderr
    for name, said in failed.items():
        sys.stdout.write(f"\n—— {name}\n{said}\n")
    sys.stdout.write("检查全部通过。\n" if not failed else f"{len(failed)} 项检查未通过。\n")
    return 1 if failed else 0


def _environment() -> dict[str, str]:
    return {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"}


if __name__ == "__main__":
    sys.exit(main())
