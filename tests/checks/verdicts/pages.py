"""The example on a rule's page as the two documents that it stands for."""

from __future__ import annotations

from textwrap import indent
from typing import TYPE_CHECKING

from weighbridge_checks.facts.change import Kind

if TYPE_CHECKING:
    from weighbridge_checks.verdicts.rule import Rule

OPENAPI = "openapi: 3.1.0"
PARTS = {
    "info": "info: {title: things, version: 1.0.0}",
    "paths": 'paths: {/things: {get: {responses: {"200": {description: things}}}}}',
    "components": """\
components:
  securitySchemes:
    apiKey: {type: apiKey, in: header, name: X-Key}
    oauth: {type: oauth2, flows: {clientCredentials: {tokenUrl: /t, scopes: {}}}}""",
}
#: a workflow, of which a page shows the parts that matter
WORKFLOW = {
    "workflow": "order",
    "version": "1.0.0",
    "entity": "order",
    "key": "orderNumber",
    "states": "[{name: created}, {name: packed}, {name: shipped}, {name: cancelled}]",
    "initial": "[created]",
    "terminal": "[shipped, cancelled]",
    "creation_events": "[{event: order.created, to: created}]",
    "transitions": """
  - {from: created, to: packed, on: order.packed}
  - {from: packed, to: shipped, on: order.shipped}
  - {from: created, to: cancelled, on: order.cancelled}""",
}
REQUEST = """\
paths:
  /things:
    post:
      requestBody:
        required: true
        content:
          application/json:
            schema:
{schema}
      responses: {{"201": {{description: made}}}}"""
RESPONSE = """\
paths:
  /things:
    get:
      responses:
        "200":
          description: things
          content:
            application/json:
              schema:
{schema}"""


def documents(rule: Rule) -> tuple[str, str]:
    """Before and after the diff on the page, each as a whole document."""
    if all(on.kind is Kind.PROMISE for on in rule.on):
        return rule.example  # a part of a card
    before, after = (_document(rule.id, text) for text in rule.example)
    return before, after


def _document(rule: str, text: str) -> str:
    if rule.startswith("workflow-"):
        return _workflow(text)
    first = text.split(":", maxsplit=1)[0]
    if first in {"channels", "operations"}:
        return f"asyncapi: 3.0.0\n{PARTS['info']}\n{text}\n"
    if first not in {"info", "paths", "servers", "security", "components"}:
        body = REQUEST if rule.startswith("request-") else RESPONSE
        text, first = body.format(schema=indent(text, " " * 16)), "paths"
    rest = [said for part, said in PARTS.items() if f"\n{part}:" not in f"\n{text}"]
    return "\n".join([OPENAPI, *rest, text]) + "\n"


def _workflow(text: str) -> str:
    """A workflow with the parts on the page in place of its own."""
    said = {line.split(":", maxsplit=1)[0] for line in text.splitlines() if line[:1].isalpha()}
    rest = [f"{part}: {words}" for part, words in WORKFLOW.items() if part not in said]
    return "\n".join([*rest, text]) + "\n"
