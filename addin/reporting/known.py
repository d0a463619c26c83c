"""Which names a template may use, and which it uses wrongly: said before anything is written."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jinja2 import nodes

from addin.reporting.shapes import ANYTHING, PICTURE, Shape

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Fault:
    """A name that can't be used: what is wrong with it, and the line on which it stands."""

    line: int
    message: str


def faults_in(template: nodes.Template, root: Shape) -> list[Fault]:
    """The names in a parsed template that the form does not have."""
    check = _Check(root)
    check.visit(template, {})
    return check.faults


class _Check:
    def __init__(self, root: Shape) -> None:
        self.root = root
        self.faults: list[Fault] = []

    def visit(self, node: nodes.Node, scope: dict[str, Shape]) -> None:
        if isinstance(node, nodes.For):
            self._loop(node, scope)
        elif isinstance(node, nodes.Assign):
            shape = self.shape(node.node, scope)
            scope |= dict.fromkeys(_targets(node.target), shape)
        elif isinstance(node, nodes.Output):
            for printed in node.nodes:
                self._printed(printed, scope)
        elif isinstance(node, nodes.Expr):
            self.shape(node, scope)
        else:
            inner = dict(scope) if isinstance(node, (nodes.Macro, nodes.CallBlock)) else scope
            for child in node.iter_child_nodes():
                self.visit(child, inner)

    def _loop(self, node: nodes.For, scope: dict[str, Shape]) -> None:
        shape = self.shape(node.iter, scope)
        if shape.row is None and not shape.anything:
            self._fault(node, f"{_dotted(node.iter) or '这里'} 不是列表，不能逐行写（for）")
        row = shape.row or ANYTHING
        inner = {**scope, "loop": ANYTHING, **dict.fromkeys(_targets(node.target), row)}
        for child in [*node.body, *([node.test] if node.test else [])]:
            self.visit(child, inner)
        for child in node.else_:
            self.visit(child, dict(scope))

    def _printed(self, node: nodes.Node, scope: dict[str, Shape]) -> None:
        shape = self.shape(node, scope)
        if shape.below:
            name = _dotted(node)
            example = next(shape.value_names(name), "")
            self._fault(node, f"{name} 不是一个数，请写完整，例如 {example}")

    def shape(self, node: nodes.Node, scope: dict[str, Shape]) -> Shape:
        """What an expression stands for; names in it that there are not become faults."""
        if isinstance(node, (nodes.Getattr, nodes.Name)) or _constant_item(node):
            return self._named(node, scope)
        if isinstance(node, nodes.Filter) and node.node is not None:
            shape = self.shape(node.node, scope)
            for argument in node.args:
                self.visit(argument, scope)
            if node.name == "picture":
                if shape is not PICTURE and not shape.anything:
                    self._fault(node, f"{_dotted(node)} 不是图，不能用 picture；图在 charts 里，例如 {self._chart()}")
                return Shape()
            return _chapters(shape) if node.name == "chapters" else shape
        for child in node.iter_child_nodes():
            self.visit(child, scope)
        return Shape() if isinstance(node, nodes.Const) else ANYTHING

    def _chart(self) -> str:
        charts = self.root.below["charts"].below
        return f"{{%p for chart in charts.{next(iter(charts), '…')} %}}"

    def _named(self, node: nodes.Node, scope: dict[str, Shape]) -> Shape:
        path = _path(node)
        if path is None:  # an attribute of something computed in the template
            return ANYTHING
        first, *further = path
        shape = scope.get(first) or self.root.below.get(first)
        if shape is None and first in ("range", "dict", "namespace", "cycler", "joiner", "lipsum"):
            return ANYTHING
        for step in further:
            if shape is None or shape.anything:
                break
            shape = shape.below.get(step)
        if shape is None:
            self._unknown(node, path, scope)
            return ANYTHING
        return shape

    def _unknown(self, node: nodes.Node, path: list[str], scope: Mapping[str, Shape]) -> None:
        name = ".".join(path)
        local = scope.get(path[0])
        known = list(local.value_names(path[0])) if local is not None else _known(self.root, scope)
        close = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
        self._fault(node, f"没有名为 {name} 的指标{f'（是否 {close[0]}？）' if close else ''}")

    def _fault(self, node: nodes.Node, message: str) -> None:
        self.faults.append(Fault(node.lineno, message))


def _chapters(shape: Shape) -> Shape:
    levels = {f"level{number}": Shape() for number in (1, 2, 3)}
    return Shape(row=Shape({**(shape.row.below if shape.row else {}), **levels}))


def _known(root: Shape, scope: Mapping[str, Shape]) -> list[str]:
    return [*root.value_names(), *(name for key, shape in scope.items() for name in shape.value_names(key))]


def _targets(target: nodes.Node) -> list[str]:
    found = [target] if isinstance(target, nodes.Name) else target.find_all(nodes.Name)
    return [name.name for name in found]


def _constant_item(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str)


def _path(node: nodes.Node) -> list[str] | None:
    steps: list[str] = []
    while not isinstance(node, nodes.Name):
        if isinstance(node, nodes.Getattr):
            steps.append(node.attr)
        elif isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            steps.append(node.arg.value)
        else:
            return None
        node = node.node
    return [node.name, *reversed(steps)]


def _dotted(node: nodes.Node) -> str:
    if isinstance(node, nodes.Filter) and node.node is not None:
        return _dotted(node.node)
    return ".".join(_path(node) or [])
