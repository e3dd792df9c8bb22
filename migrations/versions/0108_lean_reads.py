"""What every act asks of other cases and of the register, without asking what most cases have nothing of.

Revision ID: 0108
Revises: 0107
"""

from pathlib import Path

from alembic import op

revision = "0108"
down_revision = "0107"
branch_labels = None
depends_on = None

SQL = Path(__file__).parent.parent / "sql" / "0108"


def _run(path: Path) -> None:
    op.get_bind().execution_options(no_parameters=True).exec_driver_sql(path.read_text())


def upgrade() -> None:
    """Put the leaner functions in their place."""
    for path in sorted(SQL.glob("[1-5]*.sql")):
        _run(path)


def downgrade() -> None:
    """Put the former ones back."""
    _run(SQL / "90_down.sql")
