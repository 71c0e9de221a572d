"""Check published draws (banshi-draw/1) without Banshi: python3 verify_draw.py DIR… [--demonstration]. Derives each draw from its
inputs and believes nothing in the transcript; of several folders also the chain. Prints {"ok": …} and the first broken rule by name; exit
code 0 or 1. Needs Python 3.11 and py_arkworks_bls12381. It reads no time stamps (published_at is a claim) and no replacements."""
import bisect, collections, contextlib, csv, datetime, hashlib, itertools, json, pathlib, sys
from py_arkworks_bls12381 import GT, G1Point, G2Point
CHAINS = {"52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971": (1692803367, "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"),
    "d074a8f98a7ae0dd3794acc74d82b1019e686e550b3a5e949041faf15fa491db": (1577836800, "aa8bf6f521c7864e18198ac572ecc4e4f5ea6b227ef62aedb4804ff06db919e40400fcb4a97c59249daa27e3a75503e61427cf05fe553161cf7c6cb06a3936a52001c50279c2a2fd649c3af94cd2e620835708dfcbe26f2df93625cd42165e2e")}  # drand quicknet: genesis and group key; then the chain of demonstrations, whose secret everybody knows
COLUMNS = {"pool": "id class district industry weight", "officers": "id department certificates lead districts", "recusals": "officer object", "loads": "officer load"}
canonical = lambda value: json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
seconds = lambda moment: int(datetime.datetime.fromisoformat(moment).timestamp())
must = lambda holds, rule, detail="": holds or sys.exit(print(json.dumps({"ok": False, "rule": rule, "detail": str(detail)}, ensure_ascii=False)) or 1)
sys.excepthook = lambda kind, error, _: print(json.dumps({"ok": False, "rule": "files", "detail": f"{kind.__name__} {error}"}))
def root(leaves, h):  # RFC 9162, 2.1
    level = [h(b"\0" + leaf).digest() for leaf in leaves] or [h(b"").digest()]
    while len(level) > 1: level = [h(b"\1" + a + b).digest() for a, b in zip(level[::2], level[1::2], strict=False)] + level[len(level) & ~1:]
    return level[0].hex()
def stream(h, key):  # whole numbers below n: 256-bit blocks of a counter, those beyond the last multiple of n thrown away
    blocks = (int.from_bytes(h(key + i.to_bytes(4, "big")).digest(), "big") for i in itertools.count())
    return lambda n: next(block for block in blocks if block < 2**256 - 2**256 % n) % n
def signed(key, number, signature):
    point = G1Point.hash_to_curve(hashlib.sha256(number.to_bytes(8, "big")).digest(), b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_")
    with contextlib.suppress(ValueError): return GT.pairing_check([G1Point.from_compressed_bytes(signature), -point], [G2Point(), G2Point.from_compressed_bytes(bytes.fromhex(key))])
def table(path, columns):  # in the order of ids, whatever the order of the lines
    head, *rows = csv.reader(path.open(encoding="utf-8-sig", newline=""))
    places = [head.index(name) for name in columns.split()]
    return sorted(tuple([row[place] for place in places]) for row in rows if row)
def pick(pool, policy, h, key, start):  # the certain ones, then one systematic pass (Madow 1949) in whole numbers
    rate = lambda kind: policy["rates_bp"][kind] if policy["rates_bp"] else 1
    units = sorted((row[1:4], h(key + row[0].encode()).digest(), row[0], rate(row[1]) * int(row[4])) for row in pool)
    left, mass, least = policy["total"], sum(unit[3] for unit in units), 10**20
    for weight, count in sorted(collections.Counter(unit[3] for unit in units).items(), reverse=True):
        if left and left * weight >= mass: left, mass, least = left - count, mass - count * weight, weight
    rest = [unit for unit in units if unit[3] < least]
    sums, first = list(itertools.accumulate(unit[3] for unit in rest)), start(mass) if left else 0
    return [*(unit for unit in units if unit[3] >= least), *(rest[bisect.bisect_right(sums, (first + turn * mass) // left)] for turn in range(left))]
def visit(units, tables, policy, stream_of):  # batches, and for each one pair out of every pair that may visit all of its objects
    loads, barred, needs = {who: int(load) for who, load in tables["loads"]}, set(tables["recusals"]), policy["certificates"]
    def assign(name, units):
        districts, needed = {unit[0][1] for unit in units}, {one for unit in units for one in needs.get(unit[0][2], needs.get("*", []))}
        able = [(who, department, set(held.split(";")), int(lead)) for who, department, held, lead, where in tables["officers"]
                if loads[who] < (policy["cap"] or 1e10) and districts <= (set(where.split(";")) if where else districts) and not any((who, unit[2]) in barred for unit in units)]
        pairs = [[a[0], b[0]] for a, b in itertools.combinations(able, 2)
                 if policy["pair"] in ("any", "same" if a[1] == b[1] else "mixed") and a[3] + b[3] >= policy["leads"] and needed <= a[2] | b[2]]
        if not pairs and (half := (len(units) + 1) // 2) < len(units):
            return assign(f"{name}.1", units[:half]) + assign(f"{name}.2", units[half:])
        pair = pairs[stream_of(name)(len(pairs))] if pairs else None
        loads.update({who: loads[who] + 1 for who in pair or ()})
        return [{"batch": name, "objects": [unit[2] for unit in units], "pair": pair, "feasible": len(pairs)}]
    runs = [list(run) for _, run in itertools.groupby(units, key=lambda unit: policy["batch_by"] == "district" and unit[0][1])]
    return [row for number, batch in enumerate((run[i:i + policy["batch"]] for run in runs for i in range(0, len(run), policy["batch"])), start=1) for row in assign(str(number), batch)]
def check(folder):
    commit, reveal = (json.loads((folder / name).read_text("utf-8-sig")) for name in ("commit.json", "reveal.json"))
    policy, salts, second, signature = commit["policy"], reveal["salts"], reveal["second"] or {"name": None, "value": None}, bytes.fromhex(reveal["signature"])
    must(commit["protocol"] == reveal["protocol"] == "banshi-draw/1" and policy["hash"] in ("sha256", "sm3"), "protocol")
    h = hashlib.sha256 if policy["hash"] == "sha256" else lambda data: hashlib.new("sm3", data)
    tagged = lambda *parts: h(canonical(["banshi-draw/1", *parts])).digest()
    must(h(canonical(commit)).hexdigest() == reveal["commit"], "commit")
    tables = {name: table(folder / f"{name}.csv", columns) for name, columns in COLUMNS.items()}
    for name, rows in tables.items():
        must(len(rows) == commit[name]["count"] == len({row[:1 + (name == "recusals")] for row in rows}), f"{name}-count", len(rows)), must(root(["\t".join(row).encode() for row in rows], h) == commit[name]["root"], f"{name}-root")
    must(commit["seq"] > 0 and (commit["seq"] == 1) == (commit["prev"] == "0" * 64), "sequence"), must(policy["chain"] in list(CHAINS)[:1 + ("--demonstration" in sys.argv)], "chain")
    (genesis, key), number = CHAINS[policy["chain"]], commit["round"]
    must(number == max(1, -((genesis - seconds(policy["draw_at"])) // 3) + 1), "round-rule"), must(genesis + 3 * (number - 1) - seconds(policy["published_at"]) >= max(1, 3600 * policy["margin_hours"]), "published", policy["published_at"]), must(policy.get("time_stamp") != "required" or (folder / "commit.tsr").exists(), "timestamp")
    must(reveal["round"] == number, "round"), must(hashlib.sha256(signature).hexdigest() == reveal["randomness"], "randomness"), must(signed(key, number, signature), "signature"), must(second["name"] == policy["second_source"], "second-source")
    must([{"holder": one["holder"], "hash": tagged("salt", one["holder"], one["salt"]).hex()} for one in salts] == commit["salts"], "salt")
    seed = tagged("seed", reveal["commit"], policy["chain"], number, reveal["randomness"], second["value"], [one["salt"] for one in salts]).hex()
    units, told = pick(tables["pool"], policy, h, tagged("order", seed), stream(h, tagged("start", seed))), [*map(json.loads, (folder / "transcript.jsonl").open(encoding="utf-8"))]
    due = visit(sorted(units, key=lambda unit: (unit[0][1:], unit[1])), tables, policy, lambda name: stream(h, tagged("pair", seed, name)))
    objects, objects_told = (collections.Counter(one for row in rows for one in row["objects"]) for rows in (due, told))
    must(not (excess := objects_told - objects), "object-foreign", excess), must(not (lack := objects - objects_told), "object-missing", lack)
    for rule, field in (("batch-split", "objects"), ("batch-name", "batch"), ("pair", "pair")):
        must([row[field] for row in told] == [row[field] for row in due], rule)
    return must(told == due, "transcript") and (commit, reveal["commit"], tables["loads"], due)
done = sorted((check(pathlib.Path(one)) for one in sys.argv[1:] if one != "--demonstration"), key=lambda one: one[0]["seq"])
for place, (commit, _, loads, _) in enumerate(done):  # stated loads that name no moment are taken as they are
    if place: must(commit["seq"] == done[place - 1][0]["seq"] + 1, "sequence-gap", commit["seq"]), must(commit["prev"] == done[place - 1][1], "previous", commit["seq"])
    rule, last = commit["policy"]["loads"], seconds(commit["policy"].get("loads_until") or "9999-01-01T00:00+08:00")
    due = collections.Counter(who for before, _, _, rows in done[:place] if rule != "zero" and seconds(before["policy"]["draw_at"]) <= last for row in rows for who in row["pair"] or ())
    must(rule != "zero" and (done[0][0]["seq"] > 1 or (rule == "stated" and "loads_until" not in commit["policy"])) or all(int(load) == due[who] for who, load in loads), "loads-carried", commit["seq"])
print(json.dumps({"ok": bool(done), "draws": len(done), "commits": [digest for _, digest, _, _ in done]}))
