from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

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


def test_whoever_ends_the_demo_ends_its_registry(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "weighbridge_checks", "demo"),
            *("--database", f"sqlite:///{tmp_path}/demo.db"),
        ],
        cwd=HERE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    invited = next(line for line in process.stderr if "in a browser" in line)
    address = re.search(r"http://[^ ]+", invited)
    assert address is not None
    assert httpx.get(f"{address[0]}/readyz").is_success
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    for _ in range(100):
        try:
            httpx.get(f"{address[0]}/readyz")
        except httpx.TransportError:
            return
        time.sleep(0.1)
    pytest.fail("the registry outlived the demo")


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
