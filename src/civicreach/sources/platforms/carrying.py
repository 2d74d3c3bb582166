"""How a token travels with a request, and the forms in which it may come back."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from urllib.parse import quote

import httpx

from .connection import Connection, Secret

#: How a token travels: a header's name, ``?name`` for a parameter of the address, or ``/name`` for a step of its path
#: that the token is written behind.
Carrier = str

#: Parameter of the proof of an app's secret.
_PROOF = "appsecret_proof"


class Carrying(httpx.BaseTransport):
    """Puts the token on a request underneath everything that logs requests or raises errors with them."""

    def __init__(
        self, inner: httpx.BaseTransport, secret: Secret, carrier: Carrier, signed: Mapping[str, Secret]
    ) -> None:
        self._inner, self._secret, self._carrier, self._signed = inner, secret, carrier, signed

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url, headers = request.url, request.headers
        if self._carrier.startswith("?"):
            url = url.copy_set_param(self._carrier[1:], self._secret.reveal())
        elif self._carrier.startswith("/"):
            step = self._carrier.encode()
            path = url.raw_path.replace(step + b"/", step + quote(self._secret.reveal(), safe=":").encode() + b"/", 1)
            url = url.copy_with(raw_path=path)
        else:
            headers = httpx.Headers(headers)
            bearer = "Bearer " if self._carrier == "authorization" else ""
            headers[self._carrier] = bearer + self._secret.reveal()
        for name, proof in self._signed.items():
            url = url.copy_set_param(name, proof.reveal())
        carried = httpx.Request(
            request.method, url, headers=headers, stream=request.stream, extensions=request.extensions
        )
        return self._inner.handle_request(carried)

    def close(self) -> None:
        self._inner.close()


def signed_by(connection: Connection) -> dict[str, Secret]:
    """The proof that goes beside the token, by its parameter; nothing without a token or a secret of its app."""
    if not connection.token or not connection.app_secret:
        return {}
    return {_PROOF: proof_of(connection.token, connection.app_secret)}


def proof_of(token: Secret, app_secret: Secret) -> Secret:
    """The proof that whoever sends a token has the secret of its app, too.

    Source: developers.facebook.com/docs/graph-api/guides/secure-requests, appsecret_proof.

    >>> proof_of(Secret("token"), Secret("secret")).reveal()[:16]
    'e941110e3d2bfe82'
    """
    return Secret(hmac.new(app_secret.reveal().encode(), token.reveal().encode(), hashlib.sha256).hexdigest())


def forms(secret: Secret) -> tuple[str, ...]:
    """A token as it may come back: as it is, and as it stands in an address or in JSON."""
    text = secret.reveal()
    in_json = json.dumps(text)[1:-1]
    return tuple(dict.fromkeys((text, quote(text, safe=""), in_json, in_json.replace("/", "\\/"))))
