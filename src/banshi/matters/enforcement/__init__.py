"""Enforcement 行政执法: lenient enforcement 柔性执法 and random inspections 双随机、一公开 over one list of offences."""
