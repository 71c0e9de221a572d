"""BLS12-381 by py_ecc, without what it does to the process: it raises the recursion limit to 100,000, and a deeply nested
JSON body would then overflow the stack of the web process and end it. The limit is put back; the arithmetic needs no more.
"""

import sys

BEFORE = sys.getrecursionlimit()

from py_ecc.bls.g2_primitives import pubkey_to_G1, signature_to_G2  # noqa: E402
from py_ecc.bls.hash_to_curve import hash_to_G1  # noqa: E402
from py_ecc.optimized_bls12_381 import FQ12, G2, final_exponentiate, neg, pairing  # noqa: E402

sys.setrecursionlimit(BEFORE)

__all__ = ["FQ12", "G2", "final_exponentiate", "hash_to_G1", "neg", "pairing", "pubkey_to_G1", "signature_to_G2"]
