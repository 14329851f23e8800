"""YAML 1.2 as another program writes it: PyYAML, made to quote what 1.2 takes for no text."""

from __future__ import annotations

from typing import Any

import yaml

#: What is plain text in every version of YAML begins with a letter and is no word for a value.
WORDS = frozenset({"null", "true", "false"})


class _Dumper(yaml.SafeDumper):
    pass


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    plain = text[:1].isalpha() and text.lower() not in WORDS
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if plain else '"')


_Dumper.add_representer(str, _text)


def as_yaml(value: Any, **layout: Any) -> str:
    """The text of a value, in whichever layout PyYAML knows."""
    text = yaml.dump(value, Dumper=_Dumper, **layout)
    assert isinstance(text, str)
    return text
