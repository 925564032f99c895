"""A certificate authority of a few weeks, for brokers on loopback."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

GOOD_FOR = timedelta(days=30)


def make_certificates(folder: Path, host: str) -> None:
    """`ca.pem`, the authority's certificate, and `broker.pem`, a key and certificate for `host`, if not there yet."""
    if (folder / "broker.pem").exists():
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    authority_key, key = generate_private_key(SECP256R1()), generate_private_key(SECP256R1())
    authority = _named("Ariadna local authority")
    may_sign = x509.BasicConstraints(ca=True, path_length=None)
    (folder / "ca.pem").write_bytes(_certificate(authority, authority_key, authority_key, may_sign))
    stands_for = x509.SubjectAlternativeName([x509.IPAddress(ip_address(host)), x509.DNSName("localhost")])
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "broker.pem").write_bytes(private + _certificate(_named(host), key, authority_key, stands_for))


def _certificate(
    subject: x509.Name, key: EllipticCurvePrivateKey, signer: EllipticCurvePrivateKey, extension: x509.ExtensionType
) -> bytes:
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(_named("Ariadna local authority"))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + GOOD_FOR)
        .add_extension(extension, critical=isinstance(extension, x509.BasicConstraints))
    )
    return builder.sign(signer, SHA256()).public_bytes(Encoding.PEM)


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
