"""Signs that typewriters, word processors and OCR write in several ways."""

import re
from typing import Final

DASHES: Final = r"\-\u2013\u2014\u2212"
"""For a class of characters: hyphen, en dash, em dash, minus."""
APOSTROPHES: Final = r"'\u2019"
CLOSERS: Final = rf"\"\u201d)\]{APOSTROPHES}"
"""For a class of characters: what may follow the full stop of a sentence."""
OPENERS: Final = r"\"\u201c(\["

WORD: Final = re.compile(rf"[A-Za-z][A-Za-z{APOSTROPHES}]*")
SENTENCE_END: Final = re.compile(rf"[.!?:;][{CLOSERS}]*\s*$")
"""The end of a sentence, or of what leads in a list."""
