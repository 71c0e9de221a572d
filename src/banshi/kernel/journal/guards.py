"""Guards 查阅许可: who may see a stream, said by the app that owns that kind of stream."""

from collections.abc import Callable

from banshi.kernel.actors import Actor

Guard = Callable[[Actor, str], bool]
_guards: dict[str, Guard] = {}


def guard(stream_kind: str) -> Callable[[Guard], Guard]:
    """Register `f(actor, key) -> bool` for the streams of a kind, in the app's `listeners.py`."""

    def register(function: Guard) -> Guard:
        _guards[stream_kind] = function
        return function

    return register


def may_see(actor: Actor, stream: str) -> bool:
    """May the actor see this stream? Nobody may, unless its owner says so."""
    kind, _, key = stream.partition(":")
    return kind in _guards and _guards[kind](actor, key)
