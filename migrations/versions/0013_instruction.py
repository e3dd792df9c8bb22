"""How a demarche is to be delivered, and the checks on its tone and its parity.

Revision ID: 0013
Revises: 0010
"""

from migrations.sql_files import SQL, run

revision = "0013"
down_revision = "0010"
branch_labels = None
depends_on = None

HERE = SQL / "0013"


def upgrade() -> None:
    """Create the table, its gates and the steps."""
    run(HERE / "10_instruction.sql")


def downgrade() -> None:
    """Take them back."""
    run(HERE / "90_down.sql")
