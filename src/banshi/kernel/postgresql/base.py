"""Django's PostgreSQL backend, but for how it finds out whether a kept connection is still alive."""

from select import POLLIN, poll

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    def is_usable(self) -> bool:
        """A server that ended has said goodbye, so the connection's socket has something to read: this machine knows it.

        Only when there is something the server itself is asked, as Django does at the beginning of every request.
        """
        heard = poll()
        heard.register(self.connection.fileno(), POLLIN)
        return not heard.poll(0) or super().is_usable()
