"""Identifiers and codes of trade: which values are possible at all, beyond what a schema can say.

GS1 numbers carry a check digit; codes of ISO and UN/CEFACT come from lists. Each check answers
what is wrong with a value, or None. What can not be known without a registry (whether a number was
ever given to anybody) is not claimed.
"""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from pkgutil import get_data
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_CODES = json.loads(get_data("weighbridge_checks.facts", "codes.json") or b"")
CURRENCIES = frozenset(_CODES["currencies"])
COUNTRIES = frozenset(_CODES["countries"])
#: currencies whose smallest unit is not a hundredth, and how many decimals they have
EXPONENTS: dict[str, int] = _CODES["exponents"]
#: what people write for a unit, and the code of UNECE Recommendation 20 that they mean
_MEANT = {
    "CM": "CMT", "EACH": "EA", "FT": "FOT", "G": "GRM", "GR": "GRM", "IN": "INH", "KG": "KGM",
    "KGS": "KGM", "L": "LTR", "LB": "LBR", "LBS": "LBR", "LT": "LTR", "M": "MTR", "M2": "MTK",
    "M3": "MTQ", "MM": "MMT", "OZ": "ONZ", "PC": "H87", "PCE": "H87", "PCS": "H87", "PIECE": "H87",
    "ST": "H87", "STK": "H87",
}  # fmt: skip
#: units that count things: their quantities are whole
COUNTED = frozenset({"EA", "H87", "C62"})

_GTIN_SIZES = (8, 12, 13, 14)
_GLN_SIZE, _SSCC_SIZE = 13, 18
_USUAL_EXPONENT = 2
#: codes that ISO 3166 leaves to everybody's own use
_OWN_COUNTRY = re.compile(r"AA|Q[M-Z]|X[A-Z]|ZZ")
_UNIT = re.compile(r"[A-Z0-9]{2,3}")
_REGION = re.compile(r"([A-Z]{2})-[A-Z0-9]{1,3}")
_PLACE = re.compile(r"([A-Z]{2})[A-Z2-9]{3}")
_ZONE = re.compile(r"(?:UTC|GMT|Etc/[A-Za-z0-9+-]+|[A-Z][A-Za-z]+(?:/[A-Z][A-Za-z0-9_+-]+){1,2})")
_DECIMAL = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+|/\S*")
_MOMENT = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}:\d{2})(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})"
)


def check_digit(digits: str) -> int:
    """The digit that GS1 puts behind these: from the right, weights 3, 1, 3, 1."""
    weighted = sum(int(d) * (1 if i % 2 else 3) for i, d in enumerate(reversed(digits)))
    return -weighted % 10


def wrong(format: str, value: Any) -> str | None:  # noqa: A002 - it is the word of the vocabulary
    """What is wrong with a value of a format; None where nothing is, or the format is unknown."""
    check = _CHECKS.get(format)
    return check(value) if check is not None else None


def knows(format: str) -> bool:  # noqa: A002 - as above
    """Whether values of a format can be checked."""
    return format in _CHECKS


def _numbered(value: Any, sizes: tuple[int, ...], what: str) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return f"a {what} is a text, since it may begin with zeros"
    if not isinstance(value, str) or not (value.isascii() and value.isdigit()):
        return f"a {what} has digits only"
    if len(value) not in sizes:
        told = " or ".join(map(str, sizes)) if len(sizes) < 3 else "8, 12, 13 or 14"  # noqa: PLR2004
        return f"a {what} has {told} digits, and this has {len(value)}"
    wanted = check_digit(value[:-1])
    if int(value[-1]) != wanted:
        return f"the check digit of '{value}' is {wanted}, not {value[-1]}"
    return None


def _gtin(value: Any) -> str | None:
    return _numbered(value, _GTIN_SIZES, "GTIN")


def _gln(value: Any) -> str | None:
    return _numbered(value, (_GLN_SIZE,), "GLN")


def _sscc(value: Any) -> str | None:
    return _numbered(value, (_SSCC_SIZE,), "SSCC")


def _currency(value: Any) -> str | None:
    if isinstance(value, str) and value in CURRENCIES:
        return None
    return f"{_shown(value)} is no currency of ISO 4217"


def _country(value: Any) -> str | None:
    if isinstance(value, str) and (value in COUNTRIES or _OWN_COUNTRY.fullmatch(value)):
        return None
    return f"{_shown(value)} is no country of ISO 3166-1"


def _region(value: Any) -> str | None:
    found = _REGION.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return f"{_shown(value)} is no region such as US-IL (ISO 3166-2)"
    return None if found[1] in COUNTRIES else f"'{found[1]}' is no country of ISO 3166-1"


def _unlocode(value: Any) -> str | None:
    found = _PLACE.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return f"{_shown(value)} is no place such as USCHI (UN/LOCODE)"
    known = found[1] in COUNTRIES or found[1] == "XZ"
    return None if known else f"'{found[1]}' is no country of ISO 3166-1"


def _unit(value: Any) -> str | None:
    meant = _MEANT.get(value.upper()) if isinstance(value, str) else None
    if meant:
        return f"'{value}' is no unit of Recommendation 20; write '{meant}'"
    if isinstance(value, str) and _UNIT.fullmatch(value):
        return None
    return f"{_shown(value)} is no unit such as EA or KGM (UNECE Recommendation 20)"


def _timezone(value: Any) -> str | None:
    if isinstance(value, str) and _ZONE.fullmatch(value):
        return None
    return f"{_shown(value)} is no time zone such as America/Chicago"


def _date(value: Any) -> str | None:
    try:
        if isinstance(value, str) and len(value) == len("2026-01-31"):
            date.fromisoformat(value)
            return None
    except ValueError:
        pass
    return f"{_shown(value)} is no date such as 2026-01-31"


def _moment(value: Any) -> str | None:
    found = _MOMENT.fullmatch(value) if isinstance(value, str) else None
    try:
        if found is not None:
            # a leap second is in order, though Python does not know it
            datetime.fromisoformat(f"{found[1]}T{found[2].replace(':60', ':59')}")
            return None
    except ValueError:
        pass
    return f"{_shown(value)} is no time with offset such as 2026-01-31T08:00:00Z (RFC 3339)"


def _uuid(value: Any) -> str | None:
    if isinstance(value, str) and _UUID.fullmatch(value):
        return None
    return f"{_shown(value)} is no UUID"


def _uri(value: Any) -> str | None:
    return None if isinstance(value, str) and _URI.match(value) else f"{_shown(value)} is no URI"


def _decimal(value: Any) -> str | None:
    if isinstance(value, str) and _DECIMAL.fullmatch(value):
        return None
    return f'{_shown(value)} is no decimal number in a text such as "12.50"'


def _money(value: Any) -> str | None:
    if not isinstance(value, dict):
        return "an amount of money has an amount and a currency"
    problem = _decimal(value.get("amount")) or _currency(value.get("currency"))
    if problem:
        return problem
    places = len(value["amount"].partition(".")[2])
    most = EXPONENTS.get(value["currency"], _USUAL_EXPONENT)
    if places > most and value["amount"].rstrip("0").partition(".")[2][most:]:
        return f"{value['currency']} has {most} decimals, and '{value['amount']}' has {places}"
    return None


def _quantity(value: Any) -> str | None:
    if not isinstance(value, dict):
        return "a quantity has a value and a unit"
    unit = value.get("uom", value.get("unit"))
    problem = _decimal(value.get("value")) or _unit(unit)
    if problem:
        return problem
    if unit in COUNTED and value["value"].partition(".")[2].strip("0"):
        return f"{unit} counts whole things, and '{value['value']}' is none"
    return None


def _shown(value: Any) -> str:
    longest = 40
    text = f"'{value}'" if isinstance(value, str) else str(value)
    return text if len(text) <= longest else f"{text[:longest]}…"


_CHECKS: dict[str, Callable[[Any], str | None]] = {
    "gtin": _gtin,
    "gln": _gln,
    "sscc": _sscc,
    "currency": _currency,
    "country": _country,
    "region": _region,
    "unit": _unit,
    "unlocode": _unlocode,
    "timezone": _timezone,
    "date": _date,
    "date-time": _moment,
    "uuid": _uuid,
    "uri": _uri,
    "decimal": _decimal,
    "money": _money,
    "quantity": _quantity,
}

#: values that every field of a format has to take; a GTIN of any size can be written with 14
SAMPLES = {
    "gtin": ("19521110153007",),
    "gln": ("9521321000018",),
    "sscc": ("095213210000000018",),
    "currency": ("USD", "JPY"),
    "country": ("US", "DE"),
    "unit": ("EA", "KGM"),
    "unlocode": ("USCHI",),
    "date": ("2026-01-31",),
    "date-time": ("2026-01-31T08:00:00Z",),
    "uuid": ("7a4f3c1e-52a6-4c0e-9a57-0d6b7c1f2e10",),
}
