#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""causes_pairs.py PKI SERVERS COUNT [SEED]: two faults at once.

Client certificates with two faults, drawn at random, are refused by servers
of SERVERS (lines of "name port ...": s_server, gnutls and on), in a version of
TLS that is drawn, too.  tlsbind-handshake --diagnose must name both, until
COUNT have been refused.  What a server took does not count.

A fault that this server is known to tolerate is no cause there; then it is
enough that a check tells of it.
"""
import concurrent.futures
import itertools
import json
import os
import random
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from pki_more import (CLIENT, DAY, SERVER, Party, hashes,  # noqa: E402
                      issue, new_key, save)

# The id of each fault, and its groups: of one group only one can be there.
# Nobody looks at the signature that a certificate has of itself.
FAULTS = {
    "client-cert-expired": "dates",
    "client-cert-not-yet-valid": "dates",
    "missing-clientauth-eku": "leaf eku",
    "ku-no-digital-signature": "leaf ku",
    "weak-signature": "digest",
    "weak-key": "key",
    "unknown-ca": "root",
    "self-signed-client": "root chain narrow digest",
    "missing-intermediate": "chain narrow",
    "chain-wrong-order": "chain",
    "intermediate-eku-constrained": "narrow",
    "key-cert-mismatch": "fit",
}
BY_CHAIN = {"missing-intermediate", "chain-wrong-order",
            "intermediate-eku-constrained"}

# As tests/peers/truth.bats has it, fault by fault.
TOLERATED = {
    "s_server": {"ku-no-digital-signature"},
    "on": {"ku-no-digital-signature"},
    "gnutls": {"missing-clientauth-eku", "intermediate-eku-constrained",
               "weak-key"},
}
CHECKS = {
    "ku-no-digital-signature": "client-cert.key-usage",
    "missing-clientauth-eku": "client-cert.eku",
    "intermediate-eku-constrained": "client-cert.eku",
    "weak-key": "client-cert.strength",
}
THREADS = 4
SECONDS = 30
DRAWS_PER_CASE = 5


def pairs():
    for one, two in itertools.combinations(FAULTS, 2):
        if not set(FAULTS[one].split()) & set(FAULTS[two].split()):
            yield {one, two}


class Maker:
    """Makes clients with faults below the authorities of a PKI."""

    def __init__(self, pki, draw):
        self.pki, self.draw, self.made = pki, draw, 0
        self.good, self.other = (Party.load(pki, name)
                                 for name in ("client-ca", "other-root"))

    def dates(self, faults):
        days = self.draw.randint(10, 1000) * DAY
        if "client-cert-expired" in faults:
            return {"first": -days - 30 * DAY, "last": -days}
        if "client-cert-not-yet-valid" in faults:
            return {"first": days, "last": days + 30 * DAY}
        return {"last": days}

    def leaf(self, faults, issuer):
        weak = "weak-key" in faults
        serveronly = "missing-clientauth-eku" in faults
        agreement = "ku-no-digital-signature" in faults
        return issue(
            "client %d" % self.made, issuer,
            key=new_key("rsa1024" if weak else "p256"),
            eku=(SERVER,) if serveronly else (CLIENT,),
            ku=("key_agreement",) if agreement else ("digital_signature",),
            digest=hashes.SHA1() if "weak-signature" in faults else None,
            **self.dates(faults))

    def chain(self, faults):
        if "self-signed-client" in faults:
            return [self.leaf(faults, None)]
        root = self.other if "unknown-ca" in faults else self.good
        if not faults & BY_CHAIN:
            return [self.leaf(faults, root)]
        narrow = "intermediate-eku-constrained" in faults
        between = issue("Between %d" % self.made, root, ca=0,
                        eku=(SERVER,) if narrow else ())
        chain = [self.leaf(faults, between), between]
        return chain[::-1] if "chain-wrong-order" in faults else chain

    def options(self, faults):
        """Options that present such a client."""
        self.made += 1
        name = "pair-%d" % self.made
        path = "%s/%s" % (self.pki, name)
        chain = self.chain(faults)
        leaf = chain[-1] if "chain-wrong-order" in faults else chain[0]
        key = leaf
        if "key-cert-mismatch" in faults:
            kind = "rsa2048" if "weak-key" in faults else "p256"
            key = Party(None, new_key(kind))
        options = ["--cert", path + ".pem", "--key", path + ".key"]
        if "missing-intermediate" in faults:
            save(self.pki, name + "-extra", chain[1:], chain[1])
            options += ["--extra", path + "-extra.pem"]
            chain = chain[:1]
        save(self.pki, name, chain, key)
        return options


def ask(options, port):
    result = subprocess.run(
        ["tlsbind-handshake", "--diagnose", "--format", "json", *options,
         "127.0.0.1:%s" % port], capture_output=True, timeout=SECONDS)
    try:
        return json.loads(result.stdout)
    except ValueError:
        return {"failed": result.stderr.decode(errors="replace")}


def told_by_check(report, fault):
    return any(CHECKS[fault] == check["id"]
               and check["verdict"] in ("fail", "warn")
               for check in report["checks"])


def missed(report, faults, server):
    named = {diagnosis["id"] for diagnosis in report["diagnoses"]}
    return {fault for fault in faults - named
            if fault not in TOLERATED[server]
            or not told_by_check(report, fault)}


def wrongly_certain(report, faults):
    return {diagnosis["id"] for diagnosis in report["diagnoses"]
            if diagnosis["confidence"] == "certain"} - faults


class Tally:
    """Says what each report is worth, and counts."""

    def __init__(self):
        self.refused = self.right = 0

    def add(self, report, faults, server, tls):
        what = "TLS %s, %s, %s: " % (tls, server, " + ".join(sorted(faults)))
        if "failed" in report:
            print(what + report["failed"])
            self.refused += 1
            return
        if report["facts"]["client_auth"]["verdict"] != "rejected":
            return
        self.refused += 1
        lost = missed(report, faults, server)
        wrong = wrongly_certain(report, faults)
        if not lost and not wrong:
            self.right += 1
            return
        print(what + "named %s; not named: %s; wrongly certain: %s" % (
            " ".join("%s:%s" % (diagnosis["id"], diagnosis["confidence"])
                     for diagnosis in report["diagnoses"]) or "nothing",
            " ".join(sorted(lost)) or "-", " ".join(sorted(wrong)) or "-"))


def main():
    pki, servers, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    seed = int(sys.argv[4]) if sys.argv[4:] else random.randrange(1 << 32)
    print("seed %d" % seed, flush=True)
    draw = random.Random(seed)
    with open(servers, encoding="ascii") as file:
        ports = dict(line.split()[:2] for line in file)
    maker, every, tally = Maker(pki, draw), list(pairs()), Tally()

    def prepare():
        faults = draw.choice(every)
        server = draw.choice(sorted(TOLERATED))
        tls = draw.choice(["1.2", "1.3"])
        options = maker.options(faults)
        options += ["--tls", tls, "--ca", pki + "/server-ca.pem"]
        if server == "on":
            options.append("--http")
        return faults, server, tls, options

    with concurrent.futures.ThreadPoolExecutor(THREADS) as pool:
        draws = 0
        while tally.refused < count and draws < DRAWS_PER_CASE * count:
            cases = [prepare() for _ in range(count - tally.refused)]
            draws += len(cases)
            reports = pool.map(lambda case: ask(case[3], ports[case[1]]),
                               cases)
            for (faults, server, tls, _), report in zip(cases, reports):
                tally.add(report, faults, server, tls)
    print("%d of %d refused: both faults named" % (tally.right,
                                                    tally.refused))
    sys.exit(tally.right < tally.refused or tally.refused < count)


if __name__ == "__main__":
    main()
