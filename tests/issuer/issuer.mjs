// A real issuer of log-ins, for the tests: oidc-provider, told on standard input whom it knows.
//
// Input: {"port", "audience", "clients": [{"id", "jwks", "secretless", "grants", "redirect",
// "consumer", "supplier", "dpop"}], "people": {"login": {"pid"}}}. It says "listening" when it is.
// People are logged in by name (login_hint), as surely as was asked for (acr_values). That is all
// it makes easier than a real one; every protocol step is the library's own.

import { createServer } from "node:http";
import { generateKeyPairSync, createPublicKey, verify } from "node:crypto";
import { Provider, errors } from "oidc-provider";

const JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
const ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
const UNSURE = "idporten-loa-substantial";

const wanted = JSON.parse(await new Response(process.stdin).text());
const base = `http://127.0.0.1:${wanted.port}`;
const known = new Map(wanted.clients.map((client) => [client.id, client]));

function key(kind, options, kid, alg) {
  const { privateKey } = generateKeyPairSync(kind, options);
  return { ...privateKey.export({ format: "jwk" }), kid, alg, use: "sig" };
}

const keys = [
  key("rsa", { modulusLength: 2048 }, "rsa-1", "RS256"),
  key("ec", { namedCurve: "P-256" }, "ec-1", "ES256"),
];

function organisation(number) {
  return { authority: "iso6523-actorid-upis", ID: number };
}

function claimsOf(ctx, token) {
  const client = known.get(token.clientId) ?? {};
  const claims = { ...(token.extra ?? {}) };
  if (client.consumer) claims.consumer = organisation(client.consumer);
  if (client.supplier) {
    claims.supplier = organisation(client.supplier);
    claims.delegation_source = `${base}/delegations`;
  }
  const code = ctx.oidc?.entities?.AuthorizationCode;
  if (token.accountId && code) {
    claims.pid = wanted.people[token.accountId].pid;
    claims.acr = code.acr ?? UNSURE;
    claims.auth_time = code.authTime;
  }
  return claims;
}

const provider = new Provider(base, {
  jwks: { keys },
  clients: wanted.clients.map((client) => ({
    client_id: client.id,
    jwks: client.jwks,
    grant_types: client.grants,
    redirect_uris: client.redirect ? [client.redirect] : [],
    response_types: client.redirect ? ["code"] : [],
    token_endpoint_auth_method: client.secretless ? "none" : "private_key_jwt",
    token_endpoint_auth_signing_alg: client.secretless ? undefined : "ES256",
    id_token_signed_response_alg: "RS256",
    dpop_bound_access_tokens: client.dpop ?? false,
    application_type: client.redirect ? "native" : "web",
  })),
  clientDefaults: { id_token_signed_response_alg: "RS256" },
  acrValues: ["idporten-loa-high", UNSURE],
  claims: { openid: ["sub", "pid"], acr: null },
  scopes: ["openid"],
  ttl: { AccessToken: 600, ClientCredentials: wanted.life ?? 120 },
  cookies: { keys: ["only for tests"] },
  pkce: { required: () => true },
  findAccount: (ctx, id) =>
    wanted.people[id] && { accountId: id, claims: () => ({ sub: id, ...wanted.people[id] }) },
  interactions: { url: (ctx, interaction) => `/log-in/${interaction.uid}` },
  extraTokenClaims: claimsOf,
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    dPoP: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => wanted.audience,
      useGrantedResource: () => true,
      getResourceServerInfo: (ctx, resource) => ({
        scope: wanted.scope,
        audience: resource,
        accessTokenTTL: wanted.life ?? 120,
        accessTokenFormat: "jwt",
        jwt: { sign: { alg: "RS256" } },
      }),
    },
  },
});

function jwtParts(text) {
  const [head, body, signature] = text.split(".");
  const read = (part) => JSON.parse(Buffer.from(part, "base64url"));
  return { head: read(head), claims: read(body), signed: `${head}.${body}`, signature };
}

function signedBy(parts, jwk, digest) {
  const key = { key: createPublicKey({ key: jwk, format: "jwk" }), dsaEncoding: "ieee-p1363" };
  return verify(digest, Buffer.from(parts.signed), key, Buffer.from(parts.signature, "base64url"));
}

async function issue(ctx, client, extra, accountId) {
  const info = await ctx.oidc.provider.ResourceServer;
  const server = new info(wanted.audience, {
    scope: wanted.scope,
    audience: wanted.audience,
    accessTokenTTL: wanted.life ?? 120,
    accessTokenFormat: "jwt",
    jwt: { sign: { alg: "RS256" } },
  });
  const Token = accountId ? ctx.oidc.provider.AccessToken : ctx.oidc.provider.ClientCredentials;
  const token = new Token({ client, scope: ctx.oidc.params.scope, accountId, extra });
  token.resourceServer = server;
  token.extra = extra;
  ctx.oidc.entity(Token.name, token);
  ctx.body = {
    access_token: await token.save(),
    expires_in: token.expiration,
    token_type: "Bearer",
    scope: token.scope,
  };
}

// As Maskinporten: the grant itself says who asks, and is used once (RFC 7523 section 2.1).
const used = new Set();
provider.registerGrantType(
  JWT_BEARER,
  async (ctx) => {
    const { client, params } = ctx.oidc;
    const grant = jwtParts(params.assertion);
    const now = Date.now() / 1000;
    const good =
      signedBy(grant, known.get(client.clientId).jwks.keys[0], "sha256") &&
      grant.claims.iss === client.clientId &&
      grant.claims.aud === base &&
      grant.claims.exp > now &&
      grant.claims.exp - grant.claims.iat <= 120 &&
      !used.has(grant.claims.jti);
    if (!good) throw new errors.InvalidGrant("the grant does not hold");
    used.add(grant.claims.jti);
    await issue(ctx, client, {});
  },
  ["assertion", "scope"],
);

// The user's token for a partner, made into one for us that says who brought the user along.
provider.registerGrantType(
  TOKEN_EXCHANGE,
  async (ctx) => {
    const { client, params } = ctx.oidc;
    const subject = jwtParts(params.subject_token);
    const good =
      params.subject_token_type === ACCESS_TOKEN &&
      signedBy(subject, keys[0], "sha256") &&
      subject.claims.exp > Date.now() / 1000;
    if (!good) throw new errors.InvalidGrant("the subject token does not hold");
    const { pid, acr } = subject.claims;
    const act = { sub: known.get(client.clientId).consumer };
    await issue(ctx, client, { pid, acr, act }, subject.claims.sub);
  },
  ["subject_token", "subject_token_type", "scope"],
);

async function logIn(request, response) {
  const { uid, params, grantId } = await provider.interactionDetails(request, response);
  const accountId = params.login_hint;
  const grant = grantId
    ? await provider.Grant.find(grantId)
    : new provider.Grant({ accountId, clientId: params.client_id });
  grant.addOIDCScope("openid");
  grant.addResourceScope(params.resource ?? wanted.audience, wanted.scope);
  const acr = (params.acr_values ?? UNSURE).split(" ")[0];
  const consent = { grantId: await grant.save() };
  await provider.interactionFinished(request, response, { login: { accountId, acr }, consent });
}

const serve = provider.callback();
createServer((request, response) => {
  if (!request.url.startsWith("/log-in/")) return serve(request, response);
  logIn(request, response).catch((fault) => {
    response.statusCode = 500;
    response.end(String(fault));
  });
}).listen(wanted.port, "127.0.0.1", () => console.log("listening"));
