"""A host with python-zeroconf. Arguments: its addresses, which its services get.

Commands, one a line: `publish PORT NAME` (a service of type _lanward._udp with the TXT strings a=b and ty=camera),
`retract NAME`, `browse TYPE`. Prints events, one JSON object a line, as the programs of dev.lanward.mdns.lab do.
"""

import json
import sys
import threading
import time
import uuid

from zeroconf import IPVersion, ServiceBrowser, ServiceInfo, ServiceListener, Zeroconf

TYPE = "_lanward._udp.local."
RESOLVE_MILLIS = 3000
print_lock = threading.Lock()


def tell(event, **fields):
    with print_lock:
        print(json.dumps({"event": event, **fields}), flush=True)


class Printer(ServiceListener):
    """Prints what comes and goes."""

    def __init__(self):
        self.asked = time.monotonic()

    def add_service(self, zeroconf, type_, name):
        # Waits for what is missing, on a thread of its own: the browser's has more to tell.
        threading.Thread(target=self.resolve, args=(zeroconf, type_, name), daemon=True).start()

    def update_service(self, zeroconf, type_, name):
        self.add_service(zeroconf, type_, name)

    def remove_service(self, zeroconf, type_, name):
        tell("lost", name=instance(name, type_))

    def resolve(self, zeroconf, type_, name):
        info = zeroconf.get_service_info(type_, name, RESOLVE_MILLIS)
        if info is not None:
            tell(
                "found",
                name=instance(name, type_),
                host=info.server,
                port=info.port,
                txt=info.text.hex(),
                addresses=" ".join(info.parsed_scoped_addresses()),
                ms=round((time.monotonic() - self.asked) * 1000),
            )


def instance(name, type_):
    return name[: -len(type_) - 1]


def family(addresses):
    has = {":" in address for address in addresses}
    return IPVersion.All if len(has) > 1 else IPVersion.V6Only if True in has else IPVersion.V4Only


def main(addresses):
    started = time.monotonic()
    zeroconf = Zeroconf(ip_version=family(addresses))
    services = {}
    tell("ready", ms=round((time.monotonic() - started) * 1000))
    for line in sys.stdin:
        words = line.rstrip("\n").split(" ", 2)
        if words[0] == "publish":
            info = ServiceInfo(
                TYPE,
                f"{words[2]}.{TYPE}",
                port=int(words[1]),
                properties={"a": "b", "ty": "camera"},
                server=f"{uuid.uuid4()}.local.",
                parsed_addresses=addresses,
            )
            zeroconf.register_service(info, allow_name_change=True)
            services[words[2]] = info
            tell("published", name=instance(info.name, TYPE), host=info.server)
        elif words[0] == "retract":
            zeroconf.unregister_service(services.pop(" ".join(words[1:])))
        elif words[0] == "browse":
            ServiceBrowser(zeroconf, f"{words[1]}.local.", listener=Printer())
        else:
            raise ValueError(f"no command {words[0]}")
    zeroconf.close()


main(sys.argv[1:])
