"""The table of error codes is the code's: none is missing, none is there that nothing raises."""

import re
from pathlib import Path

from tests.api.codes import every_code

TABLE = Path(__file__).parents[2] / "docs" / "errors.md"
ROW = re.compile(r"^\| ((?:`[a-z_]+`(?:, )?)+) \| (\d{3}) \| (.+) \| (.+) \|$", re.MULTILINE)


def documented() -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for codes, status, _, _ in ROW.findall(TABLE.read_text(encoding="utf-8")):
        for code in re.findall(r"[a-z_]+", codes):
            assert code not in found, f"{code} stands there twice"
            found[code] = {int(status)}
    return found


def test_every_code_is_in_the_table_with_its_status() -> None:
    assert every_code() == documented()


def test_every_row_of_the_table_is_read() -> None:
    rows = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    assert len(rows) == len(ROW.findall("\n".join(rows)))
