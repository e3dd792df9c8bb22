"""How random examples are run: no example is late, since a busy machine is no flaw of a rule."""

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
