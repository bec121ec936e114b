// SPDX-License-Identifier: Apache-2.0
// decode.mjs NPM FILE - jose's decoding of the tokens of FILE, one a line.
// Prints two times in seconds: for the claims alone (decodeJwt), and for header
// and claims.  Reading the file is a part of both; the start of Node.js and of
// jose is not.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { decodeJwt, decodeProtectedHeader } =
	createRequire(process.argv[2] + '/')('jose');

function claims(token) {
	if (decodeJwt(token).cnf === undefined)
		throw new Error('a token without cnf');
}

function headerAndClaims(token) {
	if (decodeProtectedHeader(token).alg === undefined)
		throw new Error('a token without alg');
	claims(token);
}

// Of the clock or of the processor, which has helpers: what is less.
function seconds(decode) {
	const start = process.hrtime.bigint(), used = process.cpuUsage();

	for (const token of readFileSync(process.argv[3], 'latin1').split('\n'))
		if (token !== '')
			decode(token);
	const { user, system } = process.cpuUsage(used);

	return Math.min(Number(process.hrtime.bigint() - start) / 1e9,
		(user + system) / 1e6);
}

console.log(seconds(claims), seconds(headerAndClaims));
