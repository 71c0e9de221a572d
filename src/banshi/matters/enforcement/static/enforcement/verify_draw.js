/* Checks a published draw (banshi-draw/1) in the browser, without a network and without a server.
 *
 * verify(files, onStep, {demonstration}) takes the published files as {"commit.json": text, "pool.csv": text, …}, derives the
 * whole draw from its inputs, believes nothing in the transcript and compares. onStep({rule, ok, detail}) is told of each rule as
 * it is checked; the answer is {ok, rule, detail, …} with the first broken rule. Nothing here is shared with the server's code.
 *
 * SHA-256 comes from noble, not from WebCrypto: WebCrypto exists on https pages only, and answers half a million
 * small questions of a large pool one promise at a time. SM3 is written out below.
 */
import { bls12_381, sha256 } from "./vendor/noble.js";

const PROTOCOL = "banshi-draw/1";
const DST = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";
const PERIOD = 3; // seconds, of both chains
const CHAINS = {
  "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971": { // drand quicknet
    genesis: 1692803367,
    key: "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a",
  },
  "d074a8f98a7ae0dd3794acc74d82b1019e686e550b3a5e949041faf15fa491db": { // demonstrations: everybody knows its secret
    genesis: 1577836800,
    key: "aa8bf6f521c7864e18198ac572ecc4e4f5ea6b227ef62aedb4804ff06db919e40400fcb4a97c59249daa27e3a75503e61427cf05fe553161cf7c6cb06a3936a52001c50279c2a2fd649c3af94cd2e620835708dfcbe26f2df93625cd42165e2e",
    demonstration: true,
  },
};
const COLUMNS = {
  pool: ["id", "class", "district", "industry", "weight"],
  officers: ["id", "department", "certificates", "lead", "districts"],
  recusals: ["officer", "object"],
  loads: ["officer", "load"],
};

class Broken extends Error {
  constructor(rule, detail) {
    super(`${rule}: ${detail}`);
    Object.assign(this, { rule, detail: String(detail ?? "") });
  }
}

// ---- bytes ----

const encoder = new TextEncoder();
const bytes = (text) => encoder.encode(text);
const hex = (data) => Array.from(data, (one) => one.toString(16).padStart(2, "0")).join("");
const unhex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));

function join(...parts) {
  const all = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  parts.reduce((at, part) => (all.set(part, at), at + part.length), 0);
  return all;
}

function numberBytes(value, size) {
  const found = new Uint8Array(size);
  for (let i = size - 1, rest = BigInt(value); i >= 0; i--, rest >>= 8n) found[i] = Number(rest & 255n);
  return found;
}

/* The order of UTF-8 bytes, which is that of code points; JavaScript's own order of strings differs beyond U+FFFF. */
const lift = (unit) => (unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit);
function compareText(a, b) {
  const size = Math.min(a.length, b.length);
  for (let i = 0; i < size; i++) {
    const [one, two] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (one !== two) return lift(one) - lift(two);
  }
  return a.length - b.length;
}

function compareBytes(a, b) {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i] - b[i];
  return 0;
}

/* Canonical JSON (RFC 8785) of text, whole numbers, true, false, null, lists and objects. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}

// ---- SM3, GB/T 32905-2016 ----

const turn = (value, by) => (value << by) | (value >>> (32 - by));
const p0 = (x) => x ^ turn(x, 9) ^ turn(x, 17);
const p1 = (x) => x ^ turn(x, 15) ^ turn(x, 23);

export function sm3(data) {
  const size = ((data.length + 72) >> 6) << 6;
  const padded = new Uint8Array(size);
  padded.set(data);
  padded[data.length] = 0x80;
  padded.set(numberBytes(data.length * 8, 8), size - 8);
  const view = new DataView(padded.buffer);
  let state = [0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e];
  for (let at = 0; at < size; at += 64) state = sm3Block(view, at, state);
  return join(...state.map((word) => numberBytes(word >>> 0, 4)));
}

function sm3Block(view, at, state) {
  const w = [];
  for (let j = 0; j < 16; j++) w.push(view.getInt32(at + 4 * j));
  for (let j = 16; j < 68; j++) w.push(p1(w[j - 16] ^ w[j - 9] ^ turn(w[j - 3], 15)) ^ turn(w[j - 13], 7) ^ w[j - 6]);
  let [a, b, c, d, e, f, g, h] = state;
  for (let j = 0; j < 64; j++) {
    const early = j < 16;
    const ss1 = turn((turn(a, 12) + e + turn(early ? 0x79cc4519 : 0x7a879d8a, j % 32)) | 0, 7);
    const ff = early ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
    const gg = early ? e ^ f ^ g : (e & f) | (~e & g);
    const tt1 = (ff + d + (ss1 ^ turn(a, 12)) + (w[j] ^ w[j + 4])) | 0;
    const tt2 = (gg + h + ss1 + w[j]) | 0;
    [a, b, c, d, e, f, g, h] = [tt1, a, turn(b, 9), c, p0(tt2), e, turn(f, 19), g];
  }
  return [a, b, c, d, e, f, g, h].map((word, i) => word ^ state[i]);
}

// ---- trees and whole numbers ----

/* The Merkle root of RFC 9162, section 2.1: level by level, an odd one goes up as it is. */
export function root(leaves, hash) {
  if (!leaves.length) return hex(hash(new Uint8Array()));
  let level = leaves.map((leaf) => hash(join(Uint8Array.of(0), leaf)));
  while (level.length > 1) {
    const next = [];
    for (let i = 0; i + 1 < level.length; i += 2) next.push(hash(join(Uint8Array.of(1), level[i], level[i + 1])));
    if (level.length % 2) next.push(level.at(-1));
    level = next;
  }
  return hex(level[0]);
}

/* below(n): 256-bit blocks hash(key ‖ BE32(i)); those at or above the largest multiple of n are thrown away. */
export function stream(hash, key) {
  let count = 0;
  return (n) => {
    const bound = (1n << 256n) - ((1n << 256n) % n);
    for (;;) {
      const block = BigInt(`0x${hex(hash(join(key, numberBytes(count++, 4))))}`);
      if (block < bound) return block % n;
    }
  };
}

// ---- files ----

/* RFC 4180. Every record is a list of fields; empty lines are left out. */
export function parseCsv(text) {
  const records = [];
  let [record, field, quoted] = [[], "", false];
  const end = () => {
    record.push(field);
    if (record.length > 1 || record[0] !== "") records.push(record);
    [record, field] = [[], ""];
  };
  for (let i = text.charCodeAt(0) === 0xfeff ? 1 : 0; i < text.length; i++) {
    const sign = text[i];
    if (quoted) {
      if (sign !== '"') field += sign;
      else if (text[i + 1] === '"') field += text[i++];
      else quoted = false;
    } else if (sign === '"') quoted = true;
    else if (sign === ",") [field] = ["", record.push(field)];
    else if (sign === "\n") end();
    else if (sign !== "\r") field += sign;
  }
  if (field || record.length) end();
  return records;
}

function readTable(files, name) {
  const [head, ...rows] = parseCsv(text(files, `${name}.csv`));
  const places = COLUMNS[name].map((column) => head.indexOf(column));
  if (places.includes(-1)) throw new Broken("files", `${name}.csv: a column is missing`);
  const found = rows.map((row) => places.map((place) => row[place]));
  const keys = COLUMNS[name].length === 2 && name === "recusals" ? 2 : 1;
  found.sort((a, b) => compareText(a[0], b[0]) || compareText(a[1], b[1]));
  return { rows: found, distinct: new Set(found.map((row) => row.slice(0, keys).join("\t"))).size };
}

function text(files, name) {
  if (typeof files[name] !== "string") throw new Broken("files", `${name} is missing`);
  return files[name].replace(/^\ufeff/, "");
}

function readLines(files, name) {
  return text(files, name).split("\n").filter((line) => line.trim()).map((line) => JSON.parse(line));
}

// ---- the beacon ----

function signedBy(chain, number, signature) {
  try {
    const short = bls12_381.shortSignatures;
    const message = short.hash(sha256(numberBytes(number, 8)), DST);
    return short.verify(signature, message, unhex(chain.key));
  } catch {
    return false; // not a point of the curve, or not of its group
  }
}

// ---- the draw ----

/* The certain ones, then one systematic pass over the rest in whole numbers (Madow 1949). */
function pick(pool, policy, hash, key, start) {
  const rates = Object.keys(policy.rates_bp).length ? policy.rates_bp : null;
  const units = pool.map(([id, kind, district, industry, weight]) => ({
    id, district, industry,
    cell: `${kind}\t${district}\t${industry}`,
    place: hash(join(key, bytes(id))),
    weight: BigInt(weight) * BigInt(rates ? rates[kind] : 1),
  }));
  let [left, mass] = [BigInt(policy.total), units.reduce((sum, unit) => sum + unit.weight, 0n)];
  const certain = new Set();
  for (const unit of [...units].sort((a, b) => (a.weight < b.weight) - (a.weight > b.weight))) {
    if (!left || left * unit.weight < mass) break;
    [left, mass] = [left - 1n, mass - unit.weight];
    certain.add(unit);
  }
  const found = [...certain];
  if (!left) return found;
  const rest = units.filter((unit) => !certain.has(unit));
  rest.sort((a, b) => compareText(a.cell, b.cell) || compareBytes(a.place, b.place));
  let [point, passed] = [start(mass), 0n];
  for (const unit of rest) {
    passed += left * unit.weight;
    if (passed > point) [point] = [point + mass, found.push(unit)];
  }
  return found;
}

/* Batches by district and industry, at random within; each gets one of all pairs that may visit all of its objects. */
class Visits {
  constructor(units, tables, policy, hash, streamKey) {
    Object.assign(this, { policy, hash, streamKey, found: [] });
    this.loads = new Map(tables.loads.map(([who, load]) => [who, Number(load)]));
    this.barred = new Set(tables.recusals.map((row) => row.join("\t")));
    this.officers = tables.officers.map(([id, department, held, lead, where]) => ({
      id, department, lead: Number(lead), held: new Set(held.split(";")), where: where ? new Set(where.split(";")) : null,
    }));
    units.sort((a, b) => compareText(a.district, b.district) || compareText(a.industry, b.industry) || compareBytes(a.place, b.place));
    let [batch, number] = [[], 1];
    for (const unit of units) {
      const border = policy.batch_by === "district" && batch.length && batch.at(-1).district !== unit.district;
      if (border || batch.length === policy.batch) {
        this.assign(String(number++), batch);
        batch = [];
      }
      batch.push(unit);
    }
    this.assign(String(number), batch);
  }

  needed(units) {
    const { certificates } = this.policy;
    return [...new Set(units.flatMap((unit) => certificates[unit.industry] ?? certificates["*"] ?? []))];
  }

  feasible(units, away) {
    const { cap, pair, leads } = this.policy;
    const needed = this.needed(units);
    const able = this.officers.filter((one) =>
      !away.has(one.id) && (cap === null || this.loads.get(one.id) < cap)
      && units.every((unit) => (!one.where || one.where.has(unit.district)) && !this.barred.has(`${one.id}\t${unit.id}`)));
    const pairs = [];
    able.forEach((a, i) => able.slice(i + 1).forEach((b) => {
      if (pair !== "any" && (a.department === b.department) !== (pair === "same")) return;
      if (a.lead + b.lead < leads || !needed.every((one) => a.held.has(one) || b.held.has(one))) return;
      pairs.push([a.id, b.id]);
    }));
    return pairs;
  }

  load(pair, by) {
    for (const who of pair ?? []) this.loads.set(who, this.loads.get(who) + by);
  }

  choose(batch, pairs) {
    batch.pair = pairs.length ? pairs[Number(batch.below(BigInt(pairs.length)))] : null;
    this.load(batch.pair, 1);
  }

  assign(name, units) {
    const pairs = this.feasible(units, new Set());
    if (!pairs.length && units.length > 1) {
      const half = (units.length + 1) >> 1;
      this.assign(`${name}.1`, units.slice(0, half));
      this.assign(`${name}.2`, units.slice(half));
      return;
    }
    const batch = { name, units, feasible: pairs.length, away: new Set(), below: stream(this.hash, this.streamKey(name)) };
    this.choose(batch, pairs);
    this.found.push(batch);
  }

  replace({ batch: name, officer, reason }) {
    const batch = this.found.find((one) => one.name === name);
    if (!batch?.pair?.includes(officer) || !reason.trim()) throw new Broken("replacement", `batch ${name}: ${officer}`);
    batch.away.add(officer);
    this.load(batch.pair, -1);
    this.choose(batch, this.feasible(batch.units, batch.away));
    return batch.pair;
  }

  rows() {
    return this.found.map(({ name, units, pair, feasible }) => ({ batch: name, objects: units.map((unit) => unit.id), pair, feasible }));
  }
}

/* How often each object stands in the batches. */
function countObjects(rows) {
  const counts = new Map();
  for (const one of rows.flatMap((row) => row.objects)) counts.set(one, (counts.get(one) ?? 0) + 1);
  return counts;
}

function firstBeyond(some, others) {
  for (const [one, count] of some) if (count > (others.get(one) ?? 0)) return one;
  return null;
}

// ---- the rules, in their order; each gives nothing if it holds, or says what is wrong ----

function seconds(moment) {
  return Math.floor(Date.parse(moment) / 1000);
}

function checkRegisters({ tables, commit, hash }) {
  const rules = [];
  for (const name of Object.keys(COLUMNS)) {
    const { rows, distinct } = tables[name];
    rules.push([`${name}-count`, () => {
      if (rows.length !== commit[name].count || distinct !== rows.length) return `${rows.length}, committed are ${commit[name].count}`;
    }]);
    rules.push([`${name}-root`, () => {
      const found = root(rows.map((row) => bytes(row.join("\t"))), hash);
      if (found !== commit[name].root) return `${found}, committed is ${commit[name].root}`;
    }]);
  }
  return rules;
}

function checkMoments({ commit, policy, stamped, demonstration }) {
  const chain = CHAINS[policy.chain];
  const due = () => Math.max(1, Math.ceil((seconds(policy.draw_at) - chain.genesis) / PERIOD) + 1);
  return [
    ["sequence", () => (!(commit.seq > 0) || (commit.seq === 1) !== (commit.prev === "0".repeat(64))) && `number ${commit.seq}`],
    ["chain", () => (!chain || (chain.demonstration && !demonstration)) && "not a pinned beacon"],
    ["round-rule", () => commit.round !== due() && `due is ${due()}, committed is ${commit.round}`],
    ["published", () => {
      const early = chain.genesis + PERIOD * (commit.round - 1) - seconds(policy.published_at);
      return !(early >= Math.max(1, 3600 * policy.margin_hours)) && policy.published_at;
    }],
    // A token is not read here; that a demanded one is missing can be seen.
    ...(policy.time_stamp === "required" && !stamped ? [["timestamp", () => "no commit.tsr"]] : []),
  ];
}

function checkReveal({ commit, reveal, policy, tagged }) {
  const signature = unhex(reveal.signature);
  return [
    ["round", () => reveal.round !== commit.round && `committed is ${commit.round}`],
    ["randomness", () => hex(sha256(signature)) !== reveal.randomness && "it is not SHA-256 of the signature"],
    ["signature", () => !signedBy(CHAINS[policy.chain], commit.round, signature) && "not the beacon's over this round"],
    ["second-source", () => (reveal.second?.name ?? null) !== policy.second_source && `committed is ${policy.second_source}`],
    ["salt", () => {
      const found = reveal.salts.map(({ holder, salt }) => ({ holder, hash: hex(tagged("salt", holder, salt)) }));
      return canonical(found) !== canonical(commit.salts) && "not the committed ones";
    }],
  ];
}

function checkTranscript(due, told) {
  const [drawn, visited] = [countObjects(due), countObjects(told)];
  const same = (field) => () => canonical(due.map((row) => row[field])) !== canonical(told.map((row) => row[field])) && "differs";
  return [
    ["object-foreign", () => firstBeyond(visited, drawn)],
    ["object-missing", () => firstBeyond(drawn, visited)],
    ["batch-split", same("objects")],
    ["batch-name", same("batch")],
    ["pair", same("pair")],
    ["transcript", () => canonical(due) !== canonical(told) && "differs"],
  ];
}

function derive({ reveal, commit, policy, tables, hash, tagged }) {
  const salts = reveal.salts.map((one) => one.salt);
  const parts = [reveal.commit, policy.chain, commit.round, reveal.randomness, reveal.second?.value ?? null, salts];
  const seed = hex(tagged("seed", ...parts));
  const units = pick(tables.pool.rows, policy, hash, tagged("order", seed), stream(hash, tagged("start", seed)));
  const rows = Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, table.rows]));
  return new Visits(units, rows, policy, hash, (name) => tagged("pair", seed, name));
}

export async function verify(files, onStep = () => {}, { demonstration = false } = {}) {
  const run = async (rules) => {
    for (const [rule, check] of rules) {
      const detail = check();
      await onStep({ rule, ok: !detail, detail: detail || "" });
      if (detail) throw new Broken(rule, detail);
    }
  };
  try {
    return { ok: true, ...(await examine(files, run, demonstration)) };
  } catch (error) {
    if (error instanceof Broken) return { ok: false, rule: error.rule, detail: error.detail };
    await onStep({ rule: "files", ok: false, detail: String(error) });
    return { ok: false, rule: "files", detail: String(error) };
  }
}

async function examine(files, run, demonstration) {
  const [commit, reveal] = ["commit.json", "reveal.json"].map((name) => JSON.parse(text(files, name)));
  const told = readLines(files, "transcript.jsonl");
  const { policy } = commit;
  const hash = { sha256, sm3 }[policy.hash];
  const tagged = (...parts) => hash(bytes(canonical([PROTOCOL, ...parts])));
  await run([
    ["protocol", () => (commit.protocol !== PROTOCOL || reveal.protocol !== PROTOCOL || !hash) && "not of banshi-draw/1"],
    ["commit", () => hex(hash(bytes(canonical(commit)))) !== reveal.commit && "the reveal is of another commitment"],
  ]);
  const tables = Object.fromEntries(Object.keys(COLUMNS).map((name) => [name, readTable(files, name)]));
  const all = { commit, reveal, policy, tables, hash, tagged, demonstration, stamped: "commit.tsr" in files };
  await run([...checkRegisters(all), ...checkMoments(all), ...checkReveal(all)]);
  const visits = derive(all);
  const due = visits.rows();
  await run(checkTranscript(due, told));
  const replaced = "replacements.jsonl" in files ? readLines(files, "replacements.jsonl") : [];
  await run(replaced.map((row) => ["replacement", () => {
    const { batch, officer, reason } = row;
    return canonical({ batch, officer, reason, pair: visits.replace(row) }) !== canonical(row) && `batch ${batch}`;
  }]));
  return {
    plan: policy.plan, seq: commit.seq, commit: reveal.commit, round: commit.round, published: policy.published_at,
    objects: due.reduce((sum, row) => sum + row.objects.length, 0), batches: due.length,
    demonstration: Boolean(CHAINS[policy.chain].demonstration),
  };
}
