"""The events of a YAML text, and the parser's errors in words that help.

They come from libyaml where PyYAML was built with it, and else from the same parser in Python.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from yaml.events import ScalarEvent
from yaml.parser import Parser
from yaml.reader import Reader, ReaderError
from yaml.scanner import Scanner

from weighbridge_checks.facts.formats.errors import NotYamlError, UnreadableContractError
from weighbridge_checks.facts.formats.lines import Lines, place
from weighbridge_checks.facts.formats.words import brief

if TYPE_CHECKING:
    from collections.abc import Callable

    import yaml

#: Line ends to YAML 1.1, and so to the parser; to YAML 1.2 they are characters like others.
_FORMER_BREAKS = ("\x85", "\u2028", "\u2029")
_MARK = b"\xef\xbb\xbf"
_MARK_WITHIN = re.compile(rb"(?:\A|[\r\n])(\xef\xbb\xbf)")
_PRIVATE = range(0xE000, 0xF900)

#: What the parser says, and what to do about it. The first that is found in its words counts.
_ADVICE = (
    ("mapping values are not allowed", "put the text in quotes if it has ': ' in it, or indent"),
    ("cannot start any token", "put the text in quotes, and indent with spaces, not with tabs"),
    ("tab character", "indent with spaces, not with tabs"),
    ("keys are not allowed", "start the mapping on a line of its own"),
    ("could not find expected ':'", "write 'key: value', or indent what belongs to a text"),
    ("invalid Unicode character escape", "write the character itself, not half of it"),
    ("unknown escape character", "use single quotes, where \\ is a plain character"),
    ("unexpected end of stream", "add the closing quote, or restore what was cut off"),
    ("expected ',' or '}'", "close the '{' with '}', or restore what was cut off"),
    ("expected ',' or ']'", "close the '[' with ']', or restore what was cut off"),
    ("found unexpected ':'", "put the text in quotes"),
    ("expected key", "indent it like the keys beside it"),
    ("block end", "indent it like the lines beside it"),
    ("'-' indicator", "indent it like the items beside it"),
    ("block sequence entries are not allowed", "start the list on a line of its own"),
    ("document start", "remove what follows the end of the document"),
    ("incompatible YAML document", "write %YAML 1.2, or remove the line"),
    ("undefined tag handle", "remove the tag"),
    ("nesting", "move inner parts out and refer to them"),
)


class Fault(Exception):  # noqa: N818 - caught where the file's name is known, and made an error there
    """What is wrong with the event that is being read, or with the one whose mark is given."""

    def __init__(self, reason: str, mark: Any = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.mark = mark


class PureParser(Reader, Scanner, Parser):
    """PyYAML's parser in Python, without the composer that turns events into 1.1 values."""

    def __init__(self, text: bytes) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)


PARSER: Callable[[bytes], Any] = PureParser
try:
    from yaml.cyaml import CParser  # type: ignore[attr-defined] # the stubs leave it out
except ImportError:  # PyYAML was built without libyaml
    pass
else:
    PARSER = CParser


def source(text: bytes, parser: Callable[[bytes], Any] = PARSER) -> Callable[[], Any]:
    """The function that gives the next event of a UTF-8 text."""
    stand_ins = _stand_ins(text)
    for former, stand_in in stand_ins.items():
        text = text.replace(chr(former).encode(), chr(stand_in).encode())
    following: Callable[[], Any] = parser(text).get_event
    if not stand_ins and parser is not PureParser:
        return following
    return _restoring(following, {stand_in: former for former, stand_in in stand_ins.items()})


def check_marks(text: bytes, file: str) -> None:
    """Refuse a byte order mark within the text, as joining files leaves it: libyaml skips some."""
    if _MARK in text and (found := _MARK_WITHIN.search(text)):
        reason = "holds a byte order mark (U+FEFF, which is invisible) here; remove it"
        raise UnreadableContractError(file, reason, *Lines(text).place(found.start(1)))


def _stand_ins(text: bytes) -> dict[int, int]:
    """Private characters that the text does not use, for those that the parser would break at."""
    present = [ord(former) for former in _FORMER_BREAKS if former.encode() in text]
    if not present:
        return {}
    unused = (code for code in _PRIVATE if chr(code).encode() not in text)
    return {former: next(unused) for former in present}


def _restoring(following: Callable[[], Any], back: dict[int, int]) -> Callable[[], Any]:
    def restored() -> Any:
        event = following()
        if isinstance(event, ScalarEvent):
            event.value = event.value.translate(back)
            if not event.value.isascii():
                _check_characters(event)
        return event

    return restored


def _check_characters(event: Any) -> None:
    # libyaml refuses an escape for half of a character; the parser in Python lets it through.
    try:
        event.value.encode()
    except UnicodeEncodeError as error:
        reason = "an escape is half of a character here; write the character itself"
        raise Fault(reason, event.start_mark) from error


def explained(error: yaml.YAMLError, text: bytes, file: str) -> NotYamlError:
    """The parser's error with its place, in a sentence that says what to do."""
    if isinstance(error, ReaderError):
        return _unprintable(error, text, file)
    said = str(getattr(error, "problem", None) or "the text is not YAML")
    context = getattr(error, "context", None)
    advice = next((do for words, do in _ADVICE if words in said), "mend the text there")
    reason = f"is not YAML: {said}{f' {context}' if context else ''}; {advice}"
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:
        return NotYamlError(file, reason)
    if mark.line > text.count(b"\n"):  # libyaml ends every text with a line that is not there
        return NotYamlError(file, reason, *Lines(text).place(len(text)))
    return NotYamlError(file, reason, mark.line + 1, mark.column + 1)


def _unprintable(error: ReaderError, text: bytes, file: str) -> NotYamlError:
    code = error.character if isinstance(error.character, int) else ord(error.character[0])
    string = text.decode()
    character = chr(code)
    line, column = place(string, max(string.find(character), 0))
    reason = (
        f"holds the control character U+{code:04X}, which YAML does not allow; "
        f"remove it, or write it in double quotes as {brief(character)[1:-1]}"
    )
    return NotYamlError(file, reason, line, column)
