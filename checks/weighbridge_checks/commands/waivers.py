"""`weighbridge-waivers.yaml`: the findings that a person let pass, why, and until when."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from weighbridge_checks.commands import settings
from weighbridge_checks.verdicts.finding import Waiver

if TYPE_CHECKING:
    from weighbridge_checks.commands.settings import Settings

NAME = "weighbridge-waivers.yaml"
KEYS = ("fingerprint", "subject", "reason", "approved_by", "expires")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def waivers_in(data: bytes, *, name: str, today: date) -> tuple[tuple[Waiver, ...], list[str]]:
    """The waivers that hold today, and a warning about each that does not.

    One whose date has passed or can not be understood holds no longer: a slip of the pen must not
    waive a finding for ever.
    """
    holding, warnings = [], []
    for entry in settings.load_list(data, name=name):
        waiver, warning = _waiver(entry, today)
        if warning:
            warnings.append(warning)
        if waiver:
            holding.append(waiver)
    return tuple(holding), warnings


def _waiver(entry: Settings, today: date) -> tuple[Waiver | None, str | None]:
    entry.only(KEYS)
    fingerprint, subject, reason, person = (
        str(entry.text(key, required=True)) for key in KEYS if key != "expires"
    )
    where = f"the waiver of {fingerprint} on '{subject}'"
    at = f"{entry.file}:{entry.place()[0]}"
    try:
        expires = _day(entry.values.get("expires"))
    except ValueError:
        given = entry.values.get("expires")
        what = "has no 'expires'" if given is None else f"expires on '{given}', which is no date"
        return None, f"{at}: {where} {what}, so it does not hold; write it like 2027-03-31"
    if expires < today:
        return None, f"{at}: {where} lapsed on {expires}, so the finding stands"
    return (
        Waiver(
            subject=subject,
            fingerprint=fingerprint,
            reason=reason,
            approved_by=person,
            expires_on=expires,
        ),
        None,
    )


def _day(value: object) -> date:
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        raise ValueError(value)
    return date.fromisoformat(value)
