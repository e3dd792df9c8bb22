"""What an edition of a directive was when it was loaded is in the register's ledger.

Revision ID: 0112
Revises: 0111
"""

from pathlib import Path

from alembic import op

revision = "0112"
down_revision = "0111"
branch_labels = None
depends_on = None

SQL = Path(__file__).parent.parent / "sql" / "0112"


def _run(path: Path) -> None:
    op.get_bind().execution_options(no_parameters=True).exec_driver_sql(path.read_text())


def upgrade() -> None:
    """Hash what is loaded, and what is there."""
    for path in sorted(SQL.glob("[1-5]*.sql")):
        _run(path)


def downgrade() -> None:
    """Hash it no more."""
    _run(SQL / "90_down.sql")
