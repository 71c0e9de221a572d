"""Secrets: from the environment in production; elsewhere made once and kept beside the demo's data."""

import contextlib
import os
import secrets

from banshi.site import devdb


def named(name: str, *, production: bool) -> str:
    """The secret called `name`. In production a missing one is an error, never a default."""
    if given := os.environ.get(name):
        return given
    if production:
        raise SystemExit(f"banshi: {name} must be set in production")
    path = devdb.home() / "secrets" / name.lower()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        staging = path.with_suffix(f".{os.getpid()}")
        staging.write_text(secrets.token_urlsafe(48))
        staging.chmod(0o600)
        with contextlib.suppress(FileExistsError):  # the first of several parallel starts wins
            os.link(staging, path)
        staging.unlink()
    return path.read_text()
