#!/usr/bin/python3
"""A host that publishes and finds services with the avahi of its message bus, for `./lanward bench discovery`.

Commands on standard input: publish uuid|human COUNT, withdraw, browse. It ends with its input.
"""
import json
import sys
import time
import uuid

import dbus
from dbus.mainloop.glib import DBusGMainLoop
from gi.repository import GLib

TYPE = "_lanward._udp"
TXT = [
    "txtvers=1",
    "ty=camera",
    "fp=f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
    "kn=1,2,3",
    "at=0123456789abcdefghijklmnopqrstuvwxyz",
]
AVAHI = "org.freedesktop.Avahi"
ANY = dbus.Int32(-1)
NO_FLAGS = dbus.UInt32(0)


def say(event, at=None, **fields):
    print(json.dumps({"event": event, "at": at or time.monotonic_ns(), **fields}), flush=True)


class Host:
    def __init__(self, bus):
        self.bus = bus
        self.server = dbus.Interface(bus.get_object(AVAHI, "/"), f"{AVAHI}.Server")
        self.groups = []
        # On which links and in which families it is seen: avahi tells each.
        self.seen = {}
        self.told = set()

    def publish(self, kind, count):
        ids = [str(uuid.uuid4()) for _ in range(count)]
        names = ids if kind == "uuid" else [f"Device {each[:12]}" for each in ids]
        txt = dbus.Array([[dbus.Byte(byte) for byte in each.encode()] for each in TXT], signature="ay")
        at = time.monotonic_ns()
        for name in names:
            group = dbus.Interface(self.bus.get_object(AVAHI, self.server.EntryGroupNew(), introspect=False), f"{AVAHI}.EntryGroup")
            group.AddService(ANY, ANY, NO_FLAGS, name, TYPE, "", "", dbus.UInt16(47470), txt)
            group.Commit()
            self.groups.append(group)
        say("publishing", at, names=names)

    def withdraw(self):
        say("withdrawing")
        for group in self.groups:
            group.Free()
        self.groups = []

    def browse(self):
        kind = f"{AVAHI}.ServiceBrowser"
        self.bus.add_signal_receiver(self.came, "ItemNew", kind, AVAHI)
        self.bus.add_signal_receiver(self.went, "ItemRemove", kind, AVAHI)
        say("browsing")
        self.browser = self.server.ServiceBrowserNew(ANY, ANY, TYPE, "", NO_FLAGS)

    def came(self, interface, protocol, name, kind, domain, flags):
        self.seen.setdefault(str(name), set()).add((int(interface), int(protocol)))
        self.resolve(interface, protocol, name, kind, domain)

    def resolve(self, interface, protocol, name, kind, domain):
        def again(error):
            # It gives up after five seconds.
            if str(name) in self.seen and str(name) not in self.told:
                self.resolve(interface, protocol, name, kind, domain)

        self.server.ResolveService(
            interface, protocol, name, kind, domain, ANY, NO_FLAGS,
            reply_handler=lambda *found: self.resolved(str(name)), error_handler=again,
        )  # fmt: skip

    def resolved(self, name):
        if name in self.seen and name not in self.told:
            self.told.add(name)
            say("found", name=name)

    def went(self, interface, protocol, name, kind, domain, flags):
        where = self.seen.get(str(name), set())
        where.discard((int(interface), int(protocol)))
        if not where and self.seen.pop(str(name), None) is not None:
            self.told.discard(str(name))
            say("lost", name=str(name))

    def obey(self, loop):
        def read(source, condition):
            line = sys.stdin.readline()
            words = line.split()
            if not line:
                loop.quit()
            elif words[0] == "publish":
                self.publish(words[1], int(words[2]))
            elif words[0] in ("withdraw", "browse"):
                getattr(self, words[0])()
            else:
                raise ValueError(f"no such command: {line}")
            return bool(line)

        GLib.io_add_watch(sys.stdin, GLib.IO_IN | GLib.IO_HUP, read)


def main():
    DBusGMainLoop(set_as_default=True)
    host = Host(dbus.SystemBus())
    loop = GLib.MainLoop()
    host.obey(loop)
    say("ready")
    loop.run()


main()
