#!/usr/bin/env bash
# Runs avahi on a lab host, with a message bus of its own, and the command that is given, until standard input ends.
#   unshare -m signaling-mdns/it/avahi.sh avahi-browse -rp _lanward._udp
set -euo pipefail
mount -t tmpfs tmpfs /run
mkdir -p /run/dbus /run/avahi-daemon
dbus-daemon --system --fork --nopidfile --print-pid >/run/bus.pid
cat >/run/avahi.conf <<CONF
[server]
host-name=avahi-$$
use-ipv4=yes
use-ipv6=yes
[wide-area]
enable-wide-area=no
[publish]
publish-workstation=no
publish-hinfo=no
CONF
avahi-daemon -f /run/avahi.conf --no-drop-root --no-chroot --no-rlimits --daemonize
trap 'avahi-daemon --kill; kill "$(cat /run/bus.pid)"' EXIT
stdbuf -oL "$@" </dev/null &
command=$!
cat >/dev/null
kill "$command"
wait "$command" || true
