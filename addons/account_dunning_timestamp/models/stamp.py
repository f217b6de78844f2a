"""RFC 3161 time stamps: asking for one, and verifying one offline. Without the ORM.

A stamp says that data with this SHA-256 was there at a time that a trusted authority signed. Verification needs the authority's
root certificate and nothing from the network; ``openssl ts -verify`` does it as well.
"""

import requests
from cryptography import x509
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

TYPE = "application/timestamp-query"
# Seconds that an authority may take to answer, and the most bytes that an answer has.
TIMEOUT, MOST_BYTES = 10, 1 << 17


class StampError(Exception):
    """No stamp, or one that does not fit; the message is for people who know the authority."""


def read_certificates(text):
    """Return the (root, intermediate) certificates of a PEM text.

    :raises StampError: it is none, or has no root
    """
    try:
        found = x509.load_pem_x509_certificates((text or "").encode())
    except ValueError as error:
        raise StampError(str(error)) from error
    roots = [one for one in found if one.issuer == one.subject]
    if not roots:
        raise StampError("no self-signed root certificate")
    return roots, [one for one in found if one.issuer != one.subject]


def make_request(data):
    """Return a request for a stamp of some bytes; its nonce is new each time."""
    return TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256).nonce(nonce=True).build()


def ask(url, request):
    """Send a request to an authority and return its answer (bytes).

    :raises StampError: it cannot be reached or does not answer as it should
    """
    try:
        headers = {"Content-Type": TYPE, "Accept": "application/timestamp-reply"}
        with requests.post(url, data=request.as_bytes(), headers=headers, timeout=TIMEOUT, allow_redirects=False, stream=True) as answer:
            if answer.status_code != 200:
                raise StampError(f"HTTP {answer.status_code}")
            content = answer.raw.read(MOST_BYTES + 1, decode_content=True)
    except (requests.RequestException, OSError) as error:
        raise StampError(str(error)) from error
    if len(content) > MOST_BYTES:
        raise StampError("the answer is too long")
    return content


def verify(content, data, certificates, request=None):
    """Verify a stamp offline.

    :param bytes content: the answer of the authority
    :param bytes data: what was stamped
    :param tuple certificates: as ``read_certificates`` gives them
    :param request: the request, to see that it answers this one
    :return: (time of the stamp, name of the authority)
    :raises StampError: it is no stamp, of other data, of another authority, or answers another request
    """
    roots, intermediates = certificates
    try:
        response = decode_timestamp_response(content)
        nonce = request.nonce if request else None
        VerifierBuilder(roots=roots, intermediates=intermediates, nonce=nonce).build().verify_message(response, data)
    except (ValueError, VerificationError) as error:
        raise StampError(str(error)) from error
    signer = next(iter(response.signed_data.signer_infos))
    certs = map(x509.load_der_x509_certificate, response.signed_data.certificates)
    leaf = next((one for one in certs if one.serial_number == signer.serial_number), None)
    return response.tst_info.gen_time, leaf.subject.rfc4514_string() if leaf else ""
