"""The bulk work: deliveries read, checked, linked and laid down as files. Imports no Django; runs on DuckDB or on Spark."""
