"""Pages of inspections: the public's, the office's, the officer's telephone."""
