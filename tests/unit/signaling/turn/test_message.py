"""STUN as bytes: the vectors of RFC 5769, and nothing that comes from outside breaks the reader."""

import hashlib
from contextlib import suppress
from ipaddress import IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.turn.message import (
    Address,
    Attribute,
    Kind,
    Method,
    decode,
    encode,
    read_xor_address,
    xor_address,
)

SIGNED = bytes.fromhex(  # RFC 5769, section 2.4: a request with long-term authentication
    "000100602112a44278ad3433c6ad72c029da412e00060012e3839ee38388e383aae38383e382afe382b90000"
    "0015001c662f2f3439396b3935346436 4f4c33346f4c39465354767936347341"
    "0014000b6578616d706c652e6f726700000800 14f67024656dd64a3e02b8e0712e85c9a28ca89666"
)
KEY = hashlib.md5("マトリックス:example.org:TheMatrIX".encode(), usedforsecurity=False).digest()
TRANSACTION = bytes.fromhex("b7e7a701bc34d686fa87dfae")


def test_a_signed_request_is_read_as_the_rfc_has_it() -> None:
    message = decode(SIGNED)
    assert message.attributes[Attribute.USERNAME].decode() == "マトリックス"
    assert message.attributes[Attribute.NONCE] == b"f//499k954d6OL34oL9FSTvy64sA"
    assert message.signed_with(KEY)
    assert not message.signed_with(bytes(16))


def test_a_signed_request_is_written_as_the_rfc_has_it() -> None:
    message = decode(SIGNED)
    named = [(name, message.attributes[name]) for name in (Attribute.USERNAME, Attribute.NONCE, Attribute.REALM)]
    assert encode(0x0001, message.transaction, named, key=KEY) == SIGNED


@pytest.mark.parametrize(
    ("text", "port", "value"),
    [
        ("192.0.2.1", 32853, "0001a147e112a643"),
        ("2001:db8:1234:5678:11:2233:4455:6677", 32853, "0002a1470113a9faa5d3f179bc25f4b5bed2b9d9"),
    ],
)
def test_addresses_are_written_as_the_rfc_has_it(text: str, port: int, value: str) -> None:
    assert xor_address(ip_address(text), port, TRANSACTION).hex() == value
    assert read_xor_address(bytes.fromhex(value), TRANSACTION) == ip_address(text)


@given(st.ip_addresses(), st.integers(0, 65_535), st.binary(min_size=12, max_size=12))
def test_every_address_comes_back(address: Address, port: int, transaction: bytes) -> None:
    assert read_xor_address(xor_address(address, port, transaction), transaction) == address


def test_what_stands_behind_the_signature_is_not_believed() -> None:
    relayed = xor_address(IPv6Address("::1"), 1, TRANSACTION)
    signed = encode(Method.ALLOCATE | Kind.SUCCESS, TRANSACTION, [(Attribute.LIFETIME, bytes(4))], key=KEY)
    more = encode(0, TRANSACTION, [(Attribute.XOR_RELAYED_ADDRESS, relayed)])[20:]
    longer = signed[:2] + (len(signed) - 20 + len(more)).to_bytes(2, "big") + signed[4:] + more
    message = decode(longer)
    assert message.signed_with(KEY)
    assert set(message.attributes) == {Attribute.LIFETIME, Attribute.MESSAGE_INTEGRITY}


@given(st.binary(max_size=80), st.integers(0, 80), st.binary(min_size=1, max_size=4))
def test_garbage_is_no_message_and_nothing_else(noise: bytes, at: int, changed: bytes) -> None:
    for data in (noise, SIGNED[:at], SIGNED[:at] + changed + SIGNED[at + len(changed) :]):
        with suppress(ValueError):
            message = decode(data)
            assert message.data == data
            assert data == SIGNED or not message.signed_with(KEY) or message.attributes == decode(SIGNED).attributes


@given(st.lists(st.tuples(st.integers(0x20, 0xFFFF), st.binary(max_size=30)), max_size=6, unique_by=lambda one: one[0]))
def test_whatever_is_written_is_read(attributes: list[tuple[int, bytes]]) -> None:
    message = decode(encode(Method.ALLOCATE, TRANSACTION, attributes))
    assert (message.type, message.transaction, dict(attributes)) == (3, TRANSACTION, message.attributes)
