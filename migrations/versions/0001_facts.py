"""The facts of cases, the ledger, the gate and the second fence.

Revision ID: 0001
Revises: none
"""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SQL = Path(__file__).parent.parent / "sql"


def upgrade() -> None:
    """Create everything."""
    op.get_bind().execution_options(no_parameters=True).exec_driver_sql((SQL / "0001_facts.sql").read_text())


def downgrade() -> None:
    """Remove everything: only for an empty database on its way back."""
    op.get_bind().execution_options(no_parameters=True).exec_driver_sql((SQL / "0001_facts_down.sql").read_text())
