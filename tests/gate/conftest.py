"""A GitHub of this computer with a small organisation in it, and a clone of it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from cli_support import Repo
from gate_openapi import FILE, Description
from gate_server import APP, NAME, NOW, Hub, serving
from gate_small import SMALL
from gate_support import USER
from gate_world import World
from gitsm.adapters.patience import Patience
from gitsm.cli.commands import gate_run


def pytest_configure(config: pytest.Config) -> None:
    """The App's key of these tests is short on purpose."""
    config.addinivalue_line("filterwarnings", "ignore:The RSA key is 1024 bits long")


@pytest.fixture(scope="session")
def described() -> Description:
    """GitHub's own description."""
    if not FILE.is_file():
        pytest.skip("GitHub's description is not installed (npm package @octokit/openapi, see .ci/run)")
    return Description()


@pytest.fixture(scope="session")
def key() -> tuple[str, str]:
    """(private, public) key of the App: a short one, for whoever signs with it examines it each time."""
    made = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    private = made.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    public = made.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return private.decode(), public.decode()


@pytest.fixture(scope="session")
def started(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the bare repository `bare` and its clone `clone`, both with the organisation on main."""
    folder = tmp_path_factory.mktemp("started")
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(folder / "bare")], check=True)
    repo = Repo(folder / "clone", SMALL)
    repo.commit("The organisation as it stands")
    repo.git("remote", "add", "origin", str(folder / "bare"))
    repo.git("push", "-q", "origin", "main")
    return folder


@pytest.fixture
def world(
    tmp_path: Path, started: Path, described: Description, key: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[World]:
    """The platform with main, and credentials in the environment."""
    bare, clone = tmp_path / "server" / "avu" / "governance.git", tmp_path / "clone"
    shutil.copytree(started / "bare", bare)
    shutil.copytree(started / "clone", clone)
    repo = Repo(clone, {})
    repo.git("remote", "set-url", "origin", str(bare))
    hub = Hub(bare, key[1], described)
    hub.users = {account.login: account.user_id for account in USER.values()}
    hub.by_address = {f"{party}@example.org": account.login for party, account in USER.items()}
    hub.by_address["tester@example.org"] = USER["ops-04"].login
    with serving(hub) as address:
        for name, value in {
            "GITSM_APP_ID": str(APP), "GITSM_APP_KEY": key[0], "GITHUB_API_URL": address, "GITHUB_REPOSITORY": NAME,
            "GITHUB_SERVER_URL": f"file://{tmp_path}/server",
        }.items():  # fmt: skip
            monkeypatch.setenv(name, value)
        monkeypatch.delenv("GITHUB_TOKEN", raising=False)
        monkeypatch.setattr(gate_run, "Patience", lambda: Patience(sleep=hub.slept.append, clock=lambda: NOW))
        yield World(hub, address, repo)
    assert hub.complaints == []


@pytest.fixture
def begun(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """The platform with a gate that has a key of its own, and has begun."""
    key = tmp_path / "gate-key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(key)], check=True)
    public = key.with_suffix(".pub").read_text().strip()
    party = world.clone.read("roles/parties/gitsm-gate.yaml")
    before = party.partition("{key: ")[2].partition(",")[0]
    world.clone.write("roles/parties/gitsm-gate.yaml", party.replace(before, public))
    world.clone.commit("The gate's own key")
    world.clone.git("push", "-q", "origin", "main")
    ran = world.clone.run("cab", "begin", "--key", str(key), "--apply")
    assert ran.code == 0, ran.err
    monkeypatch.setenv("GITSM_EVIDENCE_KEY", key.read_text())
    return world
