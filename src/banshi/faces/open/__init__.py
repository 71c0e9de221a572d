"""Open: the public and auditors."""
