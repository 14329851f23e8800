"""Names that people give: what may stand in one."""

from __future__ import annotations

#: of services, releases, environments, consumers and providers
LONGEST = 100
#: of subjects; a pact's is made of two names
LONGEST_SUBJECT = 250


def refused(name: str, longest: int = LONGEST) -> str | None:
    """Why a name can not be kept; None where it can."""
    if not name.strip():
        return "is empty; write a name"
    if len(name) > longest:
        return f"is longer than {longest} characters; shorten it"
    if not name.isprintable():
        # that is also half of a character and the NUL, which no database takes
        return "has characters in it that do not print; write it without"
    return None


def spoiled(text: str) -> str | None:
    """Why a text can not be kept; None where it can."""
    if "\0" in text:
        return "has a NUL character in it; write it without"
    try:
        text.encode()
    except UnicodeEncodeError:
        return "has half of a character in it; write it as whole characters"
    return None
