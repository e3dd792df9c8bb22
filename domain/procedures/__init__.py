"""The procedures as tables: which steps surround the clearance of a text, who takes each, and by when."""
