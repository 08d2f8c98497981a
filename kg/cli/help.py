"""Help in Chinese and English: each sentence as the program says it, and the Chinese that `help.toml` has for it.

click translates its own words through gettext. That is not used here: gettext picks one language by the locale, says
nothing in the C locale of servers, and would need compiled catalogues. What click knows of a command is asked for
instead, and written by the columns that a terminal gives it, of which an ideograph takes two.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Sequence

import click
from click.core import augment_usage_errors
from wcwidth import wcswidth

from kg.bilingual import Bilingual, Sentences

TEXTS = Sentences("kg.cli", "help.toml")
"""What the commands say of themselves."""

_WIDEST_TERM = 22
_GAP = 2
# What stays together where a line is broken: a Latin word or one wide character, with the marks that belong to it.
_PIECE = re.compile(r"\s*[（“《]*(?:[^\s\u2e80-\uffff“”]+|\S)[，。；：、？）”》]*")

Row = tuple[str, Bilingual]


class Command(click.Command):
    """A command whose help is in both languages."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse arguments, and see to it that every error says of which command it is."""
        with augment_usage_errors(ctx):
            return super().parse_args(ctx, args)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write how the command is called, a line in each language."""
        pieces = [TEXTS.both(word) for piece in self.collect_usage_pieces(ctx) for word in piece.split()]
        called = TEXTS.both(f"Usage: {ctx.command_path}")
        chinese = " ".join([called.zh, *(piece.zh for piece in pieces)])
        _write(formatter, Bilingual(chinese, " ".join([called.en, *(piece.en for piece in pieces)])))

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the command does, paragraph by paragraph."""
        for paragraph in _paragraphs(self):
            formatter.write_paragraph()
            with formatter.indentation():
                _write(formatter, TEXTS.both(paragraph))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, and what each is for."""
        options = [option for option in self.get_params(ctx) if isinstance(option, click.Option)]
        records = ((option.get_help_record(ctx), _said(option, ctx)) for option in options)
        _write_section(formatter, "Options", [(record[0], said) for record, said in records if record is not None])


class Group(Command, click.Group):
    """A command with commands of its own, all with help in both languages."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, then the commands."""
        super().format_options(ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands, and what each does."""
        commands = [self.commands[name] for name in self.list_commands(ctx)]
        _write_section(
            formatter, "Commands", [(each.name or "", TEXTS.both(_paragraphs(each)[0])) for each in commands]
        )


def _paragraphs(command: click.Command) -> list[str]:
    return [" ".join(paragraph.split()) for paragraph in inspect.cleandoc(command.help or "").split("\n\n")]


def _said(option: click.Option, ctx: click.Context) -> Bilingual:
    """What an option is for, with its default and range in brackets."""
    extra = option.get_help_extra(ctx)
    notes = [f"env var: {name}" for name in extra.get("envvars", ())]
    if "default" in extra:
        notes.append(f"default: {extra['default']}")
    notes += [extra[key] for key in ("range", "required") if key in extra]
    text, noted = TEXTS.both(option.help or ""), TEXTS.both(*notes)
    return Bilingual(f"{text.zh}（{noted.zh}）", f"{text.en} [{noted.en}]") if notes else text


def _write_section(formatter: click.HelpFormatter, heading: str, rows: Sequence[Row]) -> None:
    """Write terms with what is said of each beside it, or below it if the term is wide."""
    widest = max((wcswidth(term) for term, _ in rows if wcswidth(term) <= _WIDEST_TERM), default=_WIDEST_TERM)
    with formatter.section(str(TEXTS.both(heading))):
        for term, said in rows:
            first, *others = _lines(said, formatter.width - formatter.current_indent - widest - _GAP)
            room = widest + _GAP - wcswidth(term)
            beside = [" " * (widest + _GAP) + line for line in others]
            if room >= _GAP:
                beside.insert(0, f"{term}{' ' * room}{first}")
            else:
                beside[:0] = [term, " " * (widest + _GAP) + first]
            _put(formatter, beside)


def _write(formatter: click.HelpFormatter, said: Bilingual) -> None:
    _put(formatter, _lines(said, formatter.width - formatter.current_indent))


def _put(formatter: click.HelpFormatter, lines: Iterable[str]) -> None:
    for line in lines:
        formatter.write(" " * formatter.current_indent + line + "\n")


def _lines(said: Bilingual, width: int) -> list[str]:
    """The Chinese, then the English, in lines of at most `width` columns; one of them where both are the same."""
    return [line for text in dict.fromkeys((said.zh, said.en)) for line in _wrapped(text, width)]


def _wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for piece in _PIECE.findall(text):
        if lines[-1] and wcswidth(lines[-1] + piece) > width:
            lines.append(piece.lstrip())
        else:
            lines[-1] += piece
    return lines
