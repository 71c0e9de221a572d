"""pack.toml, and the column types that CSV files share."""

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints


class PackRow(BaseModel):
    """A row of a pack file: immutable, and an unknown column is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Manifest(PackRow):
    """pack.toml: who issues the pack, which version, from when, and which packs it stands on."""

    name: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
    version: str
    issuer: str
    effective_on: date
    needs: tuple[str, ...] = ()


def _split(value: Any) -> Any:
    return tuple(part.strip() for part in value.split(";") if part.strip()) if isinstance(value, str) else value


Words = Annotated[tuple[str, ...], BeforeValidator(_split)]
"""A list in one CSV cell: a;b;c."""
