"""Services of inspections: lock · may you? · does the law allow it? · change · say so."""
