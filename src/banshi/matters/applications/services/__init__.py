"""Everything that changes an application. Each function is one transaction, one permission and one event."""
