"""Git's side of the world: the files of a revision, and what changed since one."""

from __future__ import annotations

import os
import posixpath
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from weighbridge_checks.commands.errors import WrongUseError
from weighbridge_checks.commands.trees import too_large
from weighbridge_checks.facts.formats.errors import CannotOpenError
from weighbridge_checks.facts.formats.limits import LIMITS
from weighbridge_checks.facts.nearness import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from git import Blob, Commit, Repo
    from git.objects import Tree as GitTree

LINK = 0o120000


class RevisionTree(NamedTuple):
    """The files of one commit."""

    repo: Repo
    commit: Commit
    #: the revision as the person named it
    revision: str
    wider: str = "a repository's documents can not reach out of it"

    def read(self, path: str) -> bytes:
        """The bytes of a file."""
        try:
            blob = self.commit.tree.join(path)
        except KeyError as error:
            raise CannotOpenError(path, f"there is no such file in {self.revision}") from error
        if blob.type != "blob":
            raise CannotOpenError(path, f"it is no file in {self.revision}")
        return _content(blob, path)

    def names(self, folder: str) -> tuple[str, ...]:
        """The files that lie directly in a folder."""
        return tuple(b.name for b in self._folder(folder).blobs)

    def folders(self, folder: str) -> tuple[str, ...]:
        """The folders that lie directly in a folder."""
        return tuple(t.name for t in self._folder(folder).trees)

    def show(self, path: str) -> str:
        """The file as `git show` would name it."""
        return f"{self.revision}:{path}"

    def has(self, path: str) -> bool:
        """Whether a file stands there."""
        try:
            return bool(self.commit.tree.join(path).type == "blob")
        except KeyError:
            return False

    def is_folder(self, path: str) -> bool:
        """Whether the path leads to a folder."""
        try:
            return path in ("", ".") or self.commit.tree.join(path).type == "tree"
        except KeyError:
            return False

    def _folder(self, folder: str) -> GitTree:
        try:
            found = self.commit.tree.join(folder) if folder not in ("", ".") else self.commit.tree
        except KeyError as error:
            raise CannotOpenError(folder, f"there is no such folder in {self.revision}") from error
        if found.type != "tree":
            raise CannotOpenError(folder, f"it is no folder in {self.revision}")
        return found


class StagedTree(NamedTuple):
    """The files of the index, which `git show` calls `:path`."""

    repo: Repo
    wider: str = "a repository's documents can not reach out of it"

    def read(self, path: str) -> bytes:
        """The bytes of a file."""
        entry = self.repo.index.entries.get((path, 0))
        if entry is None:
            raise CannotOpenError(path, "there is no such file in the index")
        return _content(entry.to_blob(self.repo), path)

    def names(self, folder: str) -> tuple[str, ...]:
        """The files that lie directly in a folder."""
        within = [p for p in self._paths() if posixpath.dirname(p) == folder]
        return tuple(sorted(posixpath.basename(p) for p in within))

    def folders(self, folder: str) -> tuple[str, ...]:
        """The folders that lie directly in a folder."""
        start = f"{folder}/" if folder else ""
        rests = [p[len(start) :] for p in self._paths() if p.startswith(start)]
        return tuple(sorted({r.partition("/")[0] for r in rests if "/" in r}))

    def show(self, path: str) -> str:
        """The file as `git show` would name it."""
        return f":{path}"

    def is_folder(self, path: str) -> bool:
        """Whether files lie below the path."""
        return any(p.startswith(f"{path}/") for p in self._paths())

    def _paths(self) -> list[str]:
        return [str(path) for path, _ in self.repo.index.entries]


def repository(start: Path | None = None) -> Repo:
    """The repository that a folder belongs to."""
    try:
        import git  # noqa: PLC0415 - it costs 90 ms, and runs git to see whether it is there
    except ImportError as error:
        raise WrongUseError("the program git is needed for this; install it") from error
    where = start or Path.cwd()
    try:
        return git.Repo(where, search_parent_directories=True)
    except (git.InvalidGitRepositoryError, git.NoSuchPathError) as error:
        raise WrongUseError(
            f"'{where}' is in no git repository; run this in one, or compare two files with"
            " `weighbridge diff OLD NEW`"
        ) from error


def top_of(repo: Repo) -> Path:
    """The folder that the repository's paths are counted from."""
    if repo.working_tree_dir is None:
        raise WrongUseError(f"'{repo.git_dir}' has no work tree to compare; check one out")
    return Path(repo.working_tree_dir)


def tree_of(repo: Repo, revision: str) -> RevisionTree:
    """The files of a revision, however git lets it be written."""
    return RevisionTree(repo, commit_of(repo, revision), revision)


def commit_of(repo: Repo, revision: str) -> Commit:
    """The commit that a revision leads to."""
    import git  # noqa: PLC0415 - loaded already, by repository()

    if not revision or revision.startswith("-"):
        raise WrongUseError(f"'{revision}' is no git revision")
    try:
        name = repo.git.rev_parse("--verify", "--quiet", f"{revision}^{{commit}}")
        return repo.commit(name)
    except git.GitCommandError as error:
        if (words := _told(error)) and "dubious ownership" in words:
            raise WrongUseError(f"git refuses this repository: {words}") from error
        raise WrongUseError(_no_such(repo, revision)) from error
    except (ValueError, git.ODBError) as error:
        raise WrongUseError(_no_such(repo, revision)) from error


def merge_base(repo: Repo, revision: str) -> RevisionTree:
    """The files of the commit where the current branch left another one."""
    bases = repo.merge_base(commit_of(repo, revision), "HEAD")
    if not bases:
        raise WrongUseError(
            f"'{revision}' and HEAD have no commit in common; in a shallow clone, fetch more of"
            " the history (fetch-depth: 0)"
        )
    return RevisionTree(repo, bases[0], revision)


def changed_since(tree: RevisionTree, paths: Iterable[str]) -> set[str]:
    """The paths in which the work tree differs from a revision, files unknown to git included."""
    places = [p or "." for p in paths]
    differences = tree.commit.diff(None, paths=tuple(places), no_renames=True)
    found = {p for d in differences for p in (d.a_path, d.b_path) if p}
    return found | set(untracked(tree.repo, places))


def untracked(repo: Repo, places: list[str]) -> list[str]:
    """The files below some places that git does not know and was not told to ignore."""
    listed = repo.git.ls_files("-z", "--others", "--exclude-standard", "--", *places)
    return [p for p in listed.split("\0") if p]


def present(repo: Repo, paths: Iterable[str]) -> set[str]:
    """The files of the work tree below some places, but for those that git is to ignore."""
    places = [p or "." for p in paths]
    known = [p for p in repo.git.ls_files("-z", "--", *places).split("\0") if p]
    top = top_of(repo)
    return {p for p in [*known, *untracked(repo, places)] if os.path.lexists(top / p)}


def _content(blob: Blob, path: str) -> bytes:
    if blob.mode == LINK:
        raise CannotOpenError(path, "it is a symbolic link, which is not followed in a revision")
    if blob.size > LIMITS.bytes:
        raise CannotOpenError(path, too_large())
    data: bytes = blob.data_stream.read()
    return data


def _told(error: Exception) -> str:
    return " ".join(str(getattr(error, "stderr", "")).split())


def _no_such(repo: Repo, revision: str) -> str:
    names = [r.name for r in repo.references]
    near = nearest(revision, names, most=3)
    # `main` where only `origin/main` was fetched is the usual case in CI
    near = [n for n in names if n.endswith(f"/{revision}")] or near
    if near:
        return f"there is no git revision '{revision}'; did you mean {_either(near)}?"
    return (
        f"there is no git revision '{revision}'; in a fresh clone it may have to be fetched first"
        f" (git fetch origin {revision.removeprefix('origin/')})"
    )


def _either(names: list[str]) -> str:
    return " or ".join(f"'{n}'" for n in names)
