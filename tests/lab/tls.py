# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A TLS front for the lab, so that clients reach it by AWS's own host names through a proxy, and the certificates for it."""

from __future__ import annotations

import datetime
import ipaddress
import pathlib
import ssl
import urllib.parse

from ansible_collections.dynaops.dynamodb.tests.lab.relay import Address, RelayHandler, RelayServer, Rule
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

# The hosts that DynamoDB is reached by: with the region alone, and with the account as well.
REGIONAL_HOST = "dynamodb.us-east-1.amazonaws.com"
ACCOUNT_HOST = "123456789012.ddb.us-east-1.amazonaws.com"
# Those of the dual-stack endpoints end in api.aws.
HOSTS = ("localhost", REGIONAL_HOST, *(f"*.{part}us-east-1.{domain}" for domain in ("amazonaws.com", "api.aws") for part in ("", "ddb.")))
_LIFETIME = datetime.timedelta(days=2)


class Certificates:
    """A certificate authority and a server's certificate, as files in a folder; and a self-signed one that the authority does not know."""

    def __init__(self, folder: pathlib.Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.bundle = folder / "bundle.pem"
        self.server = folder / "server.pem"
        self.self_signed = folder / "self-signed.pem"
        authority_key, server_key, stranger_key = (ec.generate_private_key(ec.SECP256R1()) for _each in range(3))
        authority = _certificate("Lab authority", authority_key, "Lab authority", authority_key, is_authority=True)
        self.bundle.write_bytes(authority.public_bytes(serialization.Encoding.PEM))
        _write(self.server, _certificate("Lab", server_key, "Lab authority", authority_key), server_key)
        _write(self.self_signed, _certificate("Lab", stranger_key, "Lab", stranger_key), stranger_key)

    def environment(self) -> dict[str, str | None]:
        """The variables that make AWS's SDKs trust the server's certificate, and look for DynamoDB by AWS's own host names."""
        return {"AWS_CA_BUNDLE": str(self.bundle), "AWS_ENDPOINT_URL": None}


def _certificate(
    subject: str, key: ec.EllipticCurvePrivateKey, issuer: str, issuer_key: ec.EllipticCurvePrivateKey, is_authority: bool = False
) -> x509.Certificate:
    now = datetime.datetime.now(datetime.UTC)
    identifier = x509.SubjectKeyIdentifier.from_public_key
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _LIFETIME)
        .not_valid_after(now + _LIFETIME)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(identifier(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier(issuer_key.public_key())), critical=False)
        .add_extension(_usage(is_authority), critical=True)
    )
    if not is_authority:
        names = [*map(x509.DNSName, HOSTS), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


def _usage(is_authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_authority,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _write(file: pathlib.Path, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> None:
    """Writes certificate and key into one file."""
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + secret)


class TlsFront(RelayServer):
    """A server on 127.0.0.1 that ends TLS and passes the requests on to the lab, by rules that it can apply as it sees the headers.

    ``certificate`` is a file of :class:`Certificates`: its ``server``, or its ``self_signed``, which clients must refuse.
    """

    def __init__(self, lab_url: str, certificate: pathlib.Path, *rules: Rule) -> None:
        super().__init__(_TlsHandler, rules)
        parts = urllib.parse.urlsplit(lab_url)
        self._lab: Address = (parts.hostname or "127.0.0.1", parts.port or 80)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate)
        self.url = f"https://localhost:{self.address[1]}"

    def upstream(self, target: str) -> Address | None:
        """Always the lab."""
        return self._lab

    def routes(self) -> dict[str, Address]:
        """What leads a :class:`Proxy` from AWS's host names to this server."""
        return {"*.amazonaws.com:443": self.address, "*.api.aws:443": self.address}


class _TlsHandler(RelayHandler):
    server: TlsFront

    def setup(self) -> None:
        """Does the handshake in the thread of this connection, so that a client that never answers stops no other."""
        self.request.settimeout(60)
        self.request = self.server.context.wrap_socket(self.request, server_side=True)
        super().setup()

    def finish(self) -> None:
        """Closes the TLS socket: the server knows the plain one alone."""
        super().finish()
        self.request.close()
