#!/usr/bin/python3
"""A host that publishes and finds services with python-zeroconf, for `./lanward bench discovery`.

Takes its IPv4 address. Commands on standard input: publish uuid|human COUNT, withdraw, browse. It ends with its input.
"""
import asyncio
import json
import socket
import sys
import time
import uuid

from zeroconf import IPVersion, ServiceStateChange
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

TYPE = "_lanward._udp.local."
TXT = {
    "txtvers": "1",
    "ty": "camera",
    "fp": "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
    "kn": "1,2,3",
    "at": "0123456789abcdefghijklmnopqrstuvwxyz",
}
RESOLVE_MILLIS = 3_000


def say(event, at=None, **fields):
    print(json.dumps({"event": event, "at": at or time.monotonic_ns(), **fields}), flush=True)


class Host:
    def __init__(self, address):
        self.address = address
        self.host = f"{uuid.uuid4()}.local."
        self.zeroconf = AsyncZeroconf(interfaces=[address], ip_version=IPVersion.V4Only)
        self.infos = []
        self.there = set()
        self.tasks = set()

    def start(self, work):
        task = asyncio.ensure_future(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def publish(self, kind, count):
        ids = [str(uuid.uuid4()) for _ in range(count)]
        names = ids if kind == "uuid" else [f"Device {each[:12]}" for each in ids]
        at = time.monotonic_ns()
        for name in names:
            info = AsyncServiceInfo(
                TYPE, f"{name}.{TYPE}", addresses=[socket.inet_aton(self.address)], port=47470, properties=TXT, server=self.host
            )
            self.infos.append(info)
            self.start(self.zeroconf.async_register_service(info))
        say("publishing", at, names=names)

    async def withdraw(self):
        say("withdrawing")
        infos, self.infos = self.infos, []
        for info in infos:
            await self.zeroconf.async_unregister_service(info)

    def browse(self):
        say("browsing")
        self.browser = AsyncServiceBrowser(self.zeroconf.zeroconf, TYPE, handlers=[self.changed])

    def changed(self, zeroconf, service_type, name, state_change):
        if state_change is ServiceStateChange.Added:
            self.there.add(name)
            self.start(self.resolve(name))
        elif state_change is ServiceStateChange.Removed:
            self.there.discard(name)
            say("lost", name=label(name))

    async def resolve(self, name):
        info = AsyncServiceInfo(TYPE, name)
        while name in self.there:
            if await info.async_request(self.zeroconf.zeroconf, RESOLVE_MILLIS):
                say("found", name=label(name))
                return

    async def obey(self):
        reader = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        await self.zeroconf.zeroconf.async_wait_for_start()
        say("ready")
        async for line in reader:
            words = line.decode().split()
            if words[0] == "publish":
                self.publish(words[1], int(words[2]))
            elif words[0] == "withdraw":
                await self.withdraw()
            elif words[0] == "browse":
                self.browse()
            else:
                raise ValueError(f"no such command: {line}")


def label(name):
    return name[: -len(TYPE) - 1]


async def main():
    await Host(sys.argv[1]).obey()


asyncio.run(main())
