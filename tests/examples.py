#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""examples.py PAGE: run the examples of a manual or of a Markdown page.

Examples stand in .EX/.EE blocks of a manual and in ```console blocks of
Markdown.  A line "$ command" is run by bash in the current folder; the lines
below it, up to the next "$ ", are what it must print (both streams), where …
stands for any text within a line, and a line of nothing else for any lines.
A command without lines below it may print what it likes.  Every command must
end with status 0, unless the next one is "echo $?".

A command that ends with & stays until the end of the page; it must print the
lines below it within ten seconds.

PORTS in the environment, "8443=41234 ...", names the ports that stand behind
those of the examples.
"""
import os
import re
import signal
import subprocess
import sys
import tempfile
import time

PORTS = dict(pair.split("=") for pair in os.environ.get("PORTS", "").split())


def plain(line):
    """A line of roff source as it is read."""
    line = re.sub(r"\\f(\[\w*\]|\(\w\w|\w)", "", line)
    for roff, text in (("\\-", "-"), ("\\(aq", "'"), ("\\(dq", '"'),
                       ("\\(ha", "^"), ("\\(ti", "~"), ("\\(ga", "`"),
                       ("\\[u2026]", "…"), ("\\&", ""), ("\\ ", " "),
                       ("\\e", "\\"), ("\\(rs", "\\")):
        line = line.replace(roff, text)
    return line


def blocks(path):
    """The example blocks of a page, each a list of lines."""
    with open(path, encoding="utf-8") as page:
        lines = page.read().splitlines()
    markdown = path.endswith(".md")
    begin, end = ("```console", "```") if markdown else (".EX", ".EE")
    block = None
    for line in lines:
        if block is None and line == begin:
            block = []
        elif block is not None and line == end:
            yield block
            block = None
        elif block is not None:
            block.append(line if markdown else plain(line))


def commands(block):
    """(command, lines that it prints) for each "$ " of a block."""
    found = []
    for line in block:
        if found and found[-1][0].endswith("\\\n"):
            found[-1][0] += line.removeprefix("> ")
        elif line.startswith("$ "):
            found.append([line[2:], []])
        elif found:
            found[-1][1].append(line)
        if found and not found[-1][1] and found[-1][0].endswith("\\"):
            found[-1][0] += "\n"
    for command, lines in found:
        while lines and not lines[-1].strip():
            lines.pop()
        yield command, lines


def pattern(lines):
    parts = []
    for line in lines:
        if line.strip() == "…":
            parts.append(r"(?:.*\n)*?")
        else:
            parts.append(".*?".join(map(re.escape, line.split("…"))) + "\n")
    return re.compile("".join(parts))


def real_ports(text):
    for shown, real in PORTS.items():
        text = re.sub(r"\b%s\b" % shown, real, text)
    return text


def shown_ports(text):
    for shown, real in PORTS.items():
        text = re.sub(r"\b%s\b" % real, shown, text)
    return text


def run(command, status):
    """What bash prints, with $? as the command before it left it."""
    script = "(exit %d)\n%s" % (status, real_ports(command))
    done = subprocess.run(["bash", "-c", script], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, errors="replace", timeout=60,
                          check=False)
    return shown_ports(done.stdout), done.returncode


def start(command, lines):
    """(process, what it prints, status) of a command in the background."""
    with tempfile.NamedTemporaryFile("w+", encoding="utf-8",
                                     errors="replace") as log:
        # exec: it is the process that is ended, not a shell before it.
        process = subprocess.Popen(
            ["bash", "-c", "exec " + real_ports(command.removesuffix("&"))],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        for _ in range(500):
            with open(log.name, encoding="utf-8", errors="replace") as said:
                output = shown_ports(said.read())
            if (output and pattern(lines).fullmatch(output)
                    or process.poll() is not None):
                break
            time.sleep(0.02)
        return process, output, process.poll() or 0


def stop(process):
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def check(path):
    started = []
    try:
        return check_all(path, started)
    finally:
        for process in started:
            stop(process)


def check_all(path, started):
    count = faults = 0
    for block in blocks(path):
        status = 0
        examples = list(commands(block))
        for (command, lines), after in zip(examples, examples[1:] + [("",)]):
            if command.endswith(" &"):
                process, output, status = start(command, lines)
                started.append(process)
            else:
                output, status = run(command, status)
            count += 1
            fault = None
            if lines and not pattern(lines).fullmatch(output):
                fault = "it prints otherwise"
            if status and after[0] != "echo $?":
                fault = "it ends with status %d" % status
            if fault:
                faults += 1
                print("$ %s\n%s\n-- %s" % (command, output, fault))
    print("%d examples, %d faults in %s" % (count, faults, path))
    return count > 0 and faults == 0


sys.exit(0 if check(sys.argv[1]) else 1)
