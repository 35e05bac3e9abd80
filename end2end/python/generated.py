"""REST by a client that is generated: openapi-python-client reads /api/openapi.json of a running server, and what it makes
signs up, signs in, stores, lists, downloads, mends, deletes and signs out. Nothing of ours is in between.

    python3 generated.py ADDRESS

ADDRESS is host:port of a server in test mode, without TLS. Each flow that went well is a line of standard output; the first
thing that is not as it should be ends it.
"""

import contextlib
import hashlib
import importlib
import json
import sys
import tempfile
import urllib.request
from io import BytesIO
from pathlib import Path

import grpc
from openapi_python_client import generate
from openapi_python_client.config import Config, ConfigFile, MetaType

from flows import PASSWORD, PATIENCE, Mailbox, compiled

# What it would otherwise leave out, because it knows them by no name.
BYTES = "application/octet-stream"
UNKNOWN = {"application/zip": BYTES, "application/openmetrics-text": BYTES, "*/*": BYTES}


def made(address, folder):
    """The client, as Python in a folder that is thrown away, and the document that it was made of."""
    with urllib.request.urlopen(f"http://{address}/api/openapi.json", timeout=PATIENCE) as answer:
        document = answer.read()
    source = Path(folder) / "openapi.json"
    source.write_bytes(document)
    wish = ConfigFile(post_hooks=[], content_type_overrides=UNKNOWN)
    target = Path(folder) / "skyshard_rest"
    with contextlib.redirect_stdout(sys.stderr):
        problems = generate(config=Config.from_sources(wish, MetaType.NONE, source, "utf-8", False, target))
    assert not problems, [(problem.header, problem.detail) for problem in problems]
    sys.path.insert(0, folder)
    return json.loads(document)


def module(name):
    return importlib.import_module(f"skyshard_rest.{name}")


def call(area, operation, client, *arguments, status=200, **named):
    """What an operation answers, by the file that was made for it."""
    answer = module(f"api.{area}.{operation}").sync_detailed(*arguments, client=client, **named)
    assert answer.status_code == status, f"{operation}: {answer.status_code} {answer.content[:300]!r}"
    return answer.parsed


class Flows:
    def __init__(self, address, of):
        self.url = f"http://{address}"
        self.code = Mailbox(grpc.insecure_channel(address), of).code
        self.models, self.types = module("models"), module("types")
        self.stranger = module("client").Client(base_url=self.url, timeout=PATIENCE)

    def sign_in(self):
        """An account, its address confirmed, and the client that carries its token."""
        of, address = self.models, "dora@example.com"
        wish = of.Registration(username="dora", email=address, password=PASSWORD)
        registered = call("accounts", "register", self.stranger, body=wish, status=201)
        assert len(registered.user_id) == 32 and registered.otp_expires_at > registered.created_at
        proof = of.AddressProof(email=address, otp=self.code(address), challenge_id=registered.challenge_id)
        confirmed = call("accounts", "verify_email", self.stranger, body=proof)
        assert confirmed.allocated_bytes == 1_000_000_000 and confirmed.waiting_position == 0
        wrong = of.SignIn(username="dora", password="another kettle under moon")
        problem = call("accounts", "login", self.stranger, body=wrong, status=401)
        assert isinstance(problem, of.Problem) and problem.reason == "INVALID_CREDENTIALS", problem
        asked = call("accounts", "login", self.stranger, body=of.SignIn(username="dora", password=PASSWORD))
        assert asked.otp_method == "email" and asked.tries_left > 0
        answer = of.SignInProof(session_id=asked.session_id, otp=self.code(address))
        session = call("accounts", "verify_otp", self.stranger, body=answer)
        assert session.token_type == "Bearer" and session.refresh_token
        client = module("client").AuthenticatedClient(
            base_url=self.url, token=session.auth_token, timeout=PATIENCE
        )
        user = call("accounts", "user_info", client)
        assert (user.username, user.used_bytes, user.available_bytes) == ("dora", 0, 1_000_000_000), user
        return client

    def files(self, client):
        """A file up, listed, down, mended and deleted; a name that is taken, and an id that is nobody's."""
        content = bytes(range(256)) * 10_000
        checksum = hashlib.sha256(content).hexdigest()

        def form(name):
            part = self.types.File(payload=BytesIO(content), file_name=name, mime_type=BYTES)
            return self.models.UploadFileBody(file=part)

        stored = call("files", "upload_file", client, body=form("numbers.bin"), status=201)
        assert (stored.file_size, stored.checksum) == (len(content), checksum), stored
        again = call("files", "upload_file", client, body=form("NUMBERS.bin"), status=409)
        assert again.reason == "NAME_TAKEN", again
        listed = call("files", "list_files", client, filter_="number", order="-size", limit=10)
        assert listed.total_count == 1 and listed.files[0].file_id == stored.file_id
        assert not listed.files[0].damaged and listed.files[0].checksum == checksum
        assert call("files", "list_files", client, filter_="letters").files == []
        got = call("files", "download_file", client, stored.file_id)
        assert hashlib.sha256(got).hexdigest() == checksum
        mended = call("files", "replicate_file", client, stored.file_id)
        assert mended.whole_chunks + mended.mended_chunks > 0 and mended.impossible_chunks == 0
        assert len(mended.storage_nodes) >= 3
        assert len(call("nodes", "list_nodes", client).nodes) == 5
        deleted = call("files", "delete_file", client, stored.file_id)
        assert deleted.freed_bytes == len(content), deleted
        gone = call("files", "delete_file", client, "0" * 32, status=404)
        assert gone.reason == "NOT_FOUND" and gone.detail
        user = call("accounts", "user_info", client)
        assert (user.used_bytes, user.trash_bytes) == (0, len(content)), user

    def sign_out(self, client):
        """Its token opens nothing from then on; and nobody is let in without one."""
        call("accounts", "logout", client)
        assert call("accounts", "user_info", client, status=401).reason
        nobody = module("client").AuthenticatedClient(base_url=self.url, token="x.y.z", timeout=PATIENCE)
        assert call("files", "list_files", nobody, status=401).reason


def main(address):
    with tempfile.TemporaryDirectory() as folder:
        of = compiled(folder)
        document = made(address, folder)
        flows = Flows(address, of)
        print("generated:", document["info"]["title"], flush=True)
        client = flows.sign_in()
        print("signed in", flush=True)
        flows.files(client)
        print("files", flush=True)
        flows.sign_out(client)
        print("signed out", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
