"""A case's facts read from its ledger, by one range of one index.

Revision ID: 0006
Revises: 0003
"""

from pathlib import Path

from alembic import op

revision = "0006"
down_revision = "0003"
branch_labels = None
depends_on = None

SQL = Path(__file__).parent.parent / "sql" / "0006"


def _run(path: Path) -> None:
    op.get_bind().execution_options(no_parameters=True).exec_driver_sql(path.read_text())


def upgrade() -> None:
    """Let the ledger be told, to people and to time."""
    for path in sorted(SQL.glob("[1-5]*.sql")):
        _run(path)


def downgrade() -> None:
    """Take it back."""
    _run(SQL / "90_down.sql")
