# Delay, jitter, loss and rate of a host's cable; partitions. Sourced by ../lab.
#
# Rate is the kernel's tbf at both ends. Delay and loss: netem at both ends where the kernel has it, and neither a seed
# nor jitter is asked for (netem's jitter changes the order); else a user-space link (dev.lanward.lab.DelayLink),
# spliced in between the host and the bridge:
#
#   eth0 (host) == p-NAME -- DelayLink -- d-NAME == b-NAME (port of the bridge)
#
# It reads and writes whole frames through packet sockets, which need no /dev/net/tun and so no privilege.

to_nanos() {
  local number unit
  [[ $1 =~ ^([0-9]+(\.[0-9]+)?)(us|ms|s)$ ]] || usage_error "a time looks like 20ms, 1.5ms, 300us or 1s; was '$1'"
  number=${BASH_REMATCH[1]} unit=${BASH_REMATCH[3]}
  case $unit in us) unit=1000 ;; ms) unit=1000000 ;; s) unit=1000000000 ;; esac
  awk -v n="$number" -v u="$unit" 'BEGIN { printf "%.0f", n * u }'
}

to_fraction() {
  [[ $1 =~ ^[0-9]+(\.[0-9]+)?%$ ]] || usage_error "a loss looks like 2% or 0.5%; was '$1'"
  awk -v p="${1%\%}" 'BEGIN { if (p > 100) exit 1; printf "%.9f", p / 100 }' || usage_error "a loss is at most 100%; was '$1'"
}

change_link() {
  local name=${1:-} delay=0s jitter=0s loss=0% rate='' seed=''
  need_host "$name"
  shift
  if (($# == 0)); then
    cat "$lab_state/$name.link" 2>/dev/null || echo "plain"
    return
  fi
  if [[ $1 == --clear ]]; then
    clear_link "$name"
    return
  fi
  local words="$*"
  while (($#)); do
    (($# > 1)) || usage_error "$1 needs a value"
    case $1 in
      --delay) delay=$2 ;;
      --jitter) jitter=$2 ;;
      --loss) loss=$2 ;;
      --rate) rate=$2 ;;
      --seed) [[ $2 =~ ^[0-9]{1,18}$ ]] || usage_error "a seed is a number; was '$2'"; seed=$2 ;;
      *) usage_error "unknown option $1" ;;
    esac
    shift 2
  done
  local delay_ns jitter_ns fraction
  delay_ns=$(to_nanos "$delay"); jitter_ns=$(to_nanos "$jitter"); fraction=$(to_fraction "$loss")
  clear_link "$name"
  if [[ $delay_ns$jitter_ns != 00 || $fraction != 0.000000000 ]]; then
    if [[ -z $seed && $jitter_ns == 0 && ${LANWARD_LAB_LINK:-} != userspace ]] && kernel_has_netem; then
      netem "$name" "$delay" "$loss" "$rate"
      rate=''
    else
      splice_link "$name" "$delay_ns" "$jitter_ns" "$fraction" "${seed:-1}"
    fi
  fi
  if [[ -n $rate ]]; then
    set_rate "$rate" ip netns exec "$name" tc qdisc replace dev eth0 root
    set_rate "$rate" tc qdisc replace dev "p-$name" root
  fi
  echo "$words" >"$lab_state/$name.link"
}

# 50 ms of queue: about what a home router holds; the burst must hold a frame and a timer tick's worth.
set_rate() {
  local rate=$1
  shift
  "$@" tbf rate "$rate" burst 64kb latency 50ms || fail "'$rate' is no rate that tc knows, such as 50mbit"
}

kernel_has_netem() {
  # On lan2 itself only what the sandbox sends there would pass through it, which is nothing.
  tc qdisc add dev lan2 root netem delay 1ms 2>/dev/null && tc qdisc del dev lan2 root
}

netem() {
  local name=$1 options=(delay "$2" loss "$3" limit 10000)
  [[ -z $4 ]] || options+=(rate "$4")
  ip netns exec "$name" tc qdisc replace dev eth0 root netem "${options[@]}"
  tc qdisc replace dev "p-$name" root netem "${options[@]}"
}

splice_link() {
  local name=$1 java=${JAVA_HOME:+$JAVA_HOME/bin/}java classpath output line
  shift
  classpath=${LANWARD_LAB_CLASSPATH:-$lab_home/../../.lanward-build/lab/current/*}
  ip link add "d-$name" type veth peer name "b-$name"
  silence_port "d-$name"
  silence_port "b-$name"
  ip link set "d-$name" up
  # One frame, one fate: no segments glued together for the kernel's convenience.
  ip link set "d-$name" gso_max_segs 1
  ip -n "$name" link set eth0 gso_max_segs 1
  ip link set "b-$name" gso_max_segs 1 up
  exec {output}< <(
    exec {lab_lock}>&-
    exec setsid "$java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto -Xmx256m -cp "$classpath" \
      dev.lanward.lab.DelayLink "p-$name" "d-$name" "$@" 2>"$lab_state/$name.link.log"
  )
  echo $! >"$lab_state/$name.link.pid"
  if ! read -r -t 60 -u "$output" line || [[ $line != ready ]]; then
    local why
    why=$(head -n 3 "$lab_state/$name.link.log")
    clear_link "$name"
    fail "the user-space link did not start: ${why:-no word from it}. If classes are missing, leave the lab and run: ./lanward build"
  fi
  exec {output}<&-
  ip link set "p-$name" nomaster
  ip link set "b-$name" master lan
}

clear_link() {
  local name=$1 pid_file=$lab_state/$1.link.pid
  if [[ -f $pid_file ]]; then
    kill -KILL "$(<"$pid_file")" 2>/dev/null || true
    rm -f "$pid_file"
  fi
  if ip link show "d-$name" >/dev/null 2>&1; then ip link del "d-$name"; fi
  ip link set "p-$name" master lan
  ip -n "$name" link set eth0 gso_max_segs 65535
  tc qdisc del dev "p-$name" root 2>/dev/null || true
  ip netns exec "$name" tc qdisc del dev eth0 root 2>/dev/null || true
  rm -f "$lab_state/$name.link"
}

set_carrier() {
  need_host "${2:-}"
  case ${3:-eth0} in
    eth0) ip link set "p-$2" "$1" ;;
    eth1) ip link set "q-$2" "$1" ;;
    *) usage_error "a host has eth0 and perhaps eth1, not '$3'" ;;
  esac
}

# A host's port is p-NAME, or b-NAME when a user-space link is spliced in: cut both, so that a partition
# and a link can come and go in any order.
cut_elements() {
  local from to elements=''
  for from in "p-$1" "b-$1"; do
    for to in "p-$2" "b-$2"; do elements+="\"$from\" . \"$to\", \"$to\" . \"$from\", "; done
  done
  echo "${elements%, }"
}

partition() {
  need_host "${1:-}"
  need_host "${2:-}"
  [[ $1 != "$2" ]] || usage_error "a partition needs two hosts"
  nft add element bridge lab cut "{ $(cut_elements "$1" "$2") }"
}

heal() {
  if (($# == 0)); then
    nft flush set bridge lab cut
    return
  fi
  need_host "${1:-}"
  need_host "${2:-}"
  partition "$1" "$2" # so that healing what is whole is no error
  nft delete element bridge lab cut "{ $(cut_elements "$1" "$2") }"
}

forget_partitions() {
  local file
  for file in "$lab_state"/hosts/*; do
    [[ ${file##*/} == "$1" ]] || heal "$1" "${file##*/}"
  done
}
