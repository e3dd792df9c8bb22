"""A YAML file as nodes, each of which knows its line; no value is constructed and no tag is obeyed."""

from collections.abc import Iterable
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode
from ruamel.yaml.reader import ReaderError

from domain.soundness import Place


class NotYamlError(Exception):
    """The file's bytes are no YAML document."""

    def __init__(self, line_from_zero: int, what: str) -> None:
        super().__init__(what)
        self.line = line_from_zero + 1
        self.what = what


def syntax_tree(content: bytes) -> Node:
    """Compose the nodes.

    Raises:
        NotYamlError: With the line at which the content is none.
    """
    try:
        text = content.decode()
        root = YAML(typ="safe", pure=True).compose(text)
    except UnicodeDecodeError as fault:
        raise NotYamlError(content[: fault.start].count(b"\n"), "this is not UTF-8") from fault
    except ReaderError as fault:
        line = text[: fault.position].count("\n")
        raise NotYamlError(line, f"character U+{fault.character:04X} is not allowed") from fault
    except MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        what = fault.problem or fault.context or "unreadable"
        raise NotYamlError(mark.line if mark else 0, what) from fault
    if not isinstance(root, Node):
        raise NotYamlError(0, "the file is empty")
    return root


def lines_of(path: Path, places: Iterable[Place]) -> tuple[int, ...]:
    """Return the lines, from 1, where places of a file that was read begin; of one that is not there, its parent's.

    Raises:
        OSError: The file cannot be opened.
    """
    root = syntax_tree(path.read_bytes())
    return tuple(_line_below(root, place) for place in places)


def _line_below(node: Node, place: Place) -> int:
    for step in place:
        child: Node | None = None
        if isinstance(node, MappingNode):
            child = next((value for key, value in node.value if key.value == step), None)
        elif isinstance(node, SequenceNode) and isinstance(step, int):
            child = next(iter(node.value[step : step + 1]), None)
        if child is None:
            break
        node = child
    line: int = node.start_mark.line
    return line + 1
