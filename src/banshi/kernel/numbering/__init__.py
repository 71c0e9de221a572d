"""Numbering 编号: readable numbers that never repeat, such as SQ-2026-000001.

One PostgreSQL sequence a prefix and year, made on first use. A sequence does not wait for anybody's transaction, so a
thousand clerks take numbers at once; the price is that a transaction that fails leaves a gap. Numbers are unique and
grow; they do not count anything.
"""

from banshi.kernel.numbering.series import next_number, next_number_and_key

__all__ = ["next_number", "next_number_and_key"]
