// A second checker of evidence bundles, written from docs/evidence.md alone.
// Usage: node verify_peer.mjs FOLDER - one JSON object for each file in it, in order of their names.
// It checks Ed25519 only: Node 20 has no ML-DSA-44, so of that signature it sees that it is there.

import { createHash, createPublicKey, verify } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

class Wrong extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

const sha256 = (...parts) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const number = (value, bytes) => {
  const out = Buffer.alloc(bytes);
  let rest = BigInt.asUintN(bytes * 8, BigInt(value));
  for (let at = bytes - 1; at >= 0; at--, rest >>= 8n) out[at] = Number(rest & 255n);
  return out;
};
const fields = (...values) =>
  Buffer.concat(values.flatMap((value) => [number(value.length, 4), Buffer.from(value)]));
const base64 = (text) => {
  const content = Buffer.from(text, 'base64');
  if (content.toString('base64') !== text) throw new Wrong('not-read');
  return content;
};
const signedWith = (key, content, signature) => {
  const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), key]);
  try {
    return verify(null, content, createPublicKey({ key: der, format: 'der', type: 'spki' }), signature);
  } catch {
    return false;
  }
};
const sorted = (value) => {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.keys(value).sort().map((name) => [name, sorted(value[name])]));
};
const written = (value) => Buffer.from(JSON.stringify(sorted(value)) + '\n');

const text = (value) => {
  if (typeof value !== 'string') throw new Wrong('not-read');
  return value;
};
const count = (value, least) => {
  if (!Number.isSafeInteger(value) || value < least) throw new Wrong('not-read');
  return value;
};
const shaped = (told) => {
  if (told.keys.length !== 2 || !/^([0-9a-f]{2})*$/.test(told.tenant)) throw new Wrong('not-read');
  told.keys.forEach(base64);
  const former = told.former?.map((one) => {
    if (one.keys.length !== 2) throw new Wrong('not-read');
    one.keys.forEach(base64);
    return { keys: one.keys, note: text(one.note) };
  });
  if (former?.length === 0) throw new Wrong('not-read');
  return {
    evidence: told.evidence,
    ...(former ? { former } : {}),
    keys: told.keys,
    logs: told.logs.map((log) => ({
      checkpoint: text(log.checkpoint),
      edge: log.edge.map((one) => base64(one) && one),
      first: count(log.first, 1),
      ledger: text(log.ledger),
      origin: text(log.origin),
      since: count(log.since, 0),
    })),
    made: text(told.made),
    origin: text(told.origin),
    tenant: text(told.tenant),
  };
};

class Tree {
  constructor(size, edge) {
    let ones = 0;
    for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) ones += rest % 2;
    if (edge.length !== ones) throw new Wrong('edge');
    this.size = size;
    this.edge = [...edge];
  }

  add(leaf) {
    for (let rest = this.size; rest % 2 === 1; rest = Math.floor(rest / 2)) {
      leaf = sha256(Buffer.from([1]), this.edge.pop(), leaf);
    }
    this.edge.push(leaf);
    this.size += 1;
  }

  root() {
    if (this.edge.length === 0) return sha256();
    return this.edge.reduceRight((right, left) => sha256(Buffer.from([1]), left, right));
  }
}

const HASH = '"([A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=)"';
const ID = '"([0-9a-f]{32})"';
const LINE = new RegExp(
  `^\\[(0|[1-9][0-9]{0,17}),${ID},(0|[1-9][0-9]{0,17}),${ID},(0|-?[1-9][0-9]{0,17}),${ID},${HASH},${HASH}(?:,${HASH})?(,"pruned")?\\]\n$`,
);
const NOTE_LINE = /^\u2014 ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/u;

function readNote(text) {
  const gap = text.lastIndexOf('\n\n');
  if (gap < 1 || /[\x00-\x09\x0b-\x1f]/.test(text) || !text.endsWith('\n')) throw new Wrong('checkpoint');
  const body = text.slice(0, gap + 1);
  const signatures = text.slice(gap + 2, -1).split('\n').map((line) => {
    const found = NOTE_LINE.exec(line);
    if (!found) throw new Wrong('checkpoint');
    const content = base64(found[2]);
    return { name: found[1], id: content.subarray(0, 4), content: content.subarray(4) };
  });
  const lines = body.split('\n');
  if (lines.length !== 4 || !/^(0|[1-9][0-9]{0,18})$/.test(lines[1]) || !lines[0]) throw new Wrong('checkpoint');
  const root = base64(lines[2]);
  if (root.length !== 32) throw new Wrong('checkpoint');
  return { body, signatures, origin: lines[0], size: Number(lines[1]), root };
}

// What a pair of keys has signed of a note: when, by its second signature, or nothing.
function signedBy(keys, name, note) {
  let at;
  for (const [which, kind] of [1, 6].entries()) {
    const id = sha256(name, '\n', Buffer.from([kind]), keys[which]).subarray(0, 4);
    const theirs = note.signatures.filter((one) => one.name === name && one.id.equals(id));
    if (theirs.length !== 1) return undefined;
    if (kind === 1 && !signedWith(keys[0], Buffer.from(note.body), theirs[0].content)) return undefined;
    if (kind === 6 && theirs[0].content.length !== 8 + 2420) return undefined;
    if (kind === 6) at = theirs[0].content.readBigUInt64BE(0);
  }
  return at;
}

// Every pair of keys a book has had, each with when it ended; the newest last.
function pairsOf(manifest) {
  const keys = [...(manifest.former ?? []), manifest].map((one) => one.keys.map(base64));
  const name = `${manifest.origin}/keys`;
  const tree = new Tree(0, []);
  const add = ([first, second]) =>
    tree.add(sha256(Buffer.from([0]), sha256(fields(Buffer.from('stafett/keys/1'), first, second))));
  add(keys[0]);
  let earlier = 0n;
  return keys.map((pair, number) => {
    const told = manifest.former?.[number]?.note;
    if (told === undefined) return { keys: pair };
    add(keys[number + 1]);
    let note;
    try {
      note = readNote(told);
    } catch {
      throw new Wrong('key');
    }
    const until = signedBy(pair, name, note);
    const said = `${name}\n${number + 2}\n${tree.root().toString('base64')}\n`;
    if (until === undefined || note.body !== said || until < earlier) throw new Wrong('key');
    earlier = until;
    return { keys: pair, until };
  });
}

function checkpoint(manifest, pairs, log) {
  if (!['event', 'journal'].includes(log.ledger) || !log.origin.startsWith(`${manifest.origin}/${log.ledger}/`)) {
    throw new Wrong('log');
  }
  let note;
  try {
    note = readNote(log.checkpoint);
  } catch {
    throw new Wrong('checkpoint');
  }
  const signed = pairs
    .map(({ keys, until }) => ({ until, at: signedBy(keys, log.origin, note) }))
    .findLast(({ at }) => at !== undefined);
  if (!signed || (signed.until !== undefined && signed.at > signed.until + 300n)) throw new Wrong('checkpoint');
  if (note.origin !== log.origin || log.since > note.size) throw new Wrong('checkpoint');
  return note;
}

function check(file) {
  let from = 0;
  let linesRead = 0;
  const pruned = [];
  const next = () => {
    linesRead += 1;
    const end = file.indexOf(10, from);
    if (end < 0) throw new Wrong('not-read');
    const line = file.subarray(from, end + 1);
    from = end + 1;
    return line;
  };
  try {
    const first = next();
    let manifest;
    try {
      manifest = shaped(JSON.parse(first.toString()));
      if (manifest.evidence !== 'stafett/1' || !written(manifest).equals(first)) throw new Wrong('not-read');
    } catch {
      throw new Wrong('not-read');
    }
    const keys = manifest.keys.map(base64);
    const pairs = pairsOf(manifest);
    const tenant = Buffer.from(manifest.tenant, 'hex');
    const streams = { event: new Map(), journal: new Map() };
    const ends = { event: 1, journal: 1 };
    let lines = 0;
    for (const log of manifest.logs) {
      const { size, root } = checkpoint(manifest, pairs, log);
      const tree = new Tree(log.since, log.edge.map(base64));
      let position = log.first + log.since;
      const whole = position === ends[log.ledger];
      const known = streams[log.ledger];
      if (tree.size === size && !tree.root().equals(root)) throw new Wrong('root');
      while (tree.size < size) {
        const found = LINE.exec(next().toString('latin1'));
        if (!found) throw new Wrong('not-read');
        const [, at, stream, version, eventId, time, keyId, sealedHash, leaf, given, emptied] = found;
        if (at !== String(position)) throw new Wrong('position');
        const before = known.get(stream);
        if (before === undefined) {
          const begins = version === '1';
          if (begins === (given !== undefined) || (whole && !begins)) throw new Wrong('version');
        } else if (BigInt(version) !== before.version + 1n || given !== undefined) {
          throw new Wrong('version');
        }
        const previous = before ? before.leaf : given === undefined ? Buffer.alloc(32) : base64(given);
        const outside = fields(
          Buffer.from('stafett/line/1'),
          tenant,
          Buffer.from(log.ledger),
          Buffer.from(stream, 'hex'),
          number(version, 8),
          Buffer.from(eventId, 'hex'),
          number(time, 8),
          Buffer.from(keyId, 'hex'),
          previous,
          base64(sealedHash),
        );
        const expected = sha256(Buffer.from([0]), outside);
        if (!expected.equals(base64(leaf))) throw new Wrong('leaf');
        known.set(stream, { version: BigInt(version), leaf: expected });
        tree.add(expected);
        if (tree.size === size && !tree.root().equals(root)) throw new Wrong('root');
        if (emptied !== undefined) {
          const run = pruned.at(-1);
          if (run?.[0] === log.origin && run[2] === position - 1) run[2] = position;
          else pruned.push([log.origin, position, position]);
        }
        position += 1;
        lines += 1;
      }
      ends[log.ledger] = position;
    }
    const digest = sha256(file.subarray(0, from));
    const last = next();
    let signature;
    try {
      signature = base64(JSON.parse(last.toString()).signature);
    } catch {
      throw new Wrong('seal');
    }
    const signed = fields(Buffer.from('stafett/bundle/1'), Buffer.from(manifest.origin), digest);
    const whole = written({ lines, sha256: digest.toString('base64'), signature: signature.toString('base64') });
    if (!whole.equals(last) || !signedWith(keys[0], signed, signature)) throw new Wrong('seal');
    linesRead += 1;
    if (from !== file.length) throw new Wrong('seal');
  } catch (wrong) {
    if (!(wrong instanceof Wrong)) throw wrong;
    return { code: wrong.code, line: linesRead };
  }
  return { code: null, line: linesRead, pruned };
}

const folder = process.argv[2];
for (const name of readdirSync(folder).sort()) {
  console.log(JSON.stringify({ name, ...check(readFileSync(join(folder, name))) }));
}
