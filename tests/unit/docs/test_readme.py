"""The first page a stranger reads is short, and every way it points to exists."""

import re
from pathlib import Path

import pytest

from tools.reference import ROOT

PAGES = (ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md")))


def test_readme_has_fewer_than_120_lines() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) < 120


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_to_a_file(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?://|#)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_every_folder_of_the_house_is_named_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    folders = [path.parent.name for path in ROOT.glob("*/__init__.py") if path.parent.name != "tools"]
    assert [name for name in folders if f"\n{name}/ " not in readme] == []
