"""The menus' labels in each language: no two entries of the application are called the same."""

from collections import Counter
from pathlib import Path

import polib
import pytest

I18N = Path(__file__).resolve().parents[2] / "i18n"


@pytest.mark.parametrize("path", sorted(I18N.glob("*.po")), ids=lambda path: path.stem)
def test_no_label_twice(path):
    labels = Counter(
        entry.msgstr
        for entry in polib.pofile(str(path))
        if entry.msgstr and any(name.startswith("model:ir.ui.menu,name") for name, _line in entry.occurrences)
    )
    assert [label for label, count in labels.items() if count > 1] == []
