"""A MaxMind database file with a few networks, by the format's specification (MaxMind DB File Format 2.0)."""

import ipaddress
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

MARKER = b"\xab\xcd\xefMaxMind.com"


class Number(NamedTuple):
    """An unsigned integer of so many bits: readers insist on the width that the format names."""

    bits: int
    value: int


def write_mmdb(path: Path, database_type: str, networks: Mapping[str, Mapping[str, Any]]) -> str:
    """Write IPv4 `networks` (“203.0.113.0/24”) with what a look-up answers; the path as text."""
    nodes: list[list[int | tuple[str, int]]] = [[-1, -1]]
    data = b""
    for network, answer in networks.items():
        offset, data = len(data), data + _encode(answer)
        net = ipaddress.ip_network(network)
        bits = f"{int(net.network_address):032b}"[: net.prefixlen]
        node = 0
        for bit in bits[:-1]:
            following = nodes[node][int(bit)]
            if following == -1:
                nodes.append([-1, -1])
                following = nodes[node][int(bit)] = len(nodes) - 1
            assert isinstance(following, int)
            node = following
        nodes[node][int(bits[-1])] = ("data", offset)
    tree = b"".join(_record(side, len(nodes)) for node in nodes for side in node)
    metadata = {
        "binary_format_major_version": Number(16, 2),
        "binary_format_minor_version": Number(16, 0),
        "build_epoch": Number(64, 1),
        "database_type": database_type,
        "description": {"en": "Made by a test"},
        "ip_version": Number(16, 4),
        "languages": ["en"],
        "node_count": Number(32, len(nodes)),
        "record_size": Number(16, 24),
    }
    path.write_bytes(tree + bytes(16) + data + MARKER + _encode(metadata))
    return str(path)


def city(name: str, code: str, country: str) -> dict[str, Any]:
    return {"city": {"names": {"en": name}}, "country": {"iso_code": code, "names": {"en": country}}}


def _record(side: int | tuple[str, int], nodes: int) -> bytes:
    value = nodes if side == -1 else side if isinstance(side, int) else nodes + 16 + side[1]
    return struct.pack(">I", value)[1:]


def _encode(value: Any) -> bytes:
    """Control byte (type in the upper three bits, size below 29 in the lower five), then the value."""
    if isinstance(value, str):
        text = value.encode()
        assert len(text) < 29
        return bytes([0b010_00000 | len(text)]) + text
    if isinstance(value, Number):
        packed = value.value.to_bytes((value.value.bit_length() + 7) // 8, "big")
        control = {16: [0b101_00000], 32: [0b110_00000], 64: [0b000_00000, 9 - 7]}[value.bits]
        return bytes([control[0] | len(packed), *control[1:]]) + packed
    if isinstance(value, list):
        return bytes([len(value), 11 - 7]) + b"".join(_encode(part) for part in value)
    return bytes([0b111_00000 | len(value)]) + b"".join(_encode(key) + _encode(part) for key, part in value.items())
