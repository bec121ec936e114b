// SPDX-License-Identifier: Apache-2.0
// imitate.js CERT KEY CA [CRL]: a TLS server by Node that demands a client
// certificate of CA and looks into CRL.  It prints "port N".
'use strict';

const fs = require('fs');
const tls = require('tls');

const [cert, key, ca, crl] = process.argv.slice(2)
	.map((name) => fs.readFileSync(name, 'latin1'));
const end = '-----END X509 CRL-----\n';
const server = tls.createServer({
	cert,
	key,
	ca,
	crl: crl && crl.split(end).slice(0, -1).map((one) => one + end),
	requestCert: true,
	rejectUnauthorized: true,
}, (socket) => {
	socket.on('error', () => {});
	socket.end('hello\n');
});
server.on('tlsClientError', () => {});
server.listen(0, '127.0.0.1', () => {
	console.log('port ' + server.address().port);
});
