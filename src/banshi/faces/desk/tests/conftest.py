"""The same city and people as in the tests of applications."""

from banshi.matters.applications.tests.conftest import browse, packs_loaded, town

__all__ = ["browse", "packs_loaded", "town"]
