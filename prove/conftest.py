"""The stack under proof. These tests use no database of the test runner."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from prove.site import Site


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """A site that nobody else uses; its home is readable for the account that runs the database."""
    with tempfile.TemporaryDirectory(prefix="banshi-prove-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        site = Site(Path(folder))
        try:
            yield site
        finally:
            site.end()
