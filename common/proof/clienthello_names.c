/* SPDX-License-Identifier: Apache-2.0 */
/*
 * clienthello_names.c - the registered names of what clients offer.  Of the
 * cipher suites those with RSA, DHE or ECDHE that clients still offer.
 */
#include "proof/clienthello.h"
#include "proof/tlsmsg.h"

struct number_name {
	unsigned number;
	const char *name;
};

static const struct number_name versions[] = {
	{ 0x0300, "SSL3.0" },
	{ 0x0301, "TLS1.0" },
	{ 0x0302, "TLS1.1" },
	{ 0x0303, "TLS1.2" },
	{ 0x0304, "TLS1.3" },
};

static const struct number_name suites[] = {
	{ 0x0001, "TLS_RSA_WITH_NULL_MD5" },
	{ 0x0002, "TLS_RSA_WITH_NULL_SHA" },
	{ 0x0004, "TLS_RSA_WITH_RC4_128_MD5" },
	{ 0x0005, "TLS_RSA_WITH_RC4_128_SHA" },
	{ 0x000a, "TLS_RSA_WITH_3DES_EDE_CBC_SHA" },
	{ 0x0016, "TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA" },
	{ 0x002f, "TLS_RSA_WITH_AES_128_CBC_SHA" },
	{ 0x0033, "TLS_DHE_RSA_WITH_AES_128_CBC_SHA" },
	{ 0x0035, "TLS_RSA_WITH_AES_256_CBC_SHA" },
	{ 0x0039, "TLS_DHE_RSA_WITH_AES_256_CBC_SHA" },
	{ 0x003b, "TLS_RSA_WITH_NULL_SHA256" },
	{ 0x003c, "TLS_RSA_WITH_AES_128_CBC_SHA256" },
	{ 0x003d, "TLS_RSA_WITH_AES_256_CBC_SHA256" },
	{ 0x0067, "TLS_DHE_RSA_WITH_AES_128_CBC_SHA256" },
	{ 0x006b, "TLS_DHE_RSA_WITH_AES_256_CBC_SHA256" },
	{ 0x009c, "TLS_RSA_WITH_AES_128_GCM_SHA256" },
	{ 0x009d, "TLS_RSA_WITH_AES_256_GCM_SHA384" },
	{ 0x009e, "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256" },
	{ 0x009f, "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384" },
	{ 0x00ff, "TLS_EMPTY_RENEGOTIATION_INFO_SCSV" },
	{ 0x1301, "TLS_AES_128_GCM_SHA256" },
	{ 0x1302, "TLS_AES_256_GCM_SHA384" },
	{ 0x1303, "TLS_CHACHA20_POLY1305_SHA256" },
	{ 0x1304, "TLS_AES_128_CCM_SHA256" },
	{ 0x1305, "TLS_AES_128_CCM_8_SHA256" },
	{ 0x5600, "TLS_FALLBACK_SCSV" },
	{ 0xc006, "TLS_ECDHE_ECDSA_WITH_NULL_SHA" },
	{ 0xc007, "TLS_ECDHE_ECDSA_WITH_RC4_128_SHA" },
	{ 0xc008, "TLS_ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA" },
	{ 0xc009, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA" },
	{ 0xc00a, "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA" },
	{ 0xc010, "TLS_ECDHE_RSA_WITH_NULL_SHA" },
	{ 0xc011, "TLS_ECDHE_RSA_WITH_RC4_128_SHA" },
	{ 0xc012, "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA" },
	{ 0xc013, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA" },
	{ 0xc014, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA" },
	{ 0xc023, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256" },
	{ 0xc024, "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384" },
	{ 0xc027, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256" },
	{ 0xc028, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384" },
	{ 0xc02b, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256" },
	{ 0xc02c, "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384" },
	{ 0xc02f, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256" },
	{ 0xc030, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384" },
	{ 0xc09c, "TLS_RSA_WITH_AES_128_CCM" },
	{ 0xc09d, "TLS_RSA_WITH_AES_256_CCM" },
	{ 0xc09e, "TLS_DHE_RSA_WITH_AES_128_CCM" },
	{ 0xc09f, "TLS_DHE_RSA_WITH_AES_256_CCM" },
	{ 0xc0a0, "TLS_RSA_WITH_AES_128_CCM_8" },
	{ 0xc0a1, "TLS_RSA_WITH_AES_256_CCM_8" },
	{ 0xc0a2, "TLS_DHE_RSA_WITH_AES_128_CCM_8" },
	{ 0xc0a3, "TLS_DHE_RSA_WITH_AES_256_CCM_8" },
	{ 0xc0ac, "TLS_ECDHE_ECDSA_WITH_AES_128_CCM" },
	{ 0xc0ad, "TLS_ECDHE_ECDSA_WITH_AES_256_CCM" },
	{ 0xc0ae, "TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8" },
	{ 0xc0af, "TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8" },
	{ 0xcca8, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256" },
	{ 0xcca9, "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256" },
	{ 0xccaa, "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256" },
};

/* RFC 8446 section 4.2.7, RFC 8422, RFC 7919, RFC 7027, RFC 8734. */
static const struct number_name groups[] = {
	{ 19, "secp192r1" },
	{ 21, "secp224r1" },
	{ 22, "secp256k1" },
	{ 23, "secp256r1" },
	{ 24, "secp384r1" },
	{ 25, "secp521r1" },
	{ 26, "brainpoolP256r1" },
	{ 27, "brainpoolP384r1" },
	{ 28, "brainpoolP512r1" },
	{ 29, "x25519" },
	{ 30, "x448" },
	{ 31, "brainpoolP256r1tls13" },
	{ 32, "brainpoolP384r1tls13" },
	{ 33, "brainpoolP512r1tls13" },
	{ 41, "curveSM2" },
	{ 256, "ffdhe2048" },
	{ 257, "ffdhe3072" },
	{ 258, "ffdhe4096" },
	{ 259, "ffdhe6144" },
	{ 260, "ffdhe8192" },
	{ 512, "MLKEM512" },
	{ 513, "MLKEM768" },
	{ 514, "MLKEM1024" },
	{ 4587, "SecP256r1MLKEM768" },
	{ 4588, "X25519MLKEM768" },
	{ 4589, "SecP384r1MLKEM1024" },
	{ 25497, "X25519Kyber768Draft00" },
};

/* The registry that RFC 8447 describes; 13172 and 17513 never were in it. */
static const struct number_name extensions[] = {
	{ EXT_SERVER_NAME, "server_name" },
	{ 1, "max_fragment_length" },
	{ 5, "status_request" },
	{ EXT_SUPPORTED_GROUPS, "supported_groups" },
	{ 11, "ec_point_formats" },
	{ 12, "srp" },
	{ EXT_SIGNATURE_ALGORITHMS, "signature_algorithms" },
	{ 14, "use_srtp" },
	{ 15, "heartbeat" },
	{ EXT_ALPN, "application_layer_protocol_negotiation" },
	{ 17, "status_request_v2" },
	{ 18, "signed_certificate_timestamp" },
	{ 19, "client_certificate_type" },
	{ 20, "server_certificate_type" },
	{ 21, "padding" },
	{ 22, "encrypt_then_mac" },
	{ EXT_EXTENDED_MASTER_SECRET, "extended_master_secret" },
	{ EXT_TOKEN_BINDING, "token_binding" },
	{ 27, "compress_certificate" },
	{ 28, "record_size_limit" },
	{ 34, "delegated_credential" },
	{ EXT_SESSION_TICKET, "session_ticket" },
	{ EXT_PRE_SHARED_KEY, "pre_shared_key" },
	{ EXT_EARLY_DATA, "early_data" },
	{ EXT_SUPPORTED_VERSIONS, "supported_versions" },
	{ 44, "cookie" },
	{ 45, "psk_key_exchange_modes" },
	{ 47, "certificate_authorities" },
	{ EXT_POST_HANDSHAKE_AUTH, "post_handshake_auth" },
	{ EXT_SIGNATURE_ALGORITHMS_CERT, "signature_algorithms_cert" },
	{ EXT_KEY_SHARE, "key_share" },
	{ 57, "quic_transport_parameters" },
	{ 13172, "next_protocol_negotiation" },
	{ 17513, "application_settings" },
	{ 0xfe0d, "encrypted_client_hello" },
	{ EXT_RENEGOTIATION_INFO, "renegotiation_info" },
};

static const char *
in_hex(unsigned number, char ret_text[static CLIENTHELLO_TEXT])
{
	if (clienthello_is_grease(number))
		return "GREASE";
	snprintf(ret_text, CLIENTHELLO_TEXT, "0x%04x", number & 0xffff);
	return ret_text;
}

static const char *
look_up(const struct number_name *rows, size_t n, unsigned number,
	char ret_text[static CLIENTHELLO_TEXT])
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].number == number)
			return rows[i].name;
	return in_hex(number, ret_text);
}

const char *
clienthello_version_name(unsigned version,
	char ret_text[static CLIENTHELLO_TEXT])
{
	return look_up(versions, ARRAY_LEN(versions), version, ret_text);
}

const char *
clienthello_suite_name(unsigned suite, char ret_text[static CLIENTHELLO_TEXT])
{
	return look_up(suites, ARRAY_LEN(suites), suite, ret_text);
}

const char *
clienthello_group_name(unsigned group, char ret_text[static CLIENTHELLO_TEXT])
{
	return look_up(groups, ARRAY_LEN(groups), group, ret_text);
}

const char *
clienthello_scheme_name(unsigned scheme, char ret_text[static CLIENTHELLO_TEXT])
{
	const char *name = tlsmsg_scheme_name(scheme);

	return strcmp(name, "unknown") == 0 ? in_hex(scheme, ret_text) : name;
}

const char *
clienthello_extension_name(unsigned type,
	char ret_text[static CLIENTHELLO_TEXT])
{
	return look_up(extensions, ARRAY_LEN(extensions), type, ret_text);
}
