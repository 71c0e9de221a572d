"""Applications 办件: one application for one item, from draft to archive."""
