#!/usr/bin/env bash
# Runs avahi on a lab host, with a message bus of its own, and the program that speaks with it, until standard input ends.
#   unshare -m demos/bench/peers/avahi/host.sh
set -euo pipefail
here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
mount -t tmpfs tmpfs /run
mkdir -p /run/dbus /run/avahi-daemon
# Debian's limits, but for objects-per-client-max (1024): each service that is being resolved is one.
cat >/run/avahi.conf <<CONF
[server]
host-name=avahi-$$
use-ipv4=yes
use-ipv6=yes
ratelimit-interval-usec=1000000
ratelimit-burst=1000
objects-per-client-max=8192
[wide-area]
enable-wide-area=no
[publish]
publish-workstation=no
publish-hinfo=no
CONF
# However this script ends, so do they: avahi does not always end when it is asked to.
own() { exec setpriv --pdeathsig KILL "$@"; }
own dbus-daemon --system --nofork --nopidfile &
bus=$!
trap 'kill "$bus" $(jobs -p) 2>/dev/null' EXIT
until [[ -S /run/dbus/system_bus_socket ]]; do sleep 0.05; done
own avahi-daemon -f /run/avahi.conf --no-drop-root --no-chroot --no-rlimits >/run/avahi.log 2>&1 &
until grep -q 'startup complete' /run/avahi.log; do sleep 0.05; done
setpriv --pdeathsig KILL /usr/bin/python3 "$here/host.py"
