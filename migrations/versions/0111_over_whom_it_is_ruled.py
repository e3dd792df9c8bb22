"""A ruling below the President settles what was ruled on, and an answer that stands is asked for its comments.

Revision ID: 0111
Revises: 0110
"""

from pathlib import Path

from alembic import op

revision = "0111"
down_revision = "0110"
branch_labels = None
depends_on = None

SQL = Path(__file__).parent.parent / "sql" / "0111"


def _run(path: Path) -> None:
    op.get_bind().execution_options(no_parameters=True).exec_driver_sql(path.read_text())


def upgrade() -> None:
    """Ask it at every gate."""
    for path in sorted(SQL.glob("[1-5]*.sql")):
        _run(path)


def downgrade() -> None:
    """Ask it as before."""
    _run(SQL / "90_down.sql")
