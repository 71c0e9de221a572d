"""Where actors used to stand; see `banshi.kernel.actors`."""

from banshi.kernel.actors import Actor, Forbidden, Held, Hidden, require

__all__ = ["Actor", "Forbidden", "Held", "Hidden", "require"]
