#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""cnf_compare.py HOW COMMAND CASES: does tlsbind-cnf COMMAND say of the cases
of cnf_cases what they want?

alone  a run for each case, in JSON
batch  lines of batches: the same, but for causes that need a search
agree  does a line of a batch say what a run says of it alone?
"""
import itertools
import json
import subprocess
import sys

import jsonschema

NOW = 1800000000
FILES = {"cert": "cert.pem", "dpop": "proof.jwt", "jwks": "keys.json"}
PROGRAM = "tlsbind-cnf"


def read(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def options(case):
    now = case["want"].get("now", NOW)
    found = ["--now", "@%d" % now] if "--now" not in case["args"] else []
    for i, arg in enumerate(case["args"]):
        # A token goes by a file.
        if i > 0 and case["args"][i - 1] == "--access-token":
            write("access.token", arg)
            arg = "access.token"
        found.append(arg)
    return found


def write(path, text):
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(text)


def run_alone(command, case):
    args = [PROGRAM, command, "-vf", "json", *options(case)]
    given = dict(case["given"])
    token = given.pop("token")
    if not isinstance(token, str):
        token = json.dumps(token)
    for name, value in given.items():
        if name in FILES:
            write(FILES[name], value)
            value = FILES[name]
        args += ["--" + name, value]
    for i, text in enumerate(case["candidates"], 1):
        write("candidate-%d" % i, text)
        args += ["--candidate", "candidate-%d" % i]
    done = subprocess.run(args, input=token.encode(), check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert done.stderr == b"", (case["ref"], done.stderr)
    report = json.loads(done.stdout)
    assert done.returncode == report["status"], case["ref"]
    return report


def run_batch(command, args, cases):
    lines = "".join(json.dumps({**c["given"], "ref": c["ref"]}) + "\n"
                    for c in cases)
    done = subprocess.run([PROGRAM, command, "-vb", *args],
                          input=lines.encode(), check=False,
                          stdout=subprocess.PIPE)
    reports = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(reports) == len(cases), (len(reports), len(cases))
    assert done.returncode == max(r["status"] for r in reports)
    for n, (case, r) in enumerate(zip(cases, reports), 1):
        assert (r["line"], r["ref"]) == (n, case["ref"]), case["ref"]
    return reports


def groups(cases):
    cases = [c for c in cases if c["batch"] is not False]
    cases.sort(key=options)
    for args, group in itertools.groupby(cases, options):
        yield args, list(group)


# What is said where a cause was looked for in vain: never for a line.
SEARCHED = "no known mistake"


def of_batch(words, in_batch):
    """The same words, for a line: that has members, not files."""
    for name in FILES if in_batch else ():
        words = words.replace(FILES[name], name)
    return words


def differences(case, report, in_batch):
    want, facts = case["want"], report["facts"]
    binding = facts.get("binding", {})
    yield "status", want["status"], report["status"]
    yield "a verdict", True, report["verdict"] == {
        0: "pass", 1: "fail", 4: "undecided"}[want["status"]]
    yield "word", want.get("word"), report["headline"]["word"]
    for name in "method", "matches":
        if name in want:
            # Null: no such thing is said.
            yield name, [want[name]], [binding.get(name)]
    words = of_batch(want.get("headline", ""), in_batch)
    yield "headline", True, words in report["headline"]["text"]
    yield "cnf", want.get("cnf"), facts.get("cnf")
    for name, expected in want.get("checks", {}).items():
        found = [c for c in report["checks"] if c["id"] == name]
        verdict, words = (expected, "") if isinstance(
            expected, (str, type(None))) else expected
        words = of_batch(words, in_batch)
        yield name, verdict or "nothing", " ".join(
            c["verdict"] for c in found) or "nothing"
        if in_batch and words == SEARCHED:
            continue
        yield name + ": " + words, True, not words or any(
            words in text for c in found
            for text in c["evidence"] + c["advice"])
    if "fails" in want:
        yield "fails", want["fails"], sorted(
            c["id"] for c in report["checks"] if c["verdict"] == "fail"
            and c["id"].startswith("dpop."))
    if not in_batch:
        yield "causes", want.get("causes"), [
            d["id"] for d in report["diagnoses"]]
        told = json.dumps(report["diagnoses"])
        for name in "says", "advice":
            yield name, True, want.get(name, "") in told
        yield "advice for each cause", True, all(
            d["advice"] for d in report["diagnoses"])
    yield "a reason", True, report["status"] == 0 or any(
        c["verdict"] in ("fail", "undecided") for c in report["checks"])
    yield "evidence", True, all(c["evidence"] for c in report["checks"])
    whole = case["given"]["token"]
    if isinstance(whole, str) and not whole.startswith("{"):
        part = whole.strip().split(".")[-1]
        yield "no token", False, len(part) > 40 and part in json.dumps(report)


class Tally:
    def __init__(self):
        self.n = self.bad = 0
        schema, checks = (subprocess.run(
            [PROGRAM, "--describe=" + what], check=True,
            stdout=subprocess.PIPE).stdout for what in ("schema", "checks"))
        self.schema = jsonschema.Draft7Validator(json.loads(schema))
        self.listed = {tuple(line.split("\t")[:2])
                       for line in checks.decode().splitlines()}

    def take(self, ref, rows, report):
        self.n += 1
        self.schema.validate(report)
        ids = {("check", c["id"]) for c in report["checks"]} | {
            ("cause", d["id"]) for d in report["diagnoses"]}
        assert ids <= self.listed, ids - self.listed
        for name, want, got in rows:
            if want is not None and want != got:
                self.bad += 1
                if self.bad < 40:
                    print("%s: %s: %.300s, wanted %.300s" % (
                        ref, name, got, want))

    def end(self):
        print("%d cases, %d differences" % (self.n, self.bad))
        sys.exit(self.bad > 0 or self.n == 0)


def alone(command, cases):
    tally = Tally()
    for case in cases:
        if case["batch"] is not True:
            report = run_alone(command, case)
            tally.take(case["ref"], differences(case, report, False), report)
    tally.end()


def batch(command, cases):
    tally = Tally()
    for args, group in groups(cases):
        for case, report in zip(group, run_batch(command, args, group)):
            tally.take(case["ref"], differences(case, report, True), report)
    tally.end()


def essence(report):
    facts = report["facts"]
    return of_batch(json.dumps([
        [report[k] for k in ("status", "verdict", "headline")],
        [[c["id"], c["verdict"]] for c in report["checks"]],
        [facts.get(k) for k in ("cnf", "binding")]]), True)


def agree(command, cases):
    tally = Tally()
    for args, group in groups(cases):
        for case, report in zip(group, run_batch(command, args, group)):
            if case["batch"] is None:
                mine = essence(run_alone(command, case))
                tally.take(case["ref"], [("line", mine, essence(report))],
                           report)
    tally.end()


if __name__ == "__main__":
    globals()[sys.argv[1]](sys.argv[2], read(sys.argv[3]))
