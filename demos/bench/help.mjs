// Imported first by every benchmark: answers --help, and says how to run it, before anything of the lab is touched.
import { basename } from "node:path";

const HELP = {
  connect: `./lanward bench connect

How long a page takes to pair and to connect, in Chromium and in Firefox, beside a bare ICE-lite responder. It has no options; some ten minutes.`,

  data: `./lanward bench data [options]

How fast data channels are between two processes, beside libdatachannel and Pion. A quarter of an hour.

  --only PARTS     of bulk,rtt,loaded,lossy; default: all
  --rounds N       default: 10
  --peers PEERS    of lanward,lanward-nio,libdatachannel,pion; default: all
  --out DIR        also as JSON, for ./lanward bench plot: demos/bench/results
  --json           all of it on standard output as JSON instead`,

  transfer: `./lanward bench transfer [options]

How fast a file goes from one host to another, read, hashed at both ends, written and published: ours over the data channel and over TLS, beside
libdatachannel and an upload by HTTPS under Node.js; ours between a page and a device, beside the browser's own upload and download by HTTP; and
where the time goes. Two hours for all of it.

  --only PARTS     of lan,lossy,pages,pages-lossy,profile,tried; default: all
                     lan          from device to device, a link with nothing in its way, 1 GiB
                     lossy        1 % loss each way and a round trip of 20 ms, 8 MiB
                     pages        from a page to a device, and from a device to a page, 256 MiB
                     pages-lossy  1 % loss each way and a round trip of 20 ms, 8 MiB
                     profile      what both ends of a transfer by data channel do all the time, 1 GiB
                     tried        the same transfer with one thing changed: offload, buffers, SACKs, pacing, memory, 512 MiB
  --rounds N       default: 10
  --peers PEERS    of lan and lossy: lanward,lanward-nio,libdatachannel,lanward-tls,https; default: all
  --browsers KINDS of pages: chromium,firefox; default: both
  --variants NAMES of tried, each beside base: nio,no-gso,no-gro,buffer-64k,buffer-208k,buffer-1m,window-256k,window-4m,sack-1,sack-4,
                   sack-8,sack-32,burst-16,no-pacing,young-8m,young-256m; default: all
  --mebibytes N    of the file, in all parts
  --dir DIR        where files are read and written, the browser's too; default: /dev/shm, which is memory
  --out DIR        also as JSON, for ./lanward bench plot: demos/bench/results
  --json           all of it on standard output as JSON instead`,

  browsers: `./lanward bench browsers [options]

How fast data channels are with a browser at one end, beside libdatachannel. Some minutes a browser.

  --browsers KINDS of chromium,firefox; default: both
  --rounds N       default: 10
  --out DIR        also as JSON, for ./lanward bench plot: demos/bench/results`,

  rooms: `./lanward bench rooms [options]

How long 64 bytes take from one page in a room to another and back, unordered and without retransmissions; from a page to the device and back; and between
the same two pages through a WebSocket relay on the device's host. On the cables of both pages is what --delays and --losses say, each way. And what 64 players in eight rooms cost a device, and how
soon all are connected with each other. A quarter of an hour.

  --only PARTS     of latency,broker; default: both
  --players N      of broker: eight a room; default: 64
  --browsers KINDS of the two pages of latency; default: chromium,chromium
  --delays MS      default: 0,5,20
  --losses PERCENT default: 0,2
  --rates N        messages a second; default: 30,60
  --rounds N       default: 3
  --seconds N      of each way in a round; default: 4
  --out DIR        also as JSON, for ./lanward bench plot: demos/bench/results`,

  media: `./lanward bench media [options]

How soon the picture of a camera is there, and how old it is when it is shown, beside Pion; what several viewers cost, one over a bad link; and
whether it stays so. Fifteen minutes.

  --only PARTS     of first,age,viewers,lossy,steady; default: all
                     first    from connect() to the first frame, both browsers
                     age      from the camera's clock in the picture to the frame that shows it, ours and Pion's in turn
                     viewers  CPU and memory of the device with 1, 2, 4 and 8 viewers
                     lossy    two viewers beside a third, in turn with a good link and with 5 % loss and 50 ms
                     steady   one viewer who also listens, a figure a minute
  --minutes N      of steady; default: 1
  --rounds N       default: 10
  --browsers KINDS of chromium,firefox; default: both; viewers are Chromiums
  --out DIR        also as JSON, for ./lanward bench plot: demos/bench/results`,

  sessions: `./lanward bench sessions [--count N] [--opens N] | --browsers N [--count N] [--idle SECONDS]

Thousands of sessions on one device, and what it has of memory, threads and sockets with them.

  --count N        sessions at once; default: 3000
  --opens N        then opened and closed until there have been so many; default: 20000
  --browsers N     so many of them of real browsers, each on a host of its own; nothing is opened anew then
  --idle SECONDS   how long all are idle, with --browsers; default: 60`,

  discovery: `./lanward bench discovery [options]

How soon services are found, and what that costs, beside jmDNS, avahi, python-zeroconf and bonjour-service. Two hours for all of it; --only one is
two minutes.

  --only PARTS     of one,many,idle,openscreen,resolver; default: all
                     one         publish to resolved, one device, random and human names
                     many        100, 300 and 1,000 services of 50 hosts, who listened before and who comes later
                     idle        what ten devices say when nothing happens
                     openscreen  the discovery benchmark of the Open Screen working group
                     resolver    with a DNS resolver that does not answer, and without one
  --rounds N       default: 10 for one and resolver, 3 for many, 1 for idle and openscreen
  --peers PEERS    of lanward,jmdns,avahi,zeroconf,bonjour; default: all
  --hosts N        of many; default: 50
  --services LIST  of many, multiples of the hosts; default: 100,300,1000
  --devices LIST   of openscreen; default: 10,50,300. The others take part with up to 10, avahi with up to 50
  --loss LIST      of openscreen, per cent; default: 0,5
  --seconds N      how long idle listens (default: 120), and a browser looks in openscreen (60)
  --out DIR        also as JSON, for ./lanward bench plot: demos/bench/results
  --json           all of it on standard output as JSON instead`,

  jmh: `./lanward bench jmh [options] [NAME]

What a packet, a record and a knock cost, by JMH, in two JVMs one after the other. Five minutes.

  NAME             only those whose names match, such as Packet or Record
  --rounds N       measurements of a second; default: 10
  --out DIR        also as JSON, for ./lanward bench plot: demos/bench/results`,

  plot: `./lanward bench plot

Draws the figures and tables of docs/figures.md from demos/bench/results. It has no options.`,
};

const name = basename(process.argv[1], ".mjs");
const help = HELP[name];
if (help && process.argv.slice(2).some((word) => word === "--help" || word === "-h")) {
  console.log(help);
  process.exit(0);
}
if (help && !["plot", "jmh"].includes(name) && !process.env.LANWARD_LAB) {
  console.error(`bench ${name} runs on hosts of a lab: ./lanward bench ${name}`);
  process.exit(2);
}
