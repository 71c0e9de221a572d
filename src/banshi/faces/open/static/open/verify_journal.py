#!/usr/bin/env python3
"""Check a proof from a Banshi journal without Banshi: python3 verify_journal.py proof.json [ROOT]

ROOT is the root, or the hash, of the seal that you kept yourself; without it the proof is only checked against itself.
Needs only Python. Exit code 0: it holds; 1: it does not; 2: unreadable. The canonical JSON (sorted keys, no spaces, UTF-8) is that
of RFC 8785 for text, integers, booleans and null; the journal holds nothing else. The tree: RFC 9162, section 2.1.
"""

import hashlib
import json
import sys


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def climb(leaf, index, size, path):
    """The root over the leaf, by RFC 9162 section 2.1.3.2; None if the path does not fit the place."""
    top, last = hashlib.sha256(b"\x00" + leaf).digest(), size - 1
    for neighbour in path:
        if not 0 <= index <= last or last == 0:
            return None
        if index % 2 or index == last:
            top = hashlib.sha256(b"\x01" + neighbour + top).digest()
            while index % 2 == 0 and index:
                index, last = index // 2, last // 2
        else:
            top = hashlib.sha256(b"\x01" + top + neighbour).digest()
        index, last = index // 2, last // 2
    return top if index == last == 0 else None


def check(proof, kept):
    line, seal = proof["line"], dict(proof["seal"])
    seal_hash = seal.pop("hash")
    leaf = hashlib.sha256(canonical(line)).digest()
    yield f"line {line['stream']}#{line['seq']} has the hash {leaf.hex()}", leaf.hex() == proof["hash"]
    top = climb(leaf, proof["leaf_index"], proof["tree_size"], [bytes.fromhex(p) for p in proof["path"]])
    yield f"its path leads to the root {proof['root']}", top is not None and top.hex() == proof["root"]
    yield "the seal is over that tree", (seal["root"], seal["count"]) == (proof["root"], proof["tree_size"])
    yield "the seal has its own hash", hashlib.sha256(canonical(seal)).hexdigest() == seal_hash
    if kept:
        yield "it is the seal that you kept", "".join(kept.split()).lower() in (proof["root"], seal_hash)


def main(path="proof.json", kept=""):
    try:
        with open(path, encoding="utf-8") as file:
            steps = list(check(json.load(file), kept))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        print(f"cannot read the proof: {error!r}\n{__doc__}", file=sys.stderr)
        return 2
    for text, good in steps:
        print("ok  " if good else "FAIL", text)
    return 0 if all(good for _, good in steps) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
