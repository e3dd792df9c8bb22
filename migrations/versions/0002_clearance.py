"""Clearance in full: steps without silence, offices asked beside agencies, practice, who rules and who reads what.

Revision ID: 0002
Revises: 0013
"""

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0013"
branch_labels = None
depends_on = None

SQL = Path(__file__).parent.parent / "sql" / "0002"


def _run(path: Path) -> None:
    op.get_bind().execution_options(no_parameters=True).exec_driver_sql(path.read_text())


def upgrade() -> None:
    """Add it all, file by file in the order of their numbers."""
    for path in sorted(SQL.glob("[1-8]*.sql")):
        _run(path)


def downgrade() -> None:
    """Take it away again."""
    _run(SQL / "90_down.sql")
