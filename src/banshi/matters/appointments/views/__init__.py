"""Pages of appointments: the residents', the desk's, and the window's."""
