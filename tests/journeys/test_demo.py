from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parents[2]


def test_the_demo_tells_its_story_and_tells_it_again(tmp_path: Path) -> None:
    for first in (True, False):
        told = subprocess.run(
            [
                *(sys.executable, "-m", "weighbridge_checks", "demo", "--once"),
                *("--database", f"sqlite:///{tmp_path}/demo.db"),
            ],
            cwd=HERE,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert told.returncode == 0, told.stderr
        assert ("loading the estate" in told.stderr) is first
        assert "response-required-property-removed" in told.stdout
        assert '"promisedDate" is a required property' in told.stdout
        assert "this needs a major version" in told.stdout
        assert "refused: erp-cloud 2026.11-rc1 to production" in told.stdout
        assert "allowed: erp-legacy 2026.11 now runs in test" in told.stdout


def test_a_folder_that_is_no_estate_is_refused_in_one_line(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "weighbridge_checks", "demo", str(tmp_path), "--once"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (told.returncode, told.stdout) == (2, "")
    assert "no environments.yaml" in told.stderr
