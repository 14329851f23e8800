"""Rules about how the parts of a form are written, and how the characters of a body are coded."""

from __future__ import annotations

from weighbridge_checks.facts.change import Action, Change, Kind
from weighbridge_checks.verdicts.law import part_language, respelled, rewritten
from weighbridge_checks.verdicts.rule import On, rule
from weighbridge_checks.verdicts.wording import part, values


@rule(On(Action.CHANGED, Kind.ENCODING, "contentType"), law=part_language)
def form_part_language_changed(change: Change) -> str:
    """A part of a form is written in other media types.

    Consumers send the part in a media type that was named, or in any where none was. The provider
    by the new document reads others.

          paths:
            /depots:
              post:
                requestBody:
                  content:
                    multipart/form-data:
                      schema:
                        type: object
                        properties: {photo: {type: string, format: binary}}
        -             encoding: {photo: {contentType: "image/png, image/jpeg"}}
        +             encoding: {photo: {contentType: image/png}}
                responses: {"201": {description: kept}}

    Instead, go on to read what was named, until nobody sends it.
    """
    return f"{part(change)} is {_languages(change.after)}, it was {_languages(change.before)}"


@rule(On(Action.CHANGED, Kind.ENCODING, "style"), law=respelled)
def form_part_style_changed(change: Change) -> str:
    """A part of a form is written in another style.

    Consumers write it in the old way and the provider takes it apart in the new one: it sees one
    odd value, or refuses the form.

          paths:
            /depots:
              post:
                requestBody:
                  content:
                    application/x-www-form-urlencoded:
                      schema:
                        type: object
                        properties: {codes: {type: array, items: {type: string}}}
        -             encoding: {codes: {style: spaceDelimited, explode: false}}
        +             encoding: {codes: {style: pipeDelimited, explode: false}}
                responses: {"201": {description: kept}}

    Instead, add a part of another name in the new style beside the old one.
    """
    return f"{part(change)} is written in style {change.after}, before in {change.before}"


@rule(On(Action.CHANGED, Kind.ENCODING, "explode"), law=rewritten)
def form_part_explode_changed(change: Change) -> str:
    """The values of a list in a form are written apart, or together, unlike before.

    `codes=1&codes=2` and `codes=1,2` are the two ways. Consumers write the one, the provider by the
    new document reads the other.

          paths:
            /depots:
              post:
                requestBody:
                  content:
                    application/x-www-form-urlencoded:
                      schema:
                        type: object
                        properties: {codes: {type: array, items: {type: string}}}
        -             encoding: {codes: {explode: true}}
        +             encoding: {codes: {explode: false}}
                responses: {"201": {description: kept}}

    Instead, add a part of another name that is written in the new way beside the old one.
    """
    return f"{part(change)} has `explode` {change.after}, before {change.before}"


@rule(On(Action.CHANGED, Kind.MEDIA_TYPE, "charset"))
def media_type_charset_changed(change: Change) -> str:
    """A body names another coding of its characters, or none.

    JSON is UTF-8 whatever is named, and readers of texts look at what comes with the message.

          paths:
            /depots:
              get:
                responses:
                  "200":
                    description: all depots
                    content:
        -             application/json: {schema: {type: object}}
        +             application/json; charset=utf-8: {schema: {type: object}}

    Nothing has to be done, as long as the old coding is still read.
    """
    said = [f"'{c}'" if c else "not named" for c in (change.after, change.before)]
    return f"the charset of {part(change)} is {said[0]}, it was {said[1]}"


def _languages(said: object) -> str:
    return values(said) if said else "in any media type"
