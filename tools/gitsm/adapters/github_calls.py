"""Asking GitHub within bounds: which trouble may pass by itself, and each failure as an error that says what to do."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlsplit

import requests
from github import BadCredentialsException, GithubException, UnknownObjectException
from urllib3.exceptions import NameResolutionError

from gitsm.adapters.patience import GivenUp, Patience, Transient
from gitsm.approvals.forge import ForgeError, Unreachable

Answer = TypeVar("Answer")


def patient(asked_with: Patience, ask: Callable[[], Answer], what: str) -> Answer:
    """Asks, again where that can help. Every failure is a ForgeError that says what was asked for."""

    unknown: list[str] = []

    def once() -> Answer:
        try:
            return ask()
        except (requests.ConnectionError, requests.Timeout) as error:
            host = unknown_host(error)
            if host is not None:
                unknown.append(host)
                raise Transient(f"this computer finds no address for {host}", attempts=2) from None
            raise Transient(f"no connection ({type(error).__name__})") from None
        except GithubException as error:
            raise transient(error, asked_with) or error from None

    try:
        return asked_with(once)
    except GivenUp as error:
        fix = "start the gate again later; see the platform's status page"
        if unknown:
            fix = "connect this computer to the network; where GITHUB_API_URL is set, check the address in it"
        raise Unreachable(f"GitHub could not answer about {what}: {error}.", fix) from None
    except UnknownObjectException:
        fix = "check the name, and that the App is installed there with the permissions of the guide"
        raise ForgeError(f"GitHub knows nothing about {what}.", fix) from None
    except BadCredentialsException:
        fix = "check GITSM_APP_ID and GITSM_APP_KEY, and the clock of this computer"
        raise ForgeError(f"GitHub did not accept the credentials when asked about {what}.", fix) from None
    except GithubException as error:
        fix = "check the permissions of the App against the guide"
        raise ForgeError(f"GitHub refused {what} with status {error.status}.", fix) from None
    except requests.RequestException as error:
        raise ForgeError(f"{what} cannot be asked of GitHub: {type(error).__name__}.", "check GITHUB_API_URL") from None


def unknown_host(error: requests.RequestException) -> str | None:
    """The host whose name does not resolve at all, where that is why there is no connection; else None."""
    seen: BaseException | None = getattr(error.args[0], "reason", None) if error.args else None
    while seen is not None:
        if isinstance(seen, (NameResolutionError, socket.gaierror)):
            return urlsplit(getattr(error.request, "url", None) or "").hostname or "its server"
        seen = seen.__cause__ or seen.__context__
    return None


def transient(error: GithubException, patience: Patience) -> Transient | None:
    """What may pass by itself: a server error, or a limit of requests with the time that it names."""
    headers = {name.lower(): value for name, value in (error.headers or {}).items()}
    if error.status in (500, 502, 503, 504):
        return Transient(f"status {error.status}", _seconds(headers.get("retry-after")))
    words = str(error.data.get("message", "")).lower() if isinstance(error.data, dict) else ""
    spent = headers.get("x-ratelimit-remaining") == "0"
    wait = _seconds(headers.get("retry-after"))
    limited = spent or wait is not None or "rate limit" in words or "abuse detection" in words
    if error.status != 429 and not (error.status == 403 and limited):
        return None
    reset = _seconds(headers.get("x-ratelimit-reset"))
    if wait is None and spent and reset is not None:
        wait = reset - patience.clock() + 1
    return Transient("the limit of requests is reached", wait if wait is not None else 60.0)


def _seconds(text: object) -> float | None:
    try:
        return float(str(text))
    except ValueError:
        return None
