"""Options that several commands share, so that they mean the same everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from weighbridge_checks.commands.declared import Option

if TYPE_CHECKING:
    import click

#: the forms in which a verdict can be told
FORMATS = ("text", "json", "markdown", "github")
#: of a change there are further forms, for services that show lists of results
VERDICT_FORMATS = (*FORMATS, "sarif", "junit", "html", "oasdiff-json")
#: and so there are of documents as they stand
REMARK_FORMATS = (*FORMATS, "sarif", "junit", "html")
#: the spelling of facts.Format, here again because a help page must not load the readers
KINDS = ("openapi", "asyncapi", "json-schema", "workflow")

#: the spelling of finding.Mode, here again for the same reason
MODES = (
    "none",
    "backward",
    "forward",
    "full",
    "backward-transitive",
    "forward-transitive",
    "full-transitive",
)

#: the forms in which remarks of standards can be told
review_format = Option(
    "--format",
    into="shape",
    choices=FORMATS,
    default="text",
    show_default=True,
    help="What to write to stdout.",
)
verdict_format = Option(
    "--format",
    into="shape",
    choices=VERDICT_FORMATS,
    default="text",
    show_default=True,
    help="What to write to stdout. `oasdiff-json` is a list in the shape of `oasdiff changelog"
    " --format json`: id (of its nearest check, else of our rule), text, comment, level (1 info,"
    " 2 warning, 3 error), operation, operationId, path, source, section, baseSource,"
    " revisionSource, fingerprint.",
)
verdict_outputs = Option(
    "--output",
    into="output",
    metavar="FORMAT=FILE",
    multiple=True,
    help="Also write FORMAT to FILE, from the same run. Repeatable.",
)
fail_on = Option(
    "--fail-on",
    into="fail_on",
    choices=("error", "warning", "info", "none"),
    help="The mildest finding that makes the exit code 1.  [default: error]",
)
mode = Option(
    "--mode",
    into="mode",
    choices=MODES,
    metavar="MODE",
    help="Who must understand whom: `backward` new readers old data, `forward` old readers new"
    " data, `full` both; with `-transitive` of every earlier version; `none` nobody."
    "  [default: backward]",
)
posture = Option(
    "--posture",
    into="posture",
    choices=("strict", "lenient"),
    help="Whether a writer may send properties that its schema does not declare."
    "  [default: lenient; strict for JSON Schema]",
)
color = Option(
    "--color",
    into="color",
    choices=("auto", "always", "never"),
    default="auto",
    help="Colours on stdout; NO_COLOR and FORCE_COLOR are heeded.  [default: auto]",
)
answer_format = Option(
    "--format",
    into="shape",
    choices=("text", "json"),
    default="text",
    show_default=True,
    help="What to write to stdout.",
)
consumers = Option(
    "--consumers",
    into="consumers",
    metavar="PATH",
    help="A pact, or a folder with pacts: findings name the consumers that they hit.",
)
registry = Option(
    "--registry",
    into="registry",
    metavar="URL",
    help="The registry to ask; else WEIGHBRIDGE_REGISTRY, `registry` in weighbridge.yaml, or"
    " http://127.0.0.1:8080.",
)


def _folder() -> click.ParamType[Any]:
    import click  # noqa: PLC0415 - a plain line does without it

    return click.Path(file_okay=False, path_type=str)


root = Option(
    "--root",
    into="root",
    kind=_folder,
    metavar="DIR",
    help="The folder that relative $refs may not leave.  [default: the document's own]",
)
verbose = Option(
    "--verbose",
    "-v",
    into="verbose",
    flag=True,
    help="Say on stderr how much was compared and proved.",
)
#: the spelling of facts.formats.dialects, here again for the same reason
DRAFTS = ("4", "6", "7", "2019-09", "2020-12")
draft = Option(
    "--draft",
    into="draft",
    choices=DRAFTS,
    help="What JSON Schemas are written in that do not say so by $schema.  [default: 2020-12]",
)
assert_formats = Option(
    "--assert-formats",
    into="assert_formats",
    flag=True,
    help="Take `format` (date-time, uuid, int32 …) for a promise about values, and not for a word.",
)
subject = Option(
    "--subject",
    into="subject",
    metavar="NAME",
    help="Whose rules, mode and posture of weighbridge.yaml count.",
)
