"""The facts of cases, the ledger, the gates and the fences.

Revision ID: 0001
Revises: none
"""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SQL = Path(__file__).parent.parent / "sql" / "0001"


def _run(path: Path) -> None:
    op.get_bind().execution_options(no_parameters=True).exec_driver_sql(path.read_text())


def upgrade() -> None:
    """Create everything, file by file in the order of their numbers."""
    for path in sorted(SQL.glob("[1-5]*.sql")):
        _run(path)


def downgrade() -> None:
    """Remove everything: only for an empty database on its way back."""
    _run(SQL / "90_down.sql")
