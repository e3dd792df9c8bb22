"""Steps wait for the cases under them, and openings for their series.

Revision ID: 0113
Revises: 0112
"""

from pathlib import Path

from alembic import op

revision = "0113"
down_revision = "0112"
branch_labels = None
depends_on = None

SQL = Path(__file__).parent.parent / "sql" / "0113"


def _run(path: Path) -> None:
    op.get_bind().execution_options(no_parameters=True).exec_driver_sql(path.read_text())


def upgrade() -> None:
    """Let them wait."""
    for path in sorted(SQL.glob("[1-5]*.sql")):
        _run(path)


def downgrade() -> None:
    """Let them not."""
    _run(SQL / "90_down.sql")
