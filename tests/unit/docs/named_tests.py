"""The tests that a document names, as `file.py::test_name`."""

import ast
import re
from collections.abc import Iterable

from tools.reference import ROOT


def named_in(text: str) -> list[str]:
    """Whatever stands between backquotes."""
    return re.findall(r"`([^`]+)`", text)


def missing(node_ids: Iterable[str]) -> list[str]:
    """Those that no file has."""
    return [node_id for node_id in node_ids if not _is_there(node_id)]


def _is_there(node_id: str) -> bool:
    file, _, name = node_id.partition("::")
    path = ROOT / file
    if not path.is_file():
        return False
    found = ast.parse(path.read_text(encoding="utf-8"))
    return name in {node.name for node in found.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
