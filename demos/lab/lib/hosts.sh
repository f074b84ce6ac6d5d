# Hosts, their addresses and firewalls. Sourced by ../lab.
#
# A host is a network namespace; its eth0 is one end of a veth pair, whose other end p-NAME is a port of the
# bridge `lan`. A second interface eth1 is on a bridge of its own, `lan2`, which has no way out.

make_bridges() {
  # New interfaces take these: addresses are usable at once, with no duplicate detection (1-2 s).
  sysctl -qw net.ipv6.conf.default.accept_dad=0 net.ipv6.conf.all.accept_dad=0 net.ipv4.ip_forward=0
  ip -batch - <<'BATCH'
link set lo up
link add lan address 02:77:00:00:00:fe type bridge mcast_snooping 0
link set lan up
address add 10.77.0.254/24 dev lan
address add fd77::fe/64 dev lan
link add lan2 address 02:78:00:00:00:fe type bridge mcast_snooping 0
link set lan2 up
BATCH
  nft -f - <<'RULES'
table bridge lab {
  set cut { type ifname . ifname; }
  chain forward { type filter hook forward priority 0; iifname . oifname @cut drop; }
}
RULES
}

check_name() {
  [[ $1 =~ ^[a-z][a-z0-9-]{0,11}$ ]] ||
    usage_error "a host's name is 1 to 12 of a-z, 0-9 and '-', beginning with a letter; was '$1'"
}

need_host() {
  [[ -n ${1:-} ]] || usage_error "the name of a host is needed"
  [[ -f $lab_state/hosts/$1 ]] || fail "no host '$1' in this lab. Make it:  lanward lab host $1"
}

in_host() { local name=$1; shift; ip netns exec "$name" "$@"; }

next_number() {
  local file used=' ' number=1
  for file in "$lab_state"/hosts/*; do
    [[ -f $file ]] && used+="$(<"$file") "
  done
  while [[ $used == *" $number "* ]]; do number=$((number == 250 ? 256 : number + 1)); done # 254 is the router's
  ((number <= 1000)) || fail "a lab holds at most 1000 hosts: its bridge has no more ports"
  echo "$number"
}

add_host() {
  local name=${1:-} ipv4='' ipv6='' second=no number hex
  [[ -n $name ]] || usage_error "the name of a host is needed"
  check_name "$name"
  shift
  while (($#)); do
    case $1 in
      --ipv4 | --ipv6) (($# > 1)) || usage_error "$1 needs an address or 'none'" ;;&
      --ipv4) ipv4=$2; shift 2 ;;
      --ipv6) ipv6=$2; shift 2 ;;
      --second-interface) second=yes; shift ;;
      *) usage_error "unknown option $1" ;;
    esac
  done
  [[ $ipv4 != none || $ipv6 != none ]] || usage_error "a host needs an IPv4 or an IPv6 address"
  [[ ! -f $lab_state/hosts/$name ]] || fail "there is a host '$name' already"
  number=$(next_number)
  ((number <= 250)) || [[ $ipv4 == */* && $second == no ]] || fail "a lab holds 250 hosts; more of them need --ipv4 ADDRESS/PREFIX of a larger network"
  hex=$(printf '%02x:%02x' $((number / 256)) $((number % 256)))
  ipv4=${ipv4:-10.77.0.$number}
  [[ $ipv4 != link-local ]] || ipv4=169.254.77.$number/16
  ipv6=${ipv6:-fd77::$(printf '%x' "$number")}

  ip netns add "$name"
  in_host "$name" sysctl -qw net.ipv6.conf.default.accept_dad=0 net.ipv6.conf.all.accept_dad=0 \
    net.ipv4.conf.default.promote_secondaries=1 net.ipv4.conf.all.promote_secondaries=1
  plug_port "$name" eth0 "p-$name" lan "02:77:00:00:$hex"
  echo "$number" >"$lab_state/hosts/$name"
  ip -n "$name" link set lo up
  if [[ $ipv6 == none ]]; then in_host "$name" sysctl -qw net.ipv6.conf.eth0.disable_ipv6=1; fi
  ip -n "$name" link set eth0 up
  if [[ $ipv4 != none ]]; then add_address "$name" "$ipv4"; fi
  if [[ $ipv6 != none && $ipv6 != link-local ]]; then add_address "$name" "$ipv6"; fi
  if [[ $ipv4 == none || $ipv4 == 169.254.* ]]; then
    printf 'nameserver fd77::fd\n' >"$lab_state/$name.resolv.conf"
  else
    printf 'nameserver 10.77.0.253\n' >"$lab_state/$name.resolv.conf"
  fi
  if [[ $second == yes ]]; then
    plug_port "$name" eth1 "q-$name" lan2 "02:78:00:00:$hex"
    ip -n "$name" link set eth1 up
    ip -n "$name" address add "10.78.0.$number/24" dev eth1
    if [[ $ipv6 != none && $ipv6 != link-local ]]; then ip -n "$name" address add "fd78::$(printf '%x' "$number")/64" dev eth1; fi
  fi
  describe_host "$name"
}

# The sandbox's own network stack must not answer on a port, or a host could reach it past the bridge.
plug_port() {
  local name=$1 interface=$2 port=$3 bridge=$4 mac=$5
  ip link add "$port" type veth peer name "$interface" address "$mac" netns "$name"
  silence_port "$port"
  ip link set "$port" master "$bridge" up
}

silence_port() { sysctl -qw "net.ipv6.conf.$1.disable_ipv6=1" "net.ipv4.conf.$1.arp_ignore=8"; }

with_prefix() {
  case $1 in
    */*) echo "$1" ;;
    *:*) echo "$1/64" ;;
    *) echo "$1/24" ;;
  esac
}

# No route leads out of a link-local network: see restore_default_routes.
scope_of() {
  case $1 in
    169.254.* | fe80:*) echo link ;;
    *) echo global ;;
  esac
}

add_address() {
  ip -n "$1" address add "$(with_prefix "$2")" dev eth0 scope "$(scope_of "$2")"
  restore_default_routes "$1"
}

# Removing an address takes the routes through it along.
restore_default_routes() {
  if [[ -n $(ip -n "$1" -4 -o address show dev eth0 scope global) ]]; then
    ip -n "$1" route replace default via 10.77.0.254 dev eth0
  fi
  if [[ -n $(ip -n "$1" -6 -o address show dev eth0 scope global) ]]; then
    ip -n "$1" -6 route replace default via fd77::fe dev eth0
  fi
}

addresses() { ip -n "$1" "-$2" -o address show dev eth0 scope global | awk '{print $4}'; }

change_address() {
  local name=${1:-} verb=${2:-} address=${3:-} family old
  need_host "$name"
  [[ -n $address ]] || usage_error "address needs: NAME add|del|change ADDRESS"
  case $verb in
    add) add_address "$name" "$address" ;;
    del)
      ip -n "$name" address del "$(with_prefix "$address")" dev eth0
      restore_default_routes "$name"
      ;;
    change)
      if [[ $address == *:* ]]; then family=6; else family=4; fi
      for old in $(addresses "$name" "$family"); do ip -n "$name" address del "$old" dev eth0; done
      add_address "$name" "$address"
      ;;
    *) usage_error "address knows add, del and change, not '$verb'" ;;
  esac
  describe_host "$name"
}

set_firewall() {
  local name=${1:-} kind=${2:-} mdns=''
  need_host "$name"
  case ${3:-} in
    '') ;;
    --allow-mdns) mdns='udp dport 5353 accept' ;;
    *) usage_error "unknown option $3" ;;
  esac
  in_host "$name" nft 'add table inet lab; delete table inet lab'
  case $kind in
    none) ;;
    drop-unsolicited)
      # Neighbour discovery stays, as it does in every host firewall: IPv6 is dead without it.
      in_host "$name" nft -f - <<RULES
table inet lab {
  chain input {
    type filter hook input priority 0; policy drop;
    iifname lo accept
    ct state established,related accept
    icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-advert } accept
    $mdns
  }
}
RULES
      ;;
    *) usage_error "firewall knows drop-unsolicited and none, not '$kind'" ;;
  esac
}

exec_in_host() {
  need_host "${1:-}"
  local name=$1
  shift
  (($#)) || usage_error "a command is needed"
  # `ip netns exec` has already made a mount namespace of the command's own.
  exec ip netns exec "$name" /bin/sh -c 'mount --bind "$0" "$1" && shift && exec "$@"' \
    "$lab_state/$name.resolv.conf" "$(<"$lab_state/resolver-file")" "$@"
}

remove_host() {
  need_host "${1:-}"
  clear_link "$1"
  forget_partitions "$1"
  # Ends what still runs there; the namespace itself would otherwise live as long as its processes.
  # One that has ended since it was listed is no failure.
  ip netns pids "$1" | xargs -r kill -KILL 2>/dev/null || true
  ip link del "p-$1"
  if ip link show "q-$1" >/dev/null 2>&1; then ip link del "q-$1"; fi
  ip netns del "$1"
  rm -f "$lab_state/hosts/$1" "$lab_state/$1.resolv.conf"
}

describe_host() {
  local name=$1
  jq_free_json "$name" "$(addresses "$name" 4 | head -n1)" "$(addresses "$name" 6 | head -n1)"
}

jq_free_json() { printf '{"name":"%s","ipv4":"%s","ipv6":"%s"}\n' "$1" "${2%/*}" "${3%/*}"; }

list_hosts() {
  local file
  for file in "$lab_state"/hosts/*; do
    if [[ -f $file ]]; then describe_host "${file##*/}"; fi
  done
}
