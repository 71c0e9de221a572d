"""Indicators 指标: definitions, formulas, dated snapshots, and the records behind each figure."""
