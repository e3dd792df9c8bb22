"""Public words: read for what a mandate would not have said, reviewed before release, unclassified.

Revision ID: 0014
Revises: 0002
"""

from migrations.sql_files import SQL, run

revision = "0014"
down_revision = "0002"
branch_labels = None
depends_on = None

HERE = SQL / "0014"


def upgrade() -> None:
    """Add the columns, the steps and their gates."""
    run(HERE / "10_public_statement.sql")


def downgrade() -> None:
    """Take them back."""
    run(HERE / "90_down.sql")
