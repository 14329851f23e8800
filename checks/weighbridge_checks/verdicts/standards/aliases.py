"""The names that other linters have for the same demands, for people who move over.

Their rules are not run: the nearest of ours is meant. One of theirs may be a part of one of ours.
"""

from __future__ import annotations

_SPECTRAL = {
    "array-items": "STR001",
    "asyncapi-channel-no-empty-parameter": "STR003",
    "asyncapi-info-contact": "OWN002",
    "asyncapi-info-contact-properties": "OWN002",
    "asyncapi-latest-version": "STR001",
    "asyncapi-message-examples": "STR005",
    "asyncapi-operation-description": "STR008",
    "asyncapi-operation-operationId": "STR002",
    "asyncapi-operation-security": "SEC001",
    "asyncapi-3-operation-security": "SEC001",
    "asyncapi-payload": "STR001",
    "asyncapi-payload-default": "STR005",
    "asyncapi-payload-examples": "STR005",
    "asyncapi-schema": "STR001",
    "asyncapi-schema-default": "STR005",
    "asyncapi-schema-examples": "STR005",
    "asyncapi-server-security": "SEC001",
    "contact-properties": "OWN002",
    "info-contact": "OWN002",
    "oas2-operation-security-defined": "SEC001",
    "oas2-schema": "STR001",
    "oas2-valid-media-example": "STR005",
    "oas2-valid-schema-example": "STR005",
    "oas3-operation-security-defined": "SEC001",
    "oas3-schema": "STR001",
    "oas3-valid-media-example": "STR005",
    "oas3-valid-schema-example": "STR005",
    "operation-description": "STR008",
    "operation-operationId": "STR002",
    "operation-operationId-unique": "STR002",
    "operation-operationId-valid-in-url": "STR002",
    "operation-parameters": "STR003",
    "operation-success-response": "STR006",
    "path-declarations-must-exist": "STR003",
    "path-params": "STR003",
    "typed-enum": "STR005",
}
_REDOCLY = {
    "info-contact": "OWN002",
    "no-ambiguous-paths": "STR004",
    "no-http-verbs-in-paths": "NAM002",
    "no-identical-paths": "STR004",
    "no-invalid-media-type-examples": "STR005",
    "no-invalid-schema-examples": "STR005",
    "no-schema-type-mismatch": "STR001",
    "no-unresolved-refs": "STR001",
    "operation-2xx-response": "STR006",
    "operation-4xx-problem-details-rfc7807": "ERR001",
    "operation-4xx-response": "STR006",
    "operation-description": "STR008",
    "operation-operationId": "STR002",
    "operation-operationId-unique": "STR002",
    "operation-operationId-url-safe": "STR002",
    "operation-summary": "STR008",
    "path-parameters-defined": "STR003",
    "path-segment-plural": "NAM002",
    "paths-kebab-case": "NAM002",
    "security-defined": "SEC001",
    "security-scopes-defined": "SEC002",
    "spec-strict-refs": "STR001",
    "struct": "STR001",
}
_VACUUM = {
    "owasp-api-keys-in-url": "SEC004",
    "owasp-array-limit": "THR004",
    "owasp-auth-insecure-schemes": "SEC003",
    "owasp-define-error-responses-401": "SEC006",
    "owasp-define-error-responses-429": "THR001",
    "owasp-no-api-keys-in-url": "SEC004",
    "owasp-no-credentials-in-url": "SEC004",
    "owasp-no-http-basic": "SEC003",
    "owasp-rate-limit": "THR003",
    "owasp-rate-limit-retry-after": "THR002",
    "owasp-security-hosts-https-oas3": "SEC005",
    "owasp-string-limit": "THR004",
    "paths-kebab-case": "NAM002",
}
ALIASES = {
    f"{tool}:{name}": id_
    for tool, table in (("spectral", _SPECTRAL), ("redocly", _REDOCLY), ("vacuum", _VACUUM))
    for name, id_ in table.items()
}
