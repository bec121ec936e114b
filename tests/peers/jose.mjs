// SPDX-License-Identifier: Apache-2.0
// jose.mjs NPM COMMAND - tokens, keys and proofs with the verdicts of the npm
// packages jose and dpop in the folder NPM, a JSON object a line.  All keys are
// made anew in each run.
//
//	signatures	{ref, token, jwks, want, policy?, ours?, third?}: does
//			jose accept the token with these keys?  Where there is a
//			policy, our verdict is "ours", whatever jose says.
//	keys		{kind, pem, jwk, thumbprint} of private keys
//	proofs		{ref, token, jwks, dpop, method, url, nonce?, want}:
//			want: the checks that must fail, blanks between
//	claims		{token, claims}: as jose decodes them
import crypto from 'node:crypto';
import { createRequire } from 'node:module';

const require = createRequire(process.argv[2] + '/');
const jose = require('jose');

// What dpop expects, and Node.js has by itself from version 20 on.
globalThis.crypto ??= crypto.webcrypto;
globalThis.CryptoKey ??= crypto.webcrypto.CryptoKey;

const encode = (data) => Buffer.from(data).toString('base64url');
const decode = (text) => Buffer.from(text, 'base64url');
const random = (n) => crypto.randomInt(n);
const write = (line) => console.log(JSON.stringify(line));

// ---- keys ------------------------------------------------------------------

const kinds = {
	'RSA': () => crypto.generateKeyPairSync('rsa', { modulusLength: 2048 }),
	'weak': () => crypto.generateKeyPairSync('rsa', { modulusLength: 1024 }),
	'P-256': () => crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' }),
	'P-384': () => crypto.generateKeyPairSync('ec', { namedCurve: 'P-384' }),
	'P-521': () => crypto.generateKeyPairSync('ec', { namedCurve: 'P-521' }),
	'Ed25519': () => crypto.generateKeyPairSync('ed25519'),
	'Ed448': () => crypto.generateKeyPairSync('ed448'),
	'oct': () => ({ privateKey: crypto.createSecretKey(crypto.randomBytes(64)) }),
};

function makeKey(kind) {
	const { privateKey, publicKey } = kinds[kind]();
	const jwk = (publicKey ?? privateKey).export({ format: 'jwk' });

	return { kind, privateKey, publicKey, jwk, kid: encode(crypto.randomBytes(6)) };
}

const algs = {
	RS256: 'RSA', RS384: 'RSA', RS512: 'RSA',
	PS256: 'RSA', PS384: 'RSA', PS512: 'RSA',
	ES256: 'P-256', ES384: 'P-384', ES512: 'P-521',
	EdDSA: 'Ed25519', 'EdDSA of Ed448': 'Ed448', Ed25519: 'Ed25519',
	HS256: 'oct', HS384: 'oct', HS512: 'oct',
};

// ---- signatures by hand, where jose makes none such --------------------------

function signRaw(alg, key, input, options = {}) {
	const hash = 'sha' + alg.slice(2), data = Buffer.from(input);
	const pss = crypto.constants.RSA_PKCS1_PSS_PADDING;

	switch (alg.slice(0, 2)) {
	case 'HS':
		return crypto.createHmac(hash, key).update(data).digest();
	case 'RS':
		return crypto.sign(hash, data, key);
	case 'PS':
		return crypto.sign(hash, data, { key, padding: pss,
			saltLength: parseInt(alg.slice(2), 10) / 8, ...options });
	case 'ES':
		return crypto.sign(hash, data, { key,
			dsaEncoding: options.der ? 'der' : 'ieee-p1363' });
	default:
		return crypto.sign(null, data, key);
	}
}

// HEADER is an object, or text that JSON.stringify() would not write.
function token(header, payload, key, alg = header.alg, options = {}) {
	const text = typeof header === 'string' ? header : JSON.stringify(header);
	const input = encode(text) + '.' + encode(payload);

	return input + '.' + encode(signRaw(alg, key, input, options));
}

// ---- the verdict of jose -----------------------------------------------------

// A key alone answers to every name; jose finds keys in sets only, and no oct.
function finder(keys) {
	if (keys.kty === 'oct')
		return (header) => jose.importJWK(keys, header.alg);
	if (keys.keys)
		return jose.createLocalJWKSet(keys);
	return (header, jws) =>
		jose.createLocalJWKSet({ keys: [{ ...keys, kid: header.kid }] })(header, jws);
}

async function verdict(text, keys) {
	try {
		await jose.compactVerify(text, finder(keys));
		return true;
	} catch (error) {
		if (error.code !== 'ERR_JWKS_MULTIPLE_MATCHING_KEYS')
			return false;
		for await (const key of error)
			if (await jose.compactVerify(text, key).then(() => true, () => false))
				return true;
		return false;
	}
}

// ---- where we mean to differ ---------------------------------------------------

// jose's decoder takes padding, the other alphabet, strange characters and spare
// bits; RFC 7515 section 2 and RFC 4648 section 3.5 do not.
function looseBase64(text) {
	return text.split('.').some((part) => encode(decode(part)) !== part) ?
		'base64url, RFC 4648 section 3.5' : undefined;
}

async function put(ref, text, keys, more = {}) {
	const want = await verdict(text, keys);
	let { policy, ours = false, third } = more;

	if (policy === undefined)
		policy = looseBase64(text);
	write({ ref, token: text, jwks: JSON.stringify(keys), want, policy, ours, third });
}

// ---- tampering -------------------------------------------------------------------

// One bit of a decoded part, encoded as it should be.
function flip(text, part) {
	const parts = text.split('.'), octets = decode(parts[part]);

	octets[random(octets.length)] ^= 1 << random(8);
	parts[part] = encode(octets);
	return parts.join('.');
}

function replacePart(text, part, by) {
	const parts = text.split('.');

	parts[part] = by(parts[part]);
	return parts.join('.');
}

const shorten = (text) => replacePart(text, 2, (s) => encode(decode(s).subarray(1)));

const alphabet =
	'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

function replaceCharacter(text) {
	let at = random(text.length);

	while (text[at] === '.')
		at = random(text.length);
	return text.slice(0, at) + alphabet[random(64)] + text.slice(at + 1);
}

// The last character's bits that belong to no octet.
function spareBits(text) {
	const last = alphabet.indexOf(text.at(-1));

	return text.slice(0, -1) + alphabet[last ^ 1];
}

const third = { third: true };

async function putTampered(name, alg, own, other, pub) {
	const good = token({ alg, kid: own.kid }, 'the payload of ' + name, own.privateKey);
	const set = pub.kty === 'oct' ? pub : { keys: [{ ...pub, kid: own.kid }] };
	const theirs = pub.kty === 'oct' ? other.jwk :
		{ keys: [{ ...other.jwk, kid: own.kid }] };

	for (let part = 0; part < 3; part++)
		for (let i = 0; i < 2; i++)
			await put(`${name}: bit of part ${part}`, flip(good, part), set, part ? third : {});
	for (let i = 0; i < 3; i++) {
		await put(`${name}: a character`, replaceCharacter(good), set);
		await put(`${name}: cut off`, good.slice(0, random(good.length)), set);
	}
	await put(`${name}: shorter signature`, shorten(good), set, third);
	await put(`${name}: longer signature`,
		replacePart(good, 2, (s) => encode(Buffer.concat([decode(s), Buffer.from([0])]))),
		set, third);
	await put(`${name}: no signature`, replacePart(good, 2, () => ''), set, third);
	await put(`${name}: signature of zeros`,
		replacePart(good, 2, (s) => encode(Buffer.alloc(decode(s).length))), set, third);
	await put(`${name}: a part more`, good + '.', set);
	await put(`${name}: other payload`, replacePart(good, 1, () => encode('other')), set, third);
	await put(`${name}: other key`, good, theirs, third);
	await put(`${name}: padded`, good + '=', set);
	if (decode(good.split('.')[2]).length % 3)
		await put(`${name}: spare bits`, spareBits(good), set);
	for (const wrong of Object.keys(algs).filter((a) => a !== alg && !a.includes(' ')))
		await put(`${name}: alg ${wrong}`,
			replacePart(good, 0, () => encode(JSON.stringify({ alg: wrong, kid: own.kid }))), set);
	await put(`${name}: alg none`,
		replacePart(good, 0, () => encode('{"alg":"none"}')), set);
	await put(`${name}: none, unsigned`,
		encode('{"alg":"none"}') + '.' + encode('{}') + '.', set);
}

async function putValid(name, alg, own, other, pub) {
	const header = { alg, kid: own.kid };
	const set = { keys: [{ ...other.jwk, kid: other.kid }, { ...pub, kid: own.kid, alg }] };
	const sign = (payload) => token(header, payload, own.privateKey);

	for (const [what, payload] of [['text', 'text'], ['JSON', '{"sub":"a"}'],
		['octets', crypto.randomBytes(1 + random(300))], ['long', 'x'.repeat(100000)]])
		await put(`${name}: ${what}`, sign(payload), pub, third);
	await put(`${name}: by jose`, await new jose.CompactSign(Buffer.from('by jose'))
		.setProtectedHeader(header).sign(own.privateKey), pub, third);
	await put(`${name}: nothing`, sign(''), pub);
	await put(`${name}: no kid`, token({ alg }, 'p', own.privateKey), pub, third);
	await put(`${name}: more in the header`, token({ ...header, typ: 'a+jwt', cty: 'x',
		'é': [1, { a: null }] }, 'p', own.privateKey), pub);
	await put(`${name}: white space in the header`,
		token(` { "alg" : "${alg}"\n} `, 'p', own.privateKey, alg), pub);
	if (pub.kty === 'oct')
		return;
	await put(`${name}: by kid`, sign('p'), set, third);
	await put(`${name}: in a set without kid`, token({ alg }, 'p', own.privateKey), set, third);
	await put(`${name}: in a set without names`, token({ alg }, 'p', own.privateKey),
		{ keys: [other.jwk, pub] }, third);
	await put(`${name}: kid of another key`,
		token({ alg, kid: other.kid }, 'p', own.privateKey), set);
	await put(`${name}: kid of no key`, token({ alg, kid: 'x' }, 'p', own.privateKey), set);
	await put(`${name}: key for its alg`, sign('p'), { ...pub, alg, use: 'sig',
		key_ops: ['verify'], kid: own.kid });
	await put(`${name}: key for encryption`, sign('p'), { ...pub, use: 'enc' });
	await put(`${name}: key that signs`, sign('p'), { ...pub, key_ops: ['sign'] });
	await put(`${name}: key for another alg`, sign('p'),
		{ ...pub, alg: alg === 'RS512' ? 'RS256' : 'RS512' });
}

async function putHeaders(name, alg, own, pub) {
	const sign = (header) => token(header, 'p', own.privateKey, alg);
	const policy = (words, ours) => ({ policy: words, ours });

	for (const bad of ['[]', '"x"', '{', '{}', '', 'null', `{"alg":["${alg}"]}`,
		`{"alg":"${alg.toLowerCase()}"}`, `{"alg":"${alg}"}x`, `{"alg":"${alg}",}`])
		await put(`${name}: header ${bad}`, sign(bad), pub);
	for (const crit of [[], 'b64', [1], ['exp'], ['alg'], null])
		await put(`${name}: crit ${crit}`, sign({ alg, crit, exp: 1 }), pub);
	await put(`${name}: crit names exp, which is not there`, sign({ alg, crit: ['exp'] }), pub);
	// jose knows the extension b64, we know none.
	await put(`${name}: crit b64`, sign({ alg, crit: ['b64'], b64: true }), pub,
		policy('crit: no extension is understood, RFC 7515 section 4.1.11', false));
	await put(`${name}: b64 without crit`, sign({ alg, b64: false }), pub,
		policy('b64 must be in crit, RFC 7797 section 6', false));
	await put(`${name}: alg twice`, sign(`{"alg":"${alg}","alg":"${alg}"}`), pub,
		policy('duplicate names, RFC 7515 section 4', false));
	await put(`${name}: kid that is a number`, sign({ alg, kid: 1 }), pub,
		policy('kid is a string, RFC 7515 section 4.1.4', false));
	await put(`${name}: white space around`, ' ' + sign({ alg }) + '\n', pub,
		policy('white space around a token is not part of it', true));
}

// Keys that the header brings, and a public key as the secret of HMAC.
async function putAttacks(own, pub) {
	const thief = makeKey('P-256');
	const forged = (header) => token({ alg: 'ES256', ...header }, 'p', thief.privateKey);

	for (const bring of [{ jwk: thief.jwk }, { jku: 'https://thief.example/' },
		{ x5u: 'https://thief.example/' }, { x5c: ['AA=='] }, { jwk: thief.jwk, kid: own.kid }])
		await put(`a key in the header: ${Object.keys(bring)}`, forged(bring),
			{ keys: [{ ...pub, kid: own.kid }] });
	for (const secret of [own.publicKey.export({ format: 'pem', type: 'spki' }),
		own.publicKey.export({ format: 'der', type: 'spki' }),
		JSON.stringify(pub), decode(pub.n ?? pub.x)])
		for (const alg of ['HS256', 'HS384', 'HS512'])
			await put(`${alg} with the public key`,
				token({ alg }, 'p', crypto.createSecretKey(Buffer.from(secret)), alg), pub);
}

async function putOdd(keys) {
	const rsa = keys.RSA[0], ec = keys['P-256'][0], weak = makeKey('weak');
	const good = token({ alg: 'ES256' }, 'p', ec.privateKey);
	const policy = (words, ours) => ({ policy: words, ours });
	const order = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');
	const secret = { kty: 'oct', k: encode(crypto.randomBytes(20)) };

	await put('ES256: in DER', token({ alg: 'ES256' }, 'p', ec.privateKey, 'ES256',
		{ der: true }), ec.jwk);
	await put('ES256: the other s', replacePart(good, 2, (text) => {
		const s = BigInt('0x' + decode(text).toString('hex', 32));

		return encode(Buffer.concat([decode(text).subarray(0, 32),
			Buffer.from((order - s).toString(16).padStart(64, '0'), 'hex')]));
	}), ec.jwk);
	await put('ES256: r and s in turn', replacePart(good, 2, (text) =>
		encode(Buffer.concat([decode(text).subarray(32), decode(text).subarray(0, 32)]))),
	ec.jwk);
	await put('ES256: a point off the curve', good,
		{ ...ec.jwk, x: encode(decode(ec.jwk.x).map((o, i) => i === 9 ? o ^ 1 : o)) });
	for (const saltLength of [0, 20, 222])
		await put(`PS256: a salt of ${saltLength}`, token({ alg: 'PS256' }, 'p',
			rsa.privateKey, 'PS256', { saltLength }), rsa.jwk);
	for (const alg of ['RS256', 'PS256'])
		await put(`${alg}: 1024 bits`, token({ alg }, 'p', weak.privateKey), weak.jwk);
	await put('HS256: a short key', token({ alg: 'HS256' }, 'p',
		crypto.createSecretKey(decode(secret.k))), secret,
	policy('a secret is as long as the hash, RFC 7518 section 3.2', false));
	await put('ES256: kid, and a set without names', token({ alg: 'ES256', kid: 'x' }, 'p',
		ec.privateKey), { keys: [ec.jwk] },
	policy('keys without kid are tried, RFC 7515 section 4.1.4', true));
	await put('ES256: the other alphabet',
		replacePart(good, 2, (s) => s.replace(/-/g, '+').replace(/_/g, '/')), ec.jwk);
	await put('ES256: a set without keys', good, { keys: [] });
}

async function signatures() {
	const keys = {};

	for (const kind of new Set(Object.values(algs)))
		keys[kind] = [makeKey(kind), makeKey(kind)];
	for (const [name, kind] of Object.entries(algs)) {
		const [own, other] = keys[kind], alg = name.split(' ')[0];

		await putValid(name, alg, own, other, own.jwk);
		await putTampered(name, alg, own, other, own.jwk);
		await putHeaders(name, alg, own, own.jwk);
	}
	await putAttacks(keys.RSA[0], keys.RSA[0].jwk);
	await putAttacks(keys['P-256'][0], keys['P-256'][0].jwk);
	await putAttacks(keys.Ed25519[0], keys.Ed25519[0].jwk);
	await putOdd(keys);
}

// ---- thumbprints -------------------------------------------------------------------

async function keys() {
	for (const kind of ['RSA', 'P-256', 'P-384', 'P-521', 'Ed25519', 'Ed448']) {
		const key = makeKey(kind);

		write({
			kind,
			pem: key.privateKey.export({ format: 'pem', type: 'pkcs8' }),
			jwk: key.privateKey.export({ format: 'jwk' }),
			thumbprint: await jose.calculateJwkThumbprint(key.jwk),
		});
	}
}

// ---- proofs ------------------------------------------------------------------------

const method = 'POST', url = 'https://api.example/v1/things', nonce = 'a-nonce';

async function bound(issuer, thumbprint) {
	return new jose.SignJWT({ cnf: { jkt: thumbprint } })
		.setProtectedHeader({ alg: 'ES256', typ: 'at+jwt' })
		.setIssuedAt().setExpirationTime('1h').sign(issuer.privateKey);
}

async function proofs() {
	const { generateProof, generateKeyPair, calculateThumbprint } = await import(
		require.resolve('dpop'));
	const issuer = makeKey('P-256'), jwks = JSON.stringify(issuer.jwk);
	const say = (ref, text, dpop, want, more = {}) => write({ ref, token: text, jwks, dpop,
		method, url, ...more,
		// A key whose proof does not hold is not proven.
		want: want && !want.includes('cnf.jkt') ? want + ' cnf.jkt' : want });

	for (const alg of ['ES256', 'RS256', 'PS256', 'Ed25519', 'EdDSA']) {
		const key = await generateKeyPair(alg === 'EdDSA' ? 'Ed25519' : alg);
		const other = await generateKeyPair('ES256');
		const text = await bound(issuer, await calculateThumbprint(key.publicKey));
		const prove = (...what) => alg === 'EdDSA' ? proveByJose(key, ...what) :
			generateProof(key, ...what);

		say(`${alg}`, text, await prove(url, method, undefined, text), '');
		say(`${alg}: nonce`, text, await prove(url, method, nonce, text), '', { nonce });
		say(`${alg}: other nonce`, text, await prove(url, method, 'other', text),
			'dpop.nonce', { nonce });
		say(`${alg}: query`, text, await prove(url, method, undefined, text), '',
			{ url: url + '?a=b#c' });
		say(`${alg}: other method`, text, await prove(url, 'GET', undefined, text),
			'dpop.method');
		say(`${alg}: other path`, text, await prove(url + '/1', method, undefined, text),
			'dpop.url');
		say(`${alg}: no ath`, text, await prove(url, method), 'dpop.token');
		say(`${alg}: ath of another`, text, await prove(url, method, undefined, text + 'a'),
			'dpop.token');
		say(`${alg}: other key`, text, await generateProof(other, url, method, undefined, text),
			'dpop.key cnf.jkt');
		for (let i = 0; i < 3; i++)
			say(`${alg}: a bit of the signature`, text,
				flip(await prove(url, method, undefined, text), 2), 'dpop.signature');
		say(`${alg}: shorter signature`, text,
			shorten(await prove(url, method, undefined, text)), 'dpop.signature');
	}
}

async function proveByJose(key, htu, htm, nonceWanted, text) {
	return new jose.SignJWT({ htu, htm, nonce: nonceWanted, jti: crypto.randomUUID(),
		ath: text && encode(crypto.createHash('sha256').update(text).digest()) })
		.setProtectedHeader({ alg: 'EdDSA', typ: 'dpop+jwt',
			jwk: await jose.exportJWK(key.publicKey) })
		.setIssuedAt().sign(key.privateKey);
}

// ---- claims --------------------------------------------------------------------------

function randomText() {
	const ranges = [[0x1, 0x20], [0x20, 0x7f], [0x80, 0x7ff], [0x800, 0xd7ff],
		[0xe000, 0xffff], [0x10000, 0x10ffff]];
	let text = '';

	for (let n = random(12); n > 0; n--) {
		const [from, to] = ranges[random(ranges.length)];

		text += String.fromCodePoint(from + random(to - from));
	}
	return text;
}

function randomValue(depth) {
	const makers = [() => null, () => random(2) === 1, randomText,
		() => random(2 ** 32), () => -random(100), () => Math.random(),
		() => Math.random() * 10 ** (random(600) - 300),
		() => Array.from({ length: random(4) }, () => randomValue(depth + 1)),
		() => randomObject(depth + 1)];

	return makers[random(depth < 5 ? makers.length : 5)]();
}

function randomObject(depth) {
	const entries = Array.from({ length: random(5) }, () =>
		[randomText(), randomValue(depth)]);

	return Object.fromEntries(entries);
}

async function claims() {
	const key = makeKey('oct');
	const odd = ['{}', '{"exp":1.5e9,"iat":-0.0,"nbf":1E+2}',
		'{"n":12345678901234567890,"m":0.1,"k":1e-300,"e":5e-324,"x":1.7976931348623157e308}',
		'{"sub":"\\u00e9\\ud83d\\ude00 \\"\\\\\\/\\b\\f\\n\\r\\t","\\u0061":1}',
		'{"":"","a b":" ","__proto__":1,"constructor":2}',
		'{"cnf":{"jwk":{"kty":"oct","k":"AA"},"x5t#S256":"x"},"aud":["a",["b",[]]]}',
		'{"a":[[[[[[[[[[[[[[[[{"b":[{}]}]]]]]]]]]]]]]]]]}',
		'{"sub":"\u0085\u2028\u2029\ufeff\uffff\u{10ffff}"}', ' {\n"a" :\t1 }\r\n'];

	for (let i = 0; i < 40; i++)
		odd.push(JSON.stringify(randomObject(0)));
	for (const text of odd) {
		const made = token({ alg: 'HS256' }, text, key.privateKey);

		write({ token: made, claims: jose.decodeJwt(made) });
	}
}

await { signatures, keys, proofs, claims }[process.argv[3]]();
