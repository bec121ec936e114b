// SPDX-License-Identifier: Apache-2.0
// decode.mjs NPM FILE - jose's decodeJwt over the tokens of FILE, one a line.
// Prints the seconds for reading and decoding: the start of Node.js and of jose
// is not among them.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { decodeJwt } = createRequire(process.argv[2] + '/')('jose');
const start = process.hrtime.bigint();

for (const token of readFileSync(process.argv[3], 'latin1').split('\n'))
	if (token !== '' && decodeJwt(token).cnf === undefined)
		throw new Error('a token without cnf');
console.log(Number(process.hrtime.bigint() - start) / 1e9);
