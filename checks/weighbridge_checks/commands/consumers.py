"""Where an estate keeps what its consumers rely on."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

#: the folder of an estate that holds the pacts
FOLDER = "consumers"
#: what tells the pacts in a folder from the files beside them
ENDING = ".pact.json"
#: what a consumer says it needs beside its pacts
NEEDS = "needs.yaml"
#: the file that makes a folder an estate
ESTATE = "estate.yaml"


def folder_near(place: Path) -> Path | None:
    """The folder of consumers in the estate that a file or folder belongs to."""
    here = place.absolute()
    for folder in (here, *here.parents):
        if (folder / FOLDER).is_dir() and (folder / ESTATE).is_file():
            return folder / FOLDER
        if (folder / ".git").exists():
            break
    return None
