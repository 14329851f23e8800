"""The validator that decides whether a message is accepted, and by which a proof is checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


class UnusableSchemaError(ValueError):
    """A schema of which the library makes no validator, with its reason."""


def validated(schema: dict[str, Any], *, formats: bool = False) -> Any:
    """A validator of a schema that stands alone. Raises `UnusableSchemaError`."""
    import jsonschema_rs  # noqa: PLC0415 (12 ms that no proof by structure needs)

    try:
        return jsonschema_rs.validator_for(schema, validate_formats=formats)
    except (ValueError, jsonschema_rs.ValidationError) as error:
        raise UnusableSchemaError(str(error).splitlines()[0]) from error


def validator(schema: dict[str, Any], *, formats: bool = False) -> Any:
    """A validator of a schema that stands alone; None where the library refuses the schema."""
    try:
        return validated(schema, formats=formats)
    except UnusableSchemaError:
        return None


def readings(value: Any) -> Iterator[Any]:
    """What a reader may take a parameter's text for."""
    yield value
    if isinstance(value, bool):
        yield "true" if value else "false"
    elif isinstance(value, (int, float)):
        yield str(value)
    elif isinstance(value, str):
        if value in {"true", "false"}:
            yield value == "true"
        try:
            yield float(value) if "." in value or "e" in value.lower() else int(value)
        except ValueError:
            return
    elif isinstance(value, list):
        read = [list(readings(v)) for v in value]
        yield [r[-1] for r in read]
