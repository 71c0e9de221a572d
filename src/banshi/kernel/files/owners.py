"""Owners 归属: each app says who may open the files of its things. A kind nobody registered is open to nobody."""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from banshi.kernel.actors import Actor

Checker = Callable[["Actor", str], bool]
checkers: dict[str, Checker] = {}


def owner(kind: str) -> Callable[[Checker], Checker]:
    """Register `f(actor, owner_key) -> bool` for files of a kind: `@owner("application")`, in listeners.py."""

    def register(function: Checker) -> Checker:
        checkers[kind] = function
        return function

    return register


def may_open(actor: "Actor", kind: str, key: str) -> bool:
    checker = checkers.get(kind)
    return checker is not None and checker(actor, key)
