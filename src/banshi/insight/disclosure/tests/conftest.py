"""The people and packs of credit's own tests, and what they publish."""

from banshi.registers.credit.tests.conftest import browse, bureau, planted

__all__ = ["browse", "bureau", "planted"]
