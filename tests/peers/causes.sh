#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# causes.sh [REGEX]: print which causes tlsbind-handshake names where which
# are set up: a confusion table.  REGEX chooses cases by the table's lines.
set -euo pipefail

here=$(dirname "${BASH_SOURCE[0]}")
# shellcheck source=tests/peers/lib.bash
source "$here/lib.bash"
# shellcheck source=tests/peers/causes.bash
source "$here/causes.bash"

peers_begin
trap peers_end EXIT
start_cause_servers
cause_cases | grep -E -- "${1:-.}" | ask_causes "" | confusion_table
