"""Routes, one file a subject: parse, one call, answer."""
