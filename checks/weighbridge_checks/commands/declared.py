"""How a command is declared: once, for click and for lines that are plainly written.

To import click takes longer than to start Python twice. So a command for which people wait reads a
plain line by itself: every option by its whole name, with one of the values that it can have.
Whatever is not plain (a question for help, a slip of the pen) is left to click and its words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import click

    Run = Callable[..., int]
    Function = TypeVar("Function", bound=Callable[..., Any])


class Argument(NamedTuple):
    """What a word means by its place; `many` takes all that the others leave."""

    name: str
    metavar: str | None = None
    many: bool = False
    required: bool = True


class Option:
    """What a word says by its name. As a decorator it gives itself to a command of click.

    `into` is the parameter that gets the value. `kind` makes click's type of a value that has to
    be looked at more closely than for being one of the choices.
    """

    def __init__(  # noqa: PLR0913 - one parameter for each thing that can be said
        self,
        *names: str,
        into: str,
        help: str,  # noqa: A002 - click's word
        choices: Sequence[str] = (),
        kind: Callable[[], click.ParamType[Any]] | None = None,
        metavar: str | None = None,
        default: str | None = None,
        show_default: bool = False,
        required: bool = False,
        multiple: bool = False,
        flag: bool = False,
    ) -> None:
        self.names = names
        self.into = into
        self.help = help
        self.choices = choices
        self.kind = kind
        self.metavar = metavar
        self.default = default
        self.show_default = show_default
        self.required = required
        self.multiple = multiple
        self.flag = flag

    def __call__(self, function: Function) -> Function:
        """Give the option to a function of which click makes a command."""
        import click  # noqa: PLC0415 - what all of this is there to avoid

        said: dict[str, Any] = {"help": self.help}
        if self.choices:
            said["type"] = click.Choice(self.choices)
        if self.kind is not None:
            said["type"] = self.kind()
        if self.metavar is not None:
            said["metavar"] = self.metavar
        if self.default is not None:
            said |= {"default": self.default, "show_default": self.show_default}
        said |= {"is_flag": self.flag} if self.flag else {"multiple": self.multiple}
        return click.option(*self.names, self.into, required=self.required, **said)(function)

    @property
    def unsaid(self) -> Any:
        """The value where a line does not name the option."""
        if self.flag:
            return False
        return () if self.multiple else self.default


class Command(NamedTuple):
    """A function that a line calls: its docstring is the help."""

    name: str
    run: Run
    arguments: tuple[Argument, ...]
    options: tuple[Option, ...]

    def plain(self, words: Sequence[str]) -> dict[str, Any] | None:
        """The parameters that a plain line gives; None where click has to read it."""
        named = {name: option for option in self.options for name in option.names}
        given = {option.into: option.unsaid for option in self.options}
        loose: list[str] = []
        rest = iter(words)
        for word in rest:
            if word == "-" or not word.startswith("-"):
                loose.append(word)
                continue
            name, equals, value = word.partition("=")
            option = named.get(name)
            if option is None or option.kind is not None or (option.flag and equals):
                return None
            if option.flag:
                given[option.into] = True
                continue
            value = value if equals else next(rest, "")
            if value[:1] in ("", "-") or (option.choices and value not in option.choices):
                return None
            given[option.into] = (*given[option.into], value) if option.multiple else value
        if "" in loose or any(o.required and not given[o.into] for o in self.options):
            return None
        return self._placed(loose, given)

    def _placed(self, loose: list[str], given: dict[str, Any]) -> dict[str, Any] | None:
        left = len(loose) - sum(not argument.many for argument in self.arguments)
        for argument in self.arguments:
            if argument.many:
                if left < argument.required:
                    return None
                given[argument.name] = tuple(loose[:left])
                loose, left = loose[left:], 0
            elif loose:
                given[argument.name] = loose[0]
                loose = loose[1:]
            else:
                return None
        return None if loose else given

    def clicked(self) -> click.Command:
        """The same command as click knows it."""
        import click  # noqa: PLC0415 - as above

        function = self.run
        for option in reversed(self.options):
            function = option(function)
        for argument in reversed(self.arguments):
            function = click.argument(
                argument.name,
                nargs=-1 if argument.many else 1,
                required=argument.required,
                metavar=argument.metavar,
            )(function)
        return click.command(self.name)(function)


def command(*parts: Argument | Option, name: str | None = None) -> Callable[[Run], Command]:
    """Make a command of the function below, whose name is the command's."""

    def declare(run: Run) -> Command:
        return Command(
            name=name or run.__name__,
            run=run,
            arguments=tuple(p for p in parts if isinstance(p, Argument)),
            options=tuple(p for p in parts if isinstance(p, Option)),
        )

    return declare
