"""The forms of OpenAPI, Swagger and AsyncAPI documents, as tables from which schemas are made.

A line is an object: its keys with their types. `!` marks what is required, `[T]` a list, `{T}` a
map, `(a|b)` one of some words, and `T*` a T or a reference to one. Keys that begin with `x-` are
allowed everywhere. Only the shape is told here; what a document means is for its reader.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

DIALECT_30 = "openapi-3.0"
_FIELD = re.compile(r"\s*([$A-Za-z0-9-]+)(!?)\s+((?:\([^)]*\)|[^,])+)")
_SIMPLE: dict[str, dict[str, Any]] = {
    "any": {},
    "bool": {"type": "boolean"},
    "int": {"type": "integer", "minimum": 0},
    "num": {"type": "number"},
    "str": {"type": "string"},
    "map": {"type": "object"},
    "statuses": {
        "type": "object",
        "propertyNames": {"pattern": r"^([1-5](\d\d|XX)|default|x-.*)$"},
    },
}
_NAME = r"^[a-zA-Z0-9._-]+$"

_INFO = """
Info: title! str, version! str, description str, summary str, termsOfService str,
  contact Contact, license License
Contact: name str, url str, email str
License: name! str, url str, identifier str
ExternalDocs: url! str, description str
"""
_TAG = """
Tag: name! str, description str, externalDocs ExternalDocs
"""
_OPENAPI = f"""
{_INFO}
{_TAG}
Server: url! str, description str, variables {{Variable}}
Variable: default! str, enum [str], description str
Parameter: name! str, in! (query|header|path|cookie), description str, required bool,
  deprecated bool,
  allowEmptyValue bool, style (matrix|label|form|simple|spaceDelimited|pipeDelimited|deepObject),
  explode bool, allowReserved bool, schema Schema, example any, examples {{Example*}},
  content {{Media}}
RequestBody: content! {{Media}}, description str, required bool
Media: schema Schema, example any, examples {{Example*}}, encoding {{Encoding}}
Encoding: contentType str, headers {{Header*}}, style str, explode bool, allowReserved bool
Response: description! str, headers {{Header*}}, content {{Media}}, links {{Link*}}
Header: description str, required bool, deprecated bool, allowEmptyValue bool, style (simple),
  explode bool, allowReserved bool, schema Schema, example any, examples {{Example*}},
  content {{Media}}
Example: summary str, description str, value any, externalValue str
Link: operationRef str, operationId str, parameters map, requestBody any, description str,
  server Server
"""
_ITEM = """
  summary str, description str, get Operation, put Operation, post Operation, delete Operation,
  options Operation, head Operation, patch Operation, trace Operation, servers [Server],
  parameters [Parameter*]
"""
_OPERATION = """
  tags [str], summary str, description str, externalDocs ExternalDocs, operationId str,
  parameters [Parameter*], requestBody RequestBody*, callbacks {Callback*}, deprecated bool,
  security [Requirement], servers [Server]
"""
_COMPONENTS = """
  schemas {Schema}, responses {Response*}, parameters {Parameter*}, examples {Example*},
  requestBodies {RequestBody*}, headers {Header*}, securitySchemes {SecurityScheme*},
  links {Link*}, callbacks {Callback*}
"""
_SCHEMES = """
SecurityScheme: type! (apiKey|http|oauth2|openIdConnect|mutualTLS), description str, name str,
  in (query|header|cookie), scheme str, bearerFormat str, flows Flows, openIdConnectUrl str,
  oauth2MetadataUrl str, deprecated bool
Flows: implicit Flow, password Flow, clientCredentials Flow, authorizationCode Flow,
  deviceAuthorization Flow
Flow: scopes! {str}, authorizationUrl str, tokenUrl str, refreshUrl str, availableScopes {str},
  deviceAuthorizationUrl str
"""
_SCHEMA_30 = """
Schema: $ref str, title str, multipleOf num, maximum num, exclusiveMaximum bool, minimum num,
  exclusiveMinimum bool, maxLength int, minLength int, pattern str, maxItems int, minItems int,
  uniqueItems bool, maxProperties int, minProperties int, required [str], enum [any],
  type (array|boolean|integer|number|object|string), not Schema, allOf [Schema], oneOf [Schema],
  anyOf [Schema], items Schema, properties {Schema}, additionalProperties Schema?, description str,
  format str, default any, nullable bool, discriminator Discriminator, readOnly bool,
  writeOnly bool, example any, externalDocs ExternalDocs, deprecated bool, xml map
Discriminator: propertyName! str, mapping {str}
"""
_OPENAPI_30 = f"""
Document: openapi! str, info! Info, servers [Server], paths! Paths, components Components,
  security [Requirement], tags [Tag], externalDocs ExternalDocs
{_OPENAPI}
PathItem: $ref str, {_ITEM}
Operation: responses! Responses, {_OPERATION}
Components: {_COMPONENTS}
{_SCHEMES}
{_SCHEMA_30}
"""
_OPENAPI_31 = f"""
Document: openapi! str, $self str, info! Info, jsonSchemaDialect str, servers [Server],
  paths Paths, webhooks {{PathItem*}}, components Components, security [Requirement],
  tags [Tag], externalDocs ExternalDocs
{_OPENAPI}
PathItem: $ref str, query Operation, additionalOperations {{Operation}}, {_ITEM}
Operation: responses Responses, {_OPERATION}
Components: pathItems {{PathItem*}}, mediaTypes {{Media*}}, {_COMPONENTS}
{_SCHEMES}
"""
#: what 3.2 has beside, line by line: a line stands for the one of the same name in 3.1
_NEWER = """
Server: url! str, name str, description str, variables {Variable}
Tag: name! str, summary str, description str, externalDocs ExternalDocs, parent str, kind str
Parameter: name! str, in! (query|querystring|header|path|cookie), description str, required bool,
  deprecated bool, allowEmptyValue bool,
  style (matrix|label|form|simple|spaceDelimited|pipeDelimited|deepObject|cookie),
  explode bool, allowReserved bool, schema Schema, example any, examples {Example*},
  content {Media*}
RequestBody: content! {Media*}, description str, required bool
Media: schema Schema, itemSchema Schema, example any, examples {Example*}, encoding {Encoding},
  prefixEncoding [Encoding], itemEncoding Encoding
Encoding: contentType str, headers {Header*}, style str, explode bool, allowReserved bool,
  encoding {Encoding}, prefixEncoding [Encoding], itemEncoding Encoding
Response: summary str, description str, headers {Header*}, content {Media*}, links {Link*}
Header: description str, required bool, deprecated bool, allowEmptyValue bool, style (simple),
  explode bool, allowReserved bool, schema Schema, example any, examples {Example*},
  content {Media*}
Example: summary str, description str, value any, externalValue str, dataValue any,
  serializedValue str
"""
_SWAGGER = f"""
Document: swagger! str, info! Info, host str, basePath str, schemes [(http|https|ws|wss)],
  consumes [str], produces [str], paths! Paths, definitions {{Schema}}, parameters {{Parameter}},
  responses {{Response}}, securityDefinitions {{SecurityScheme}}, security [Requirement],
  tags [Tag], externalDocs ExternalDocs
{_INFO}
{_TAG}
PathItem: $ref str, get Operation, put Operation, post Operation, delete Operation,
  options Operation, head Operation, patch Operation, parameters [Parameter*]
Operation: responses! Responses, tags [str], summary str, description str,
  externalDocs ExternalDocs, operationId str, consumes [str], produces [str],
  parameters [Parameter*], schemes [str], deprecated bool, security [Requirement]
Parameter: name! str, in! (query|header|path|formData|body), description str, required bool,
  schema Schema, type (string|number|integer|boolean|array|file), format str,
  allowEmptyValue bool, items Items, collectionFormat (csv|ssv|tsv|pipes|multi), default any,
  maximum num, exclusiveMaximum bool, minimum num, exclusiveMinimum bool, maxLength int,
  minLength int, pattern str, maxItems int, minItems int, uniqueItems bool, enum [any],
  multipleOf num
Items: type! (string|number|integer|boolean|array), format str, items Items, default any,
  collectionFormat str, maximum num, exclusiveMaximum bool, minimum num, exclusiveMinimum bool,
  maxLength int, minLength int, pattern str, maxItems int, minItems int, uniqueItems bool,
  enum [any], multipleOf num
Response: description! str, schema Schema, headers {{Header}}, examples map
Header: type! (string|number|integer|boolean|array), description str, format str, items Items,
  collectionFormat str, default any, maximum num, exclusiveMaximum bool, minimum num,
  exclusiveMinimum bool, maxLength int, minLength int, pattern str, maxItems int, minItems int,
  uniqueItems bool, enum [any], multipleOf num
SecurityScheme: type! (basic|apiKey|oauth2), description str, name str, in (query|header),
  flow (implicit|password|application|accessCode), authorizationUrl str, tokenUrl str,
  scopes {{str}}
Schema: $ref str, format str, title str, description str, default any, multipleOf num,
  maximum num, exclusiveMaximum bool, minimum num, exclusiveMinimum bool, maxLength int,
  minLength int, pattern str, maxItems int, minItems int, uniqueItems bool, maxProperties int,
  minProperties int, required [str], enum [any], type any, items any, allOf [Schema],
  properties {{Schema}}, additionalProperties Schema?, discriminator str, readOnly bool, xml map,
  externalDocs ExternalDocs, example any
"""
_ASYNC = """
Server: protocol! str, protocolVersion str, description str, title str, summary str,
  variables {any}, security [any], tags [any], externalDocs any, bindings map, url str, host str,
  pathname str
"""
_ASYNCAPI_2 = f"""
Document: asyncapi! str, id str, info! Info, servers {{Server*}}, defaultContentType str,
  channels! {{Channel}}, components map, tags [any], externalDocs any
{_INFO}
{_ASYNC}
Channel: $ref str, description str, servers [str], subscribe Operation, publish Operation,
  parameters {{any}}, bindings map
Operation: operationId str, summary str, description str, security [any], tags [any],
  externalDocs any, bindings map, traits [any], message any
"""
_ASYNCAPI_3 = f"""
Document: asyncapi! str, id str, info! Info, servers {{Server*}}, defaultContentType str,
  channels {{Channel*}}, operations {{Operation*}}, components Components
Info: title! str, version! str, description str, termsOfService str, contact Contact,
  license License, tags [any], externalDocs any
Contact: name str, url str, email str
License: name! str, url str, identifier str
{_ASYNC}
Channel: address any, messages {{Message*}}, title str, summary str, description str,
  servers [any], parameters {{any}}, tags [any], externalDocs any, bindings map
Operation: action! (send|receive), channel! Ref, title str, summary str, description str,
  security [any], tags [any], externalDocs any, bindings map, traits [any], messages [Ref],
  reply any
Message: headers any, payload any, correlationId any, contentType str, name str, title str,
  summary str, description str, tags [any], externalDocs any, bindings map, examples [any],
  traits [any]
Components: schemas {{any}}, servers {{Server*}}, channels {{Channel*}}, operations {{Operation*}},
  messages {{Message*}}, securitySchemes {{any}}, serverVariables {{any}}, parameters {{any}},
  correlationIds {{any}}, replies {{any}}, replyAddresses {{any}}, externalDocs {{any}},
  tags {{any}}, operationTraits {{any}}, messageTraits {{any}}, serverBindings {{any}},
  channelBindings {{any}}, operationBindings {{any}}, messageBindings {{any}}
"""
_TABLES = {
    "openapi-3.0": _OPENAPI_30,
    "openapi-3.1": _OPENAPI_31,
    # of two lines with one name the later counts
    "openapi-3.2": _OPENAPI_31 + _NEWER,
    "swagger-2.0": _SWAGGER,
    "asyncapi-2": _ASYNCAPI_2,
    "asyncapi-3": _ASYNCAPI_3,
}
_SCHEMA_31 = "https://json-schema.org/draft/2020-12/schema"
#: objects whose form is no list of keys
_SPECIAL: dict[str, dict[str, Any]] = {
    "Paths": {
        "type": "object",
        "patternProperties": {"^/": {"$ref": "#/$defs/PathItem"}, "^x-": {}},
        "additionalProperties": False,
    },
    "Requirement": {
        "type": "object",
        "additionalProperties": {"type": "array", "items": {"type": "string"}},
    },
    "Ref": {"type": "object", "required": ["$ref"], "properties": {"$ref": {"type": "string"}}},
}


def form_of(family: str, version: str) -> str | None:
    """The name of the form that a document of a version has; None where none is known."""
    if family == "swagger":
        return "swagger-2.0"
    if family == "openapi":
        known = next((v for v in ("3.0", "3.1") if version.startswith(v)), "3.2")
        return f"openapi-{known}"
    if family == "asyncapi":
        return "asyncapi-3" if version.startswith("3") else "asyncapi-2"
    return None


@cache
def form(name: str) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a form."""
    definitions: dict[str, Any] = dict(_SPECIAL)
    responses: dict[str, Any] = dict(_SIMPLE["statuses"])
    responses["additionalProperties"] = _typed("Response*")
    responses["patternProperties"] = {"^x-": {}}
    definitions["Responses"] = responses
    if name in {"openapi-3.1", "openapi-3.2"}:
        definitions["Schema"] = {"$ref": _SCHEMA_31}
    callback = {"type": "object", "additionalProperties": _typed("PathItem*")}
    definitions["Callback"] = {**callback, "patternProperties": {"^x-": {}}}
    definitions |= dict(_objects(_TABLES[name]))
    if "Components" in definitions and name.startswith("openapi"):
        for held in definitions["Components"]["properties"].values():
            held["propertyNames"] = {"pattern": _NAME}
    for called in ("Parameter", "Header"):
        if called in definitions and name.startswith("openapi"):
            definitions[called]["anyOf"] = [{"required": ["schema"]}, {"required": ["content"]}]
    return {"$schema": _SCHEMA_31, "$ref": "#/$defs/Document", "$defs": definitions}


def _objects(table: str) -> list[tuple[str, dict[str, Any]]]:
    joined = re.sub(r"\n(?=\s)", " ", table)
    found = []
    for line in joined.splitlines():
        called, colon, rest = line.partition(":")
        if not colon:
            continue
        fields = [m.groups() for m in _FIELD.finditer(rest)]
        found.append(
            (
                called.strip(),
                {
                    "type": "object",
                    "required": [key for key, needed, _ in fields if needed],
                    "properties": {key: _typed(kind.strip()) for key, _, kind in fields},
                    "patternProperties": {"^x-": {}},
                    "additionalProperties": False,
                },
            )
        )
    return found


def _typed(kind: str) -> dict[str, Any]:
    if kind.startswith("["):
        return {"type": "array", "items": _typed(kind[1:-1])}
    if kind.startswith("{"):
        return {"type": "object", "additionalProperties": _typed(kind[1:-1])}
    if kind.startswith("("):
        return {"enum": kind[1:-1].split("|")}
    if kind.endswith("*"):
        asked = {"type": "object", "required": ["$ref"]}
        return {
            "if": asked,
            "then": {"$ref": "#/$defs/Ref"},
            "else": {"$ref": f"#/$defs/{kind[:-1]}"},
        }
    if kind.endswith("?"):
        return {"if": {"type": "boolean"}, "else": {"$ref": f"#/$defs/{kind[:-1]}"}}
    return dict(_SIMPLE[kind]) if kind in _SIMPLE else {"$ref": f"#/$defs/{kind}"}
