#!/usr/bin/env python3
"""Read a city's credit exchange without Banshi: python3 read_exchange.py KEY CITY SOURCE [STATE]

KEY is the city's public key (64 hexadecimal digits, compared over another way), CITY how its feed calls itself, SOURCE a
file or the address of its feed (https://…/api/exchange/feed), STATE a file in which the place and the records are kept
(default exchange.json). Prints what is public now, one record a line. Needs Python and `cryptography`. Exit code 0: read;
1: somebody changed something, and nothing was kept; 2: unreadable. The format: docs/exchange.md.
"""

import hashlib
import json
import sys
import urllib.request
from datetime import datetime, timedelta, timezone
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(value):
    return hashlib.sha256(canonical(value)).hexdigest()


def expect(good, line, what):
    if not good:
        raise SystemExit(f"line {line}: {what}")


def read(page, key, city, state):
    """Check one page and apply it to `state` (seq, hash, records). Returns the cover."""
    cover, *lines = [json.loads(row) for row in page.splitlines()]
    signature = bytes.fromhex(cover.pop("signature"))
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(signature, canonical(cover))
    except InvalidSignature:
        expect(False, 0, "the cover is not signed with the pinned key")
    expect((cover["format"], cover["city"]) == ("banshi-exchange/1", city), 0, "another format or another city")
    expect(cover["latest"] >= state["seq"], 0, "the chain is shorter than it was")
    expect((cover["since"], cover["since_hash"]) == (state["seq"], state["hash"]), 0, "does not go on where we stopped")
    seq, last = state["seq"], state["hash"]
    for line in lines:
        body, own = line.pop("body"), line.pop("hash")
        expect((line["seq"], line["prev"]) == (seq + 1, last), seq + 1, "left out, moved or put in")
        expect(digest(line) == own, line["seq"], "changed")
        expect(body is None or digest(body) == line["body_sha256"], line["seq"], "its text was changed")
        seq, last = line["seq"], own
        state["records"][line["record"]] = {"line": seq, "op": line["op"], "until": line["until"], "text": body}
    expect((seq, last) == (cover["to"], cover["to_hash"]), seq, "not the end that was signed: cut off, or lines put in")
    state["seq"], state["hash"] = seq, last
    return cover


def standing(state, today):
    """What is public today; a text that is missing although its time is not over was taken out on the way."""
    for name, record in state["records"].items():
        if record["op"] == "publish" and (record["until"] is None or today < record["until"]):
            expect(record["text"] is not None, record["line"], "its text was taken out")
            yield name, record["text"]


def pages(source, state):
    if "://" not in source:
        yield Path(source).read_bytes()
        return
    while True:
        with urllib.request.urlopen(f"{source}?since={state['seq']}", timeout=60) as answer:
            yield answer.read()


def main(key, city, source, kept="exchange.json"):
    path, today = Path(kept), datetime.now(timezone(timedelta(hours=8))).date().isoformat()  # in China
    state = json.loads(path.read_text()) if path.exists() else {"seq": 0, "hash": "0" * 64, "records": {}}
    for page in pages(source, state):
        if read(page, key, city, state)["latest"] == state["seq"]:
            break
    shown = list(standing(state, today))
    for record in state["records"].values():  # what is over is not kept
        over = record["op"] == "end" or (record["until"] and record["until"] <= today)
        record["text"] = None if over else record["text"]
    path.write_text(json.dumps(state, ensure_ascii=False))
    for name, text in shown:
        print(json.dumps({"record": name} | text, ensure_ascii=False))


if __name__ == "__main__":
    try:
        main(*sys.argv[1:5])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        print(f"cannot read the feed: {error!r}\n{__doc__}", file=sys.stderr)
        sys.exit(2)
    except SystemExit as found:
        print(found, file=sys.stderr)
        sys.exit(1)
