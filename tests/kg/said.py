"""The sentences that a module says, found by reading it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

HOLE = "7"
"""What stands in a sentence for what differs from time to time."""


def sentences(module: Path, says: Mapping[str, tuple[int, ...]]) -> Iterator[str]:
    """The sentences among the arguments of the calls that `says` names, by the places of those arguments.

    Arguments that are neither written there nor assigned in the module before are passed over.
    """
    tree = ast.parse(module.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", "") or getattr(node.func, "attr", "")
            for place in says.get(name, ()):
                for option in _options(node.args[place]) if len(node.args) > place else ():
                    if (said := _text(option, tree)) is not None:
                        yield said


def _options(node: ast.expr) -> list[ast.expr]:
    if isinstance(node, ast.IfExp):
        return [node.body, node.orelse]
    return node.values if isinstance(node, ast.BoolOp) else [node]


def _text(node: ast.expr, tree: ast.Module) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.Name):
        assigned = _assigned(node, tree)
        return _text(assigned, tree) if assigned is not None else None
    if isinstance(node, ast.BinOp):
        parts = [_text(node.left, tree), _text(node.right, tree)]
        return "".join(parts) if None not in parts else None  # type: ignore[arg-type]
    if isinstance(node, ast.JoinedStr):
        return "".join(_part(part, tree) for part in node.values)
    return None


def _part(part: ast.expr, tree: ast.Module) -> str:
    """What a part of an f-string says."""
    value = part.value if isinstance(part, ast.FormattedValue) else part
    return _text(value, tree) or HOLE


def _assigned(name: ast.Name, tree: ast.Module) -> ast.expr | None:
    """What was last assigned to a name above where it stands; a constant of the module may stand anywhere."""
    found = _assignments(tree).get(name.id, [])
    above = [node for node in found if node.lineno < name.lineno] or found
    return max(above, key=lambda node: node.lineno).value if above else None


@cache
def _assignments(tree: ast.Module) -> dict[str, list[ast.Assign]]:
    """By the name that is assigned to."""
    found: dict[str, list[ast.Assign]] = {}
    for node in ast.walk(tree):
        for target in node.targets if isinstance(node, ast.Assign) else ():
            if isinstance(target, ast.Name):
                found.setdefault(target.id, []).append(node)
    return found
