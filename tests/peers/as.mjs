// SPDX-License-Identifier: Apache-2.0
// as.mjs NPM CA ISSUER COMMAND ... - the laboratory's authorization server, as
// the npm packages oauth4webapi, jose and dpop in the folder NPM see it; prints
// JSON.
//
//	token CLIENT CERT KEY [SCOPE]	discovers, authenticates by certificate
//			at the alias, has the token introspected, verifies it
//	dpop CLIENT	the same with a DPoP key, a nonce where it is asked for
//	proofs URL	{name, dpop} a line: bad proofs for a POST to URL, and
//			"good", "good again" (the same one), "jti again"
import crypto from 'node:crypto';
import fs from 'node:fs';
import https from 'node:https';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

globalThis.crypto ??= crypto.webcrypto;
globalThis.CryptoKey ??= crypto.webcrypto.CryptoKey;

const [npm, caFile, issuer, command, ...args] = process.argv.slice(2);
const require = createRequire(npm + '/');
const jose = require('jose');
const { generateProof } = require('dpop');
const oauth = await import(
	pathToFileURL(npm + '/node_modules/oauth4webapi/build/index.js'));
const ca = caFile && fs.readFileSync(caFile);

const write = (line) => console.log(JSON.stringify(line));

// ---- HTTP with a certificate, or without -----------------------------------

const urls = [];

// fetch(), as far as oauth4webapi needs it.
const fetcher = (identity) => (url, options) => new Promise((done, fail) => {
	const body = options.body?.toString();
	const request = https.request(url, {
		...identity, ca, method: options.method,
		headers: Object.fromEntries(new Headers(options.headers)),
	}, async (response) => {
		const chunks = [];

		for await (const chunk of response)
			chunks.push(chunk);
		done(new Response(Buffer.concat(chunks), {
			status: response.statusCode,
			headers: response.headers,
		}));
	});

	urls.push(url.toString());
	request.on('error', fail);
	request.end(body);
});

const withFetch = (identity) => ({ [oauth.customFetch]: fetcher(identity) });

async function discover() {
	const url = new URL(issuer);
	const response = await oauth.discoveryRequest(url,
		{ algorithm: 'oauth2', ...withFetch({}) });

	return oauth.processDiscoveryResponse(url, response);
}

async function verify(as, token) {
	const jwks = await (await fetcher({})(as.jwks_uri, { method: 'GET' })).json();

	return jose.jwtVerify(token, jose.createLocalJWKSet(jwks),
		{ issuer: as.issuer, typ: 'at+jwt' });
}

// As a resource server does that checks DPoP and knows nothing of certificates.
async function useAt(as, url, token, keys) {
	const proof = await generateProof(keys, url, 'GET', undefined, token);
	const request = new Request(url, { headers: {
		authorization: 'DPoP ' + token, dpop: proof } });

	return oauth.validateJwtAccessToken(as, request, url,
		{ requireDPoP: true, ...withFetch({}) });
}

async function introspect(as, token, identity) {
	const client = { client_id: 'introspector', use_mtls_endpoint_aliases: true };
	const response = await oauth.introspectionRequest(as, client,
		oauth.TlsClientAuth(), token, withFetch(identity));

	return oauth.processIntrospectionResponse(as, client, response);
}

const identityOf = (cert, key) =>
	({ cert: fs.readFileSync(cert), key: fs.readFileSync(key) });

// ---- commands ----------------------------------------------------------------

async function token(id, cert, key, scope) {
	const as = await discover(), identity = identityOf(cert, key);
	const client = { client_id: id, use_mtls_endpoint_aliases: true };
	const parameters = new URLSearchParams(scope ? { scope } : {});
	const response = await oauth.clientCredentialsGrantRequest(as, client,
		oauth.TlsClientAuth(), parameters, withFetch(identity));
	const answer = await oauth.processClientCredentialsResponse(as, client,
		response);
	const { payload, protectedHeader } = await verify(as, answer.access_token);

	write({ answer, payload, protectedHeader, urls });
}

async function introspection(token, cert, key) {
	write(await introspect(await discover(), token, identityOf(cert, key)));
}

async function dpop(id) {
	const as = await discover(), client = { client_id: id };
	const keys = await oauth.generateKeyPair('ES256', { extractable: true });
	const DPoP = oauth.DPoP(client, keys);
	const ask = async () => {
		const response = await oauth.clientCredentialsGrantRequest(as,
			client, oauth.None(), {}, { DPoP, ...withFetch({}) });

		return oauth.processClientCredentialsResponse(as, client, response);
	};
	let answer, asked = false;

	try {
		answer = await ask();
	} catch (error) {
		asked = oauth.isDPoPNonceError(error);
		if (!asked)
			throw error;
		answer = await ask();
	}
	const { payload } = await verify(as, answer.access_token);
	const jkt = await jose.calculateJwkThumbprint(
		await jose.exportJWK(keys.publicKey));

	const used = await useAt(as, payload.aud, answer.access_token, keys);

	write({ answer, payload, jkt, asked, used, urls });
}

async function proofs(url) {
	const { privateKey, publicKey } = await jose.generateKeyPair('ES256');
	const jwk = await jose.exportJWK(publicKey);
	const now = Math.floor(Date.now() / 1000);
	const make = (claims = {}, header = {}) => {
		const all = { jti: crypto.randomUUID(), htm: 'POST', htu: url,
			iat: now, ...claims };

		for (const name of Object.keys(all))
			if (all[name] === undefined)
				delete all[name];
		return new jose.SignJWT(all).setProtectedHeader(
			{ alg: 'ES256', typ: 'dpop+jwt', jwk, ...header })
			.sign(privateKey);
	};
	const good = await make();
	const flip = (s) => s.slice(0, -9) + (s.at(-9) === 'A' ? 'B' : 'A') +
		s.slice(-8);
	const all = {
		'good': good,
		'good again': good,
		'htm': await make({ htm: 'GET' }),
		'htu': await make({ htu: url.replace(/\/token$/, '/introspect') }),
		'htu of another port': await make({ htu: url.replace(/:\d+/, ':1') }),
		'old': await make({ iat: now - 3600 }),
		'future': await make({ iat: now + 3600 }),
		'no jti': await make({ jti: undefined }),
		'no iat': await make({ iat: undefined }),
		'typ': await make({}, { typ: 'JWT' }),
		'signature': flip(await make()),
		'other key': await make({}, { jwk: await jose.exportJWK(
			(await jose.generateKeyPair('ES256')).publicKey) }),
		'two': good + ',' + await make(),
		'nonsense': 'AAAA',
		'nonce of another server': await make({ nonce: 'stranger' }),
		// With another jti the same claims are another proof.
		'jti again': await make({ jti: JSON.parse(Buffer.from(
			good.split('.')[1], 'base64url')).jti }),
	};

	for (const [name, proof] of Object.entries(all))
		write({ name, dpop: proof });
}

await { token, introspection, dpop, proofs }[command](...args);
