// Sealing a second time, from docs/sealing.md, on WebCrypto and without a line in common with the
// Python. Opens every vector, seals it again to the same bytes, recomputes the leaves, refuses
// changed bytes, and counts the ten thousand. Prints one JSON object; exit code 1 if anything differs.

import { readFileSync } from "node:fs";
import { createHash, createHmac, webcrypto } from "node:crypto";

const { subtle } = webcrypto;
const utf8 = (text) => Buffer.from(text, "utf8");
const hex = (text) => Buffer.from(text, "hex");
const uuid = (text) => hex(text.replaceAll("-", ""));
const uint = (number, bytes) => {
  const out = Buffer.alloc(bytes);
  out.writeBigUInt64BE(BigInt(number), bytes - 8);
  return out;
};
const uint32 = (number) => {
  const out = Buffer.alloc(4);
  out.writeUInt32BE(number);
  return out;
};
const sha256 = (...parts) => createHash("sha256").update(Buffer.concat(parts)).digest();
const fields = (...values) => Buffer.concat(values.flatMap((value) => [uint32(value.length), value]));

const names = {
  line: (c) => [
    uuid(c.tenant), utf8(c.ledger), utf8(c.purpose), uuid(c.stream), uint(c.version, 8),
    uuid(c.event), hex(c.previous),
  ],
  row: (c) => [uuid(c.tenant), utf8(c.purpose), hex(c.row)],
  piece: (c) => [
    uuid(c.tenant), uuid(c.attachment), uint(c.number, 8), Buffer.from([c.last ? 1 : 0]),
    hex(c.previous),
  ],
};
const contextBytes = (keyId, c) =>
  fields(utf8("stafett/seal/1"), uuid(keyId), utf8(c.kind), ...names[c.kind](c));

function paddedLength(length) {
  const noted = length + 4;
  if (noted <= 4096) return Math.ceil(noted / 256) * 256;
  const exponent = Math.floor(Math.log2(noted));
  const kept = Math.floor(Math.log2(exponent)) + 1;
  const step = 2 ** (exponent - kept);
  return Math.ceil(noted / step) * step;
}

function pad(plain) {
  const out = Buffer.alloc(paddedLength(plain.length));
  uint32(plain.length).copy(out);
  plain.copy(out, 4);
  return out;
}

function unpad(padded) {
  const end = 4 + padded.readUInt32BE(0);
  if (end > padded.length || padded.subarray(end).some((byte) => byte !== 0)) throw new Error("padding");
  return padded.subarray(4, end);
}

async function derive(key, salt, context) {
  const material = await subtle.importKey("raw", key, "HKDF", false, ["deriveBits"]);
  const info = Buffer.concat([salt, context]);
  const how = { name: "HKDF", hash: "SHA-512", salt: new Uint8Array(0), info };
  const okm = Buffer.from(await subtle.deriveBits(how, material, 512));
  const message = await subtle.importKey("raw", okm.subarray(0, 32), "AES-GCM", false, [
    "encrypt", "decrypt",
  ]);
  return { message, commitment: okm.subarray(32) };
}

const gcm = (context) => ({ name: "AES-GCM", iv: new Uint8Array(12), additionalData: context });

async function seal(key, context, salt, plain) {
  const { message, commitment } = await derive(key, salt, context);
  const body = Buffer.from(await subtle.encrypt(gcm(context), message, pad(plain)));
  return Buffer.concat([Buffer.from([1]), salt, commitment, body]);
}

async function unseal(key, context, sealed) {
  if (sealed.length < 81 || sealed[0] !== 1) throw new Error("form");
  const { message, commitment } = await derive(key, sealed.subarray(1, 33), context);
  if (!commitment.equals(sealed.subarray(33, 65))) throw new Error("commitment");
  return unpad(Buffer.from(await subtle.decrypt(gcm(context), message, sealed.subarray(65))));
}

function leaf(vector) {
  const c = vector.context;
  const [, seconds, fraction] = /^(.{19})\.(\d{6})Z$/.exec(vector.at);
  const at = BigInt(Date.parse(`${seconds}Z`)) * 1000n + BigInt(fraction);
  const header = fields(
    utf8("stafett/line/1"), uuid(c.tenant), utf8(c.ledger), uuid(c.stream), uint(c.version, 8),
    uuid(c.event), uint(at, 8), uuid(vector.key_id), hex(c.previous), sha256(hex(vector.sealed)),
  );
  return sha256(Buffer.from([0]), header);
}

function drawn(index, word, length = 32) {
  const blocks = [];
  for (let counter = 0; counter * 32 < length; counter += 1) {
    blocks.push(sha256(uint(index, 8), uint(counter, 8), utf8(word)));
  }
  return Buffer.concat(blocks).subarray(0, length);
}

function counted(index) {
  const id = (word) => drawn(index, word, 16).toString("hex");
  const previous = drawn(index, "previous").toString("hex");
  const tenant = id("tenant");
  const contexts = [
    () => ({
      kind: "line", tenant, ledger: index % 2 ? "journal" : "event", purpose: "line",
      stream: id("stream"), version: index + 1, event: id("event"), previous,
    }),
    () => ({
      kind: "row", tenant, purpose: `projection:${index}`,
      row: drawn(index, "row", index % 50).toString("hex"),
    }),
    () => ({
      kind: "piece", tenant, attachment: id("attachment"), number: index, last: index % 2 === 0,
      previous,
    }),
  ];
  return seal(
    drawn(index, "key"),
    contextBytes(id("key id"), contexts[index % 3]()),
    drawn(index, "salt"),
    drawn(index, "plain", index % 10 === 0 ? (index * 131) % 6000 : (index * 7) % 300),
  );
}

async function unwrap(above, context, wrapped) {
  if (wrapped.length !== 113 || wrapped[0] !== 1) throw new Error("form");
  const { message, commitment } = await derive(above, wrapped.subarray(1, 33), context);
  if (!commitment.equals(wrapped.subarray(33, 65))) throw new Error("commitment");
  return Buffer.from(await subtle.decrypt(gcm(context), message, wrapped.subarray(65)));
}

// From the root key alone down to a data key: every key opened, every tag made anew.
async function downFrom(keys) {
  const label = (kind) => [utf8("stafett/wrap/1"), utf8(kind)];
  const { tenant, root, tenant_key: above, scope, data_key: data } = keys;
  const tenantKey = await unwrap(
    hex(root.key),
    fields(
      ...label("tenant key"), uuid(tenant), uint32(above.version), uuid(root.id), uint32(root.version),
    ),
    hex(above.wrapped),
  );
  const own = {};
  for (const { purpose, version, wrapped, key } of keys.book_keys) {
    const context = fields(
      ...label("book key"), uuid(tenant), utf8(purpose), uint32(version), uint32(above.version),
    );
    own[purpose] = await unwrap(tenantKey, context, hex(wrapped));
    if (!own[purpose].equals(hex(key))) throw new Error(purpose);
  }
  const tag = (key, purpose, value) =>
    createHmac("sha256", key).update(fields(utf8("stafett/tag/1"), uuid(tenant), utf8(purpose), value)).digest();
  const scopeTag = tag(own.index, "scope", fields(uuid(scope.stream), utf8(scope.kind), uuid(scope.unit)));
  if (!scopeTag.equals(hex(data.scope_tag))) throw new Error("scope tag");
  const opened = await unwrap(
    tenantKey,
    fields(
      ...label("data key"), uuid(tenant), scopeTag, uuid(data.id), uint32(data.version), uint32(above.version),
    ),
    hex(data.wrapped),
  );
  const people = ["national-number", "account"];
  const tags = keys.claims.filter(({ kind, value, tag: said }) =>
    tag(people.includes(kind) ? own.people : own.index, "claim", fields(utf8(kind), hex(value))).equals(hex(said)),
  );
  return opened.equals(hex(data.key)) && tags.length === keys.claims.length;
}

async function refused(key, context, sealed) {
  return unseal(key, context, sealed).then(() => 0, () => 1);
}

const file = JSON.parse(readFileSync(process.argv[2], "utf8"));
const seen = { opened: 0, sealed: 0, leaves: 0, refused: 0, asked_to_refuse: 0 };
for (const vector of file.vectors) {
  const key = hex(vector.key);
  const context = contextBytes(vector.key_id, vector.context);
  const sealed = hex(vector.sealed);
  if (!context.equals(hex(vector.context_bytes))) throw new Error(`context of ${vector.index}`);
  seen.opened += (await unseal(key, context, sealed)).equals(hex(vector.plain)) ? 1 : 0;
  const again = await seal(key, context, hex(vector.salt), hex(vector.plain));
  seen.sealed += again.equals(sealed) ? 1 : 0;
  if (vector.leaf) seen.leaves += leaf(vector).equals(hex(vector.leaf)) ? 1 : 0;
  for (const at of [0, 1, 33, 65, sealed.length - 1]) {
    const changed = Buffer.from(sealed);
    changed[at] ^= 1;
    seen.asked_to_refuse += 1;
    seen.refused += await refused(key, context, changed);
  }
  seen.asked_to_refuse += 1;
  seen.refused += await refused(key, Buffer.concat([context, Buffer.from([0])]), sealed);
}
const all = createHash("sha256");
for (let index = 0; index < file.counted.messages; index += 1) all.update(await counted(index));
seen.keys = await downFrom(file.keys);
seen.counted = all.digest("hex") === file.counted.sha256;
console.log(JSON.stringify(seen));
const lines = file.vectors.filter((vector) => vector.leaf).length;
const right =
  seen.opened === file.vectors.length && seen.sealed === file.vectors.length &&
  seen.leaves === lines && seen.refused === seen.asked_to_refuse && seen.counted && seen.keys;
process.exit(right ? 0 : 1);
