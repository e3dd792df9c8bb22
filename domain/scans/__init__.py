"""The reading of a scanned directive: from its lines to clauses with their marks, and every doubt on the way."""
