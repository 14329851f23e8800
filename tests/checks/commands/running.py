"""The command line as a process of its own, and small repositories to run it in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import git

if TYPE_CHECKING:
    from pathlib import Path

COMMAND = (sys.executable, "-m", "weighbridge_checks")
#: nothing of this machine's own settings, and no colours
CALM = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "NO_COLOR": "1",
    "COLUMNS": "100",
}
MUTED = ("WEIGHBRIDGE_REGISTRY", "WEIGHBRIDGE_TOKEN", "WEIGHBRIDGE_CONFIG", "WEIGHBRIDGE_DEBUG")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a process ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def value(self) -> Any:
        """What it said as JSON."""
        return json.loads(self.out)


def environment(**more: str) -> dict[str, str]:
    """The environment of a process."""
    kept = {k: v for k, v in os.environ.items() if k not in MUTED and not k.startswith("GITHUB_")}
    return {**kept, **CALM, **more}


def weighbridge(
    *arguments: object,
    cwd: Path | None = None,
    stdin: bytes = b"",
    env: dict[str, str] | None = None,
) -> Ended:
    """Run the command line."""
    done = subprocess.run(
        [*COMMAND, *(str(a) for a in arguments)],
        cwd=cwd,
        input=stdin,
        env=environment(**(env or {})),
        capture_output=True,
        check=False,
        timeout=120,
    )
    return Ended(code=done.returncode, out=done.stdout.decode(), err=done.stderr.decode())


@dataclass(frozen=True, slots=True)
class Repository:
    """A git repository with a few files."""

    folder: Path

    @classmethod
    def at(cls, folder: Path, files: dict[str, str] | None = None) -> Repository:
        """Make one whose first commit has these files."""
        folder.mkdir(parents=True, exist_ok=True)
        repo = git.Repo.init(folder, initial_branch="main")
        with repo.config_writer() as writer:
            writer.set_value("user", "name", "Somebody")
            writer.set_value("user", "email", "somebody@harborpike.example")
            writer.set_value("commit", "gpgsign", "false")
        made = cls(folder)
        made.write({"README.md": "a repository\n", **(files or {})})
        made.commit()
        return made

    @property
    def repo(self) -> git.Repo:
        """Git's own view of it."""
        return git.Repo(self.folder)

    def write(self, files: dict[str, str]) -> None:
        """Write some files, without telling git."""
        for path, text in files.items():
            file = self.folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")

    def remove(self, *paths: str) -> None:
        """Remove some files, without telling git."""
        for path in paths:
            (self.folder / path).unlink()

    def commit(self, words: str = "change") -> None:
        """Commit everything."""
        self.repo.git.add("--all")
        self.repo.git.commit("--quiet", "--message", words)

    def check(self, *arguments: object, against: str = "HEAD", **more: Any) -> Ended:
        """Run the check in it."""
        return weighbridge("check", *arguments, "--against", against, cwd=self.folder, **more)
