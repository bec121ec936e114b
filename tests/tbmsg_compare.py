#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""tbmsg_compare.py: is what tlsbind-tbmsg says of the lines of tbmsg_cases
what they want?

compare LINES REPORTS
                    does each report say what its line wants?
agree LINES REPORTS does verify say the same of each line's message alone?
"""
import json
import re
import subprocess
import sys

FORM = ("header.encoding", "message.length", "message.structure",
        "binding.key", "binding.signature-size", "binding.extensions")
PLACE = re.compile(r"\b(?:offset|character) (\d+)\b")


def failures(report, ids=FORM):
    return [c for c in report["checks"]
            if c["verdict"] == "fail" and c["id"] in ids]


def differences(want, report):
    facts = report["facts"]
    told = facts.get("token_bindings", [])
    more = facts.get("more_bindings", 0)
    if more:
        # A line of a batch tells of the first ones, and counts the others.
        if "bindings" in want:
            yield "all", len(want["bindings"]), len(told) + more
        want = {**want, **{name: want[name][:len(told)] for name in (
            "bindings", "ids", "tbh") if name in want}}
    yield "status", want.get("status"), report["status"]
    verdicts = {c["id"]: c["verdict"] for c in report["checks"]}
    for name, verdict in want.get("checks", {}).items():
        yield name, verdict, verdicts.get(name)
    for name, got in (
            ("bindings", [[b["type"], b["key_parameters"], b["signature"]]
                          for b in told]),
            ("ids", [b.get("id") for b in told]),
            ("tbh", [b.get("tbh") for b in told]),
            ("causes", [d["id"] for d in report["diagnoses"]]),
            ("layout", facts.get("layout")), ("ttrp", facts.get("ttrp"))):
        yield name, want.get(name), got
    for name, key in (("tbh_of", "tbh"), ("id_of", "id")):
        if name in want:
            yield name, want[name], [want[name][0]] + [
                b[key] for b in told if b["type"] == want[name][0]]
    if "faults" in want:
        yield "faults", want["faults"], sorted(
            c["id"] for c in failures(report) if c["id"].startswith("bind"))
    if "offset" in want:
        places = [PLACE.search(c["evidence"][0]).group(1)
                  for c in failures(report, ("message.structure",))]
        yield "offset", [str(want["offset"])], places
    if want.get("placed"):
        bare = [c["id"] for c in failures(report)
                if not PLACE.search(c["evidence"][0])]
        yield "without a place", [], bare
        if want["status"] == 1:
            yield "a finding", True, "fail" in verdicts.values()
            yield "headline", True, report.get("headline", {}).get("word") in (
                "INVALID", "MALFORMED")


def compare(lines, reports):
    bad = 0
    with open(lines, encoding="utf-8") as a, open(
            reports, encoding="utf-8") as b:
        lines, reports = a.readlines(), b.readlines()
    if len(lines) != len(reports):
        sys.exit("%d lines, %d reports" % (len(lines), len(reports)))
    for number, (text, report) in enumerate(zip(lines, reports), 1):
        case, report = json.loads(text), json.loads(report)
        # decode numbers its operands instead.
        wants = list(differences(case["want"], report))
        if "line" in report:
            wants += [("line", number, report["line"]),
                      ("ref", case["ref"], report.get("ref"))]
        for name, want, got in wants:
            if want is not None and want != got:
                bad += 1
                if bad < 20:
                    print("%s: %s: %.300s, wanted %.300s" % (
                        case["ref"], name, got, want))
    print("%d of %d differ" % (bad, len(lines)))
    sys.exit(bad > 0)


def essence(report):
    """All but what a batch leaves out: the fields, signatures that hold."""
    return {
        "rest": [report.get(k) for k in (
            "status", "verdict", "headline", "diagnoses")],
        "checks": [c for c in report["checks"] if c["verdict"] != "pass"
                   or not c["id"].endswith(".signature")],
        "bindings": [[b.get(k) for k in (
            "type", "key_parameters", "id", "tbh", "signature", "offset")]
            for b in report["facts"]["token_bindings"]]}


def agree(lines, reports):
    with open(lines, encoding="utf-8") as a, open(
            reports, encoding="utf-8") as b:
        for text, batch in zip(a, b, strict=True):
            case, batch = json.loads(text), json.loads(batch)
            options = ["--ekm", case["ekm"]]
            if "negotiated" in case:
                options += ["--negotiated", case["negotiated"]]
            done = subprocess.run(
                ["tlsbind-tbmsg", "verify", "-vf", "json", *options, "-"],
                input=case["tbmsg"].encode(), stdout=subprocess.PIPE,
                check=False)
            alone = json.loads(done.stdout)
            assert done.returncode == alone["status"], case
            assert essence(alone) == essence(batch), case


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
