"""Positions of record: register, cites, assertions, conflicts, what was said, holders, contacts and parity.

Revision ID: 0004
Revises: 0007
"""

from pathlib import Path

from alembic import op

revision = "0004"
down_revision = "0007"
branch_labels = None
depends_on = None

SQL = Path(__file__).parent.parent / "sql" / "0004"


def _run(path: Path) -> None:
    op.get_bind().execution_options(no_parameters=True).exec_driver_sql(path.read_text())


def upgrade() -> None:
    """Create everything, file by file in the order of their numbers."""
    for path in sorted(SQL.glob("[1-8]*.sql")):
        _run(path)


def downgrade() -> None:
    """Remove the register with all that hangs on it."""
    _run(SQL / "90_down.sql")
