"""The wall before every table that people write to with a text; who is not on a list links to nothing on it.

Revision ID: 0107
Revises: 0106
"""

from pathlib import Path

from alembic import op

revision = "0107"
down_revision = "0106"
branch_labels = None
depends_on = None

SQL = Path(__file__).parent.parent / "sql" / "0107"


def _run(path: Path) -> None:
    op.get_bind().execution_options(no_parameters=True).exec_driver_sql(path.read_text())


def upgrade() -> None:
    """Put the wall up, and ask the list."""
    for path in sorted(SQL.glob("[1-5]*.sql")):
        _run(path)


def downgrade() -> None:
    """As it was."""
    _run(SQL / "90_down.sql")
