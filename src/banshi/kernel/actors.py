"""Actors 行为人: who acts, and what their posts allow. Pure: no database, no request.

A grant is *permissions × office subtree × matter kind*. Offices are named by their materialised path
("/2111/pj-gaj/"), so that a subtree is a prefix and one test guards list, detail, search, count and export alike.
"""

from dataclasses import dataclass


class Forbidden(Exception):
    """The actor may see the thing, but may not do this with it (403)."""


class Hidden(Exception):
    """For this actor the thing does not exist (404)."""


@dataclass(frozen=True)
class Held:
    """Permissions that an actor holds over one office subtree, for one kind of matter ("" = every kind)."""

    permissions: frozenset[str]
    office_path: str
    matter: str = ""

    def covers(self, office_path: str, matter: str = "") -> bool:
        return office_path.startswith(self.office_path) and self.matter in ("", matter)


@dataclass(frozen=True)
class Actor:
    """行为人: a resident, a clerk, the machine, or nobody in particular."""

    user_id: int | None
    name: str
    kind: str  # resident | staff | system | anonymous
    held: tuple[Held, ...] = ()

    @classmethod
    def system(cls, name: str) -> "Actor":
        """The machine itself: it keeps clocks and books, and never refuses a person anything (个人信息保护法 24)."""
        return cls(None, name, "system")

    @classmethod
    def anonymous(cls) -> "Actor":
        return cls(None, "", "anonymous")

    def __str__(self) -> str:
        """How the journal names the actor: never by a personal name or number."""
        return f"{self.kind}:{self.name if self.kind == 'system' else self.user_id or ''}"

    def may(self, permission: str, *, office_path: str = "", matter: str = "") -> bool:
        return any(permission in held.permissions and held.covers(office_path, matter) for held in self.held)

    def sees(self, office_path: str, app: str, matter: str = "") -> bool:
        """Does the actor hold anything of this app over the office? Who keeps its accounts does not see its matters."""
        prefix = f"{app}."
        mine = (held for held in self.held if held.covers(office_path, matter))
        return any(permission.startswith(prefix) for held in mine for permission in held.permissions)

    def paths(self, permission: str) -> tuple[str, ...]:
        """The office subtrees over which the actor holds the permission, the widest only."""
        paths = sorted({held.office_path for held in self.held if permission in held.permissions})
        return tuple(p for p in paths if not any(p != other and p.startswith(other) for other in paths))


def require(actor: Actor, permission: str, *, office_path: str, matter: str = "") -> None:
    """May you? Forbidden where the actor sees such things but may not do this; Hidden where there are none for him."""
    if actor.may(permission, office_path=office_path, matter=matter):
        return
    app = permission.partition(".")[0]
    raise Forbidden(permission) if actor.sees(office_path, app, matter) else Hidden(permission)
