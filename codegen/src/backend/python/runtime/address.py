"""Where a server is."""

from __future__ import annotations

import base64
import ssl
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, quote, unquote, urlsplit

from .errors import InvalidArgument
from .options import Tls

SCHEMES = {"ws": 80, "http": 80, "wss": 443, "https": 443}
"""The schemes that can be called, and their ports."""


@dataclass(frozen=True, slots=True)
class Address:
    """A URL in parts. Its text form leaves out what may be secret."""

    scheme: str
    host: str
    port: int
    path: str
    query: str
    user: str | None
    """Name and password, with a colon between them."""

    @property
    def is_secure(self) -> bool:
        """Whether TLS stands in front of it."""
        return self.scheme in {"wss", "https"}

    @property
    def authority(self) -> str:
        """Host and port as a URL and the header `Host` hold them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == SCHEMES[self.scheme] else f"{host}:{self.port}"

    @property
    def target(self) -> str:
        """Path and query as a request holds them."""
        return f"{self.path}?{self.query}" if self.query else self.path

    @property
    def authorization(self) -> str | None:
        """The header that name and password become."""
        if self.user is None:
            return None
        return f"Basic {base64.b64encode(self.user.encode()).decode()}"

    def with_token(self, token: str | None) -> str:
        """The whole URL with a token in its query, which nobody should show."""
        parts = [self.query] if self.query else []
        if token is not None:
            parts.append(f"token={quote(token, safe='')}")
        query = f"?{'&'.join(parts)}" if parts else ""
        return f"{self.scheme}://{self.authority}{self.path}{query}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.path}"

    def __repr__(self) -> str:
        return f"<Address {self}>"


def parse(url: str) -> Address:
    """Reads a URL. What cannot be called is an `InvalidArgument`."""
    try:
        split = urlsplit(url)
        port = split.port
    except ValueError:
        raise InvalidArgument("", "the URL cannot be read") from None
    if split.scheme not in SCHEMES or not split.hostname:
        raise InvalidArgument("", "the URL must begin with ws://, wss://, http:// or https:// and a host")
    return Address(
        scheme=split.scheme,
        host=split.hostname,
        port=SCHEMES[split.scheme] if port is None else port,
        path=quote(split.path or "/", safe="/%:@!$&'()*+,;=-._~"),
        query=quote(split.query, safe="/?%:@!$&'()*+,;=-._~"),
        user=_user(split),
    )


def _user(split: SplitResult) -> str | None:
    if split.username is None:
        return None
    return f"{unquote(split.username)}:{unquote(split.password or '')}"


def tls_context(address: Address, tls: Tls | None) -> ssl.SSLContext | None:
    """What verifies the server, and shows the client's own certificate; None: there is no TLS."""
    if not address.is_secure:
        return None
    context = ssl.create_default_context()
    given = tls or Tls()
    try:
        if given.ca is not None:
            context.load_verify_locations(cadata=given.ca)
        if given.certificate is not None:
            _load_own(context, given.certificate, given.key)
    except (ssl.SSLError, ValueError) as error:
        raise InvalidArgument("", f"the certificates cannot be read: {error}") from None
    return context


def _load_own(context: ssl.SSLContext, certificate: str, key: str | None) -> None:
    # The standard library reads a client's certificate from files alone.
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "certificate.pem")
        path.touch(mode=0o600)
        path.write_text("\n".join(part for part in (certificate, key) if part is not None))
        context.load_cert_chain(path)
