"""`weighbridge.yaml`: what a repository has settled, so that nobody has to type it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from weighbridge_checks.commands.errors import WrongUseError
from weighbridge_checks.commands.options import DRAFTS, MODES
from weighbridge_checks.facts.formats.errors import CannotOpenError
from weighbridge_checks.facts.nearness import nearest
from weighbridge_checks.verdicts.policy import Policy

if TYPE_CHECKING:
    from weighbridge_checks.commands.client import Registry

NAME = "weighbridge.yaml"


class Lint(NamedTuple):
    """What a team settles about standards, and to which hosts references may lead."""

    policy: Policy = Policy()
    hosts: tuple[str, ...] = ()


class Config(NamedTuple):
    """What the file says; None where it says nothing."""

    #: the folder that the file's own paths are counted from
    folder: Path
    contracts: tuple[str, ...] = ()
    fail_on: str | None = None
    mode: str | None = None
    posture: str | None = None
    registry: str | None = None
    waivers: str | None = None
    #: what JSON Schemas are written in that do not say so, and whether formats are asserted
    draft: str | None = None
    assert_formats: bool = False
    policy: Policy = Policy()
    lint: Lint = Lint()


KEYS = (
    "assert_formats",
    "contracts",
    "draft",
    "fail_on",
    "lint",
    "mode",
    "posture",
    "registry",
    "rules",
    "subjects",
    "waivers",
)
POSTURES = ("strict", "lenient")


def configured(wish: str | None = None, *, start: Path | None = None) -> Config:
    """The settings for a folder: of the named file, else of the nearest up to the repository."""
    here = start or Path.cwd()
    named = wish or os.environ.get("WEIGHBRIDGE_CONFIG")
    file = Path(named) if named else _nearest(here)
    if file is None:
        return Config(folder=here)
    from weighbridge_checks.commands.trees import bytes_of  # noqa: PLC0415 - few have a file

    try:
        data = bytes_of(file, str(file))
    except CannotOpenError as error:
        raise WrongUseError(f"'{file}' can not be read: {error.reason}") from error
    return parsed(data, name=_shown(file, here), folder=file.absolute().parent)


def parsed(data: bytes, *, name: str, folder: Path) -> Config:
    """The settings that a file's text makes."""
    from weighbridge_checks.commands import policies, settings  # noqa: PLC0415 - few have a file

    found = settings.load(data, name=name)
    found.only(KEYS)
    return Config(
        folder=folder,
        assert_formats=found.flag("assert_formats") or False,
        contracts=found.texts("contracts"),
        draft=found.choice("draft", DRAFTS),
        fail_on=found.choice("fail_on", ("error", "warning", "info", "none")),
        mode=found.choice("mode", MODES),
        policy=policies.policy_of(found),
        lint=policies.lint_of(found),
        posture=found.choice("posture", POSTURES),
        registry=found.text("registry"),
        waivers=found.text("waivers"),
    )


def subject_known(policy: Policy, subject: str | None) -> None:
    """Refuse a name for which nothing is settled: whoever gives it believes that something is."""
    if subject is None or subject in policy.subjects:
        return
    near = nearest(subject, policy.subjects)
    hint = f"; did you mean '{near[0]}'?" if near else ""
    raise WrongUseError(f"weighbridge.yaml settles nothing for the subject '{subject}'{hint}")


def registry_of(config: Config, wish: str | None) -> Registry:
    """The registry that an option, the environment or the file names."""
    from weighbridge_checks.commands.client import registry_at  # noqa: PLC0415 - HTTP costs 35 ms

    return registry_at(wish, configured=config.registry)


def _nearest(here: Path) -> Path | None:
    # not above the repository: what lies there belongs to somebody else
    for folder in (here, *here.parents):
        if (folder / NAME).is_file():
            return folder / NAME
        if (folder / ".git").exists():
            return None
    return None


def _shown(file: Path, here: Path) -> str:
    return str(file.relative_to(here)) if file.is_relative_to(here) else str(file)
