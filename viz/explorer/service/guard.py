"""Who may write: who bears the token; without one, whoever is on this machine and no page of another site."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request

_SCHEME = "bearer"


@dataclass(frozen=True, slots=True)
class WriteGuard:
    """Lets writers pass. `token` is what they must bear, None for no such condition."""

    token: str | None

    def check(self, request: Request) -> None:
        """Raise HTTPException with status 401 or 403 unless the request may write.

        A browser sends a form of any site to any address, and says whose page it came from.
        """
        if self.token is not None:
            self._check_token(request.headers.get("authorization", ""))
        elif _is_foreign(request):
            raise HTTPException(403, "A page of another site may not write.")

    def _check_token(self, authorization: str) -> None:
        scheme, _, borne = authorization.partition(" ")
        token = (self.token or "").encode()
        if scheme.lower() != _SCHEME or not hmac.compare_digest(borne.strip().encode(), token):
            advice = "Send the server's $KG_TOKEN as «Authorization: Bearer …»."
            raise HTTPException(401, advice, {"WWW-Authenticate": "Bearer"})


def _is_foreign(request: Request) -> bool:
    origin = request.headers.get("origin")
    if origin is not None and origin != f"{request.url.scheme}://{request.headers['host']}":
        return True
    return request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin")
