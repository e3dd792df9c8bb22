"""SQL of a migration kept in files: running one, and finding what an earlier one said of a function."""

import re
from pathlib import Path

from alembic import op

SQL = Path(__file__).parent / "sql"


def run(path: Path) -> None:
    """Run a file as it is, without looking for parameters in it."""
    execute(path.read_text())


def execute(statements: str) -> None:
    """Run statements as they are."""
    op.get_bind().execution_options(no_parameters=True).exec_driver_sql(statements)


def restore(path: Path, *functions: str) -> None:
    """Give functions back the bodies that an earlier file gave them."""
    source = path.read_text()
    for name in functions:
        found = re.search(rf"^CREATE (?:OR REPLACE )?FUNCTION {name}\(.*?^END \$\$;$", source, re.MULTILINE | re.DOTALL)
        if found is None:
            msg = f"{path.name} has no function {name}"
            raise LookupError(msg)
        execute(re.sub(r"^CREATE (OR REPLACE )?FUNCTION", "CREATE OR REPLACE FUNCTION", found.group(0)))
