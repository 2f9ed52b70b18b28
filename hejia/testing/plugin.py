"""Surroundings of a test session, set before Django reads them (`-p hejia.testing.plugin`)."""

import os
import tempfile
from pathlib import Path

for _name in [n for n in os.environ if n.startswith(("HEJIA_", "DATABASE_")) or n == "PORT"]:
    if _name not in {"HEJIA_TEST_CACHE", "HEJIA_CHROMIUM"}:
        del os.environ[_name]

HOME = Path(tempfile.gettempdir()) / f"hejia-test-home-{os.geteuid()}"
"""The data folder of all tests: keys and exports of synthetic people, nothing else."""

# WhiteNoise warns where there is no folder of collected files, and a warning is an error here.
(HOME / "static").mkdir(parents=True, exist_ok=True)

os.environ["HEJIA_HOME"] = str(HOME)
os.environ["DJANGO_SETTINGS_MODULE"] = "hejia.project.settings"
# Playwright's synchronous interface runs an event loop in the test's own thread.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
