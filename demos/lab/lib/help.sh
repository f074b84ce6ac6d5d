# Sourced by ../lab.
lab_help() {
  cat <<'HELP'
lanward lab: a LAN in a box

Hosts are network namespaces on one bridge, in a sandbox that cannot reach your network. Each has a default
route and a configured resolver where nobody answers: a house with the uplink unplugged. No root is needed
where the kernel allows user namespaces, and nothing is left behind, not even after kill -9.

  lanward lab shell --hosts a,b            a shell in a new lab with two hosts
  lanward lab run --hosts a,b COMMAND...   run a command in a new lab; its exit code is passed on

Inside such a lab (LANWARD_LAB is set there):

  lab host NAME [--ipv4 ADDRESS|link-local|none] [--ipv6 ADDRESS|link-local|none] [--second-interface]
      adds a host: eth0 with 10.77.0.N/24, fd77::N/64 and a link-local address, N counting from 1. A second
      interface is eth1 on another network, 10.78.0.0/24 and fd78::/64, with no way out.
        lanward lab host phone --ipv4 none                  an IPv6-only host
        lanward lab host phone --ipv4 link-local            the same as desktops have it: where nobody gives out
                                                            IPv4 addresses they take one of 169.254.0.0/16
        lanward lab host phone --ipv4 none --ipv6 link-local    nothing but the address that each interface gives itself

  lab exec NAME COMMAND...
      runs a command on a host. Files and processes are shared; network and resolver are the host's.
        lanward lab exec a ./lanward device --name Doorbell

  lab address NAME add|del|change ADDRESS
      change removes the others of that family, as a new DHCP lease does.
        lanward lab address a change 10.77.0.99

  lab link NAME [--delay 20ms] [--jitter 5ms] [--loss 2%] [--rate 50mbit] [--seed N]
  lab link NAME --clear
      the host's cable, both directions alike: --delay 20ms makes a round trip 40 ms longer, --loss 2% loses
      2% each way. Jitter adds 0 to 5ms and keeps the order. With a seed the n-th frame of a direction always
      has the same fate. Without options: what is set. Each call replaces the one before.
        lanward lab link a --delay 20ms --loss 1% --seed 7

  lab unplug NAME [eth1] / lab plug NAME [eth1]
      pulls the cable out, and puts it back: the host sees its link go down and up.

  lab partition A B / lab heal [A B]
      neither host's frames reach the other, while both reach everybody else; heal alone heals all.

  lab firewall NAME drop-unsolicited [--allow-mdns] / lab firewall NAME none
      a stateful host firewall: only answers to what the host itself sent come in, and neighbour discovery.
      mDNS answers are multicast, which no stateful rule recognises: they are dropped too, so no .local name
      resolves on that host unless --allow-mdns opens UDP port 5353 (as desktop firewalls commonly do).

  lab list                                 every host as a line of JSON
  lab remove NAME                          ends what runs on the host and removes it

The sandbox itself is on the LAN too, as the silent router: 10.77.0.254 and fd77::fe. The resolver that never answers
is 10.77.0.253 (fd77::fd on an IPv6-only host). LANWARD_LAB_LINK=userspace makes `link` leave netem alone.
HELP
}
