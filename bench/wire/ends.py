"""One end: a network namespace with nothing in it but a TUN device. For the process that carries, which has to be root.

No namespace gets a name: each lives as long as this process or somebody inside, and the kernel takes it away by itself.
"""

import ctypes
import fcntl
import os
import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path

_CLONE_NEWNET = 0x40000000  # linux/sched.h
_TUNSETIFF, _IFF_TUN, _IFF_NO_PI = 0x400454CA, 0x0001, 0x1000  # linux/if_tun.h
DEVICE = "eth0"
"""By its name a browser tells a cable from a VPN."""
_MTU = 1500


@dataclass(frozen=True, slots=True)
class End:
    """`namespace` and `tun` are open files: the one keeps it alive, from the other its packets are read."""

    name: str
    address: str
    namespace: int
    tun: int


def make_end(name: str, address: str) -> End:
    """A new namespace, in which this process stays until the next is made; its device is up, its packets come here."""
    if ctypes.CDLL(None, use_errno=True).unshare(_CLONE_NEWNET) != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"no network namespace can be made: {os.strerror(code)}")
    namespace = os.open("/proc/self/ns/net", os.O_RDONLY)
    tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(tun, _TUNSETIFF, struct.pack("16sH22x", DEVICE.encode(), _IFF_TUN | _IFF_NO_PI))
    for words in (
        ("link", "set", "lo", "up"),
        ("link", "set", DEVICE, "addrgenmode", "none"),  # one address, and no second one that comes later
        ("addr", "add", f"{address}/24", "dev", DEVICE),
        ("link", "set", DEVICE, "mtu", str(_MTU), "up"),
        ("route", "add", "default", "dev", DEVICE),  # browsers look for the address that leads to the world
    ):
        subprocess.run(("ip", *words), check=True, timeout=10)  # noqa: S603, S607 (root's own PATH)
    return End(name, address, namespace, tun)


def held(end: End) -> Path:
    """Where others find the namespace while this process lives."""
    return Path(f"/proc/{os.getpid()}/fd/{end.namespace}")
