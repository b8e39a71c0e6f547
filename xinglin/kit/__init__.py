"""Plain tools without Django, one small module a subject."""
