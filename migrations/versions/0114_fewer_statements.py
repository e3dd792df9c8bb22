"""A sign-off in fewer statements.

Revision ID: 0114
Revises: 0113
"""

from pathlib import Path

from alembic import op

revision = "0114"
down_revision = "0113"
branch_labels = None
depends_on = None

SQL = Path(__file__).parent.parent / "sql" / "0114"


def _run(path: Path) -> None:
    op.get_bind().execution_options(no_parameters=True).exec_driver_sql(path.read_text())


def upgrade() -> None:
    """Make them fewer."""
    for path in sorted(SQL.glob("[1-6]*.sql")):
        _run(path)


def downgrade() -> None:
    """Have them all again."""
    _run(SQL / "90_down.sql")
