"""What the Legal Adviser found of an agreement holds for its rounds.

Revision ID: 0109
Revises: 0015
"""

from pathlib import Path

from alembic import op

revision = "0109"
down_revision = "0015"
branch_labels = None
depends_on = None

SQL = Path(__file__).parent.parent / "sql" / "0109"


def _run(path: Path) -> None:
    op.get_bind().execution_options(no_parameters=True).exec_driver_sql(path.read_text())


def upgrade() -> None:
    """Ask it of every round."""
    for path in sorted(SQL.glob("[1-5]*.sql")):
        _run(path)


def downgrade() -> None:
    """Ask it no more."""
    _run(SQL / "90_down.sql")
