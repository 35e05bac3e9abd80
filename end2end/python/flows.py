"""What the scripts of the source systems did, with grpcio over TLS: a calculator behind a mailed code, files behind a
password and a code, and the four patterns of calls. Its messages are made of the protos by grpcio-tools; nothing of ours
is in between.

    python3 flows.py ADDRESS CERTIFICATE OTHER_CERTIFICATE

ADDRESS is host:port of a server in test mode, CERTIFICATE what vouches for it (PEM), OTHER_CERTIFICATE what does not. Each
flow that went well is a line of standard output; the first thing that is not as it should be ends it.
"""

import hashlib
import importlib
import sys
import tempfile
from pathlib import Path

import grpc
from grpc_tools import protoc

PROTOS = Path(__file__).resolve().parents[2] / "proto"
PASSWORD = "violet kettle under moon"
PATIENCE = 30


def compiled(folder):
    """The protos as Python, in a folder that is thrown away."""
    files = [str(path.relative_to(PROTOS)) for path in sorted(PROTOS.glob("skyshard/**/*.proto"))]
    code = protoc.main(["protoc", f"-I{PROTOS}", f"--python_out={folder}", f"--grpc_python_out={folder}", *files])
    if code != 0:
        sys.exit("the protos do not compile")
    sys.path.insert(0, folder)

    def of(package, file):
        name = f"skyshard.{package}.v1.{file}_pb2"
        return importlib.import_module(name), importlib.import_module(f"{name}_grpc")

    return of


def refused(call, code, sentence=None):
    """The call is refused with this code, and with this sentence where it is one that programs know."""
    try:
        call()
    except grpc.RpcError as error:
        assert error.code() == code, f"{error.code()} instead of {code}: {error.details()}"
        assert sentence is None or error.details() == sentence, error.details()
        return
    raise AssertionError(f"it was not refused with {code}")


def bearer(token):
    return {"metadata": (("authorization", f"Bearer {token}"),), "timeout": PATIENCE}


class Mailbox:
    """The mails of a server in test mode."""

    def __init__(self, channel, of):
        self.mail, mail = of("mail", "outbox")
        self.outbox = mail.OutboxServiceStub(channel)
        self.taken = set()

    def code(self, address):
        """The newest code that was mailed there and not taken yet."""
        mails = self.outbox.ListMails(self.mail.ListMailsRequest(to=address), timeout=PATIENCE).mails
        code = next(mail.code for mail in mails if mail.code and mail.code not in self.taken)
        self.taken.add(code)
        return code


class Flows:
    def __init__(self, channel, of):
        self.code = Mailbox(channel, of).code
        self.calculator, calculator = of("calculator", "calculator")
        self.storage, storage = of("storage", "storage")
        self.greeter, greeter = of("greeter", "greeter")
        self.calculate = calculator.CalculatorServiceStub(channel)
        self.cloud = storage.CloudStorageServiceStub(channel)
        self.greet = greeter.GreeterStub(channel)

    def numbers(self):
        """S0: Login, VerifyOtp, Enroll, and the five operations."""
        of, address = self.calculator, "carol@example.com"
        sent = self.calculate.Login(of.LoginRequest(email=address), timeout=PATIENCE)
        proof = of.VerifyOtpRequest(email=address, otp=self.code(address), challenge_id=sent.challenge_id)
        verified = self.calculate.VerifyOtp(proof, timeout=PATIENCE)
        assert verified.verified
        wish = of.EnrollRequest(email=address, name="Carol", ticket=verified.ticket)
        enrolled = self.calculate.Enroll(wish, timeout=PATIENCE)
        assert enrolled.allocated_bytes == 1_000_000_000, enrolled

        def operation(a, b, token=enrolled.session_token):
            return of.OperationRequest(session_token=token, a=a, b=b)

        for call, a, b, result in [
            (self.calculate.Add, "0.1", "0.2", "0.3"),
            (self.calculate.Subtract, "1", "3", "-2"),
            (self.calculate.Multiply, "1.5", "4", "6"),
            (self.calculate.Divide, "100", "50", "2"),
            (self.calculate.Modulo, "-7", "3", "2"),
        ]:
            said = call(operation(a, b), timeout=PATIENCE).result
            assert said == result, f"{a}, {b}: {said} instead of {result}"
        by_zero = "Division by zero is not allowed."
        for call in [self.calculate.Divide, self.calculate.Modulo]:
            refused(lambda: call(operation("1", "0"), timeout=PATIENCE), grpc.StatusCode.INVALID_ARGUMENT, by_zero)
        for token in ["", "x.y.z"]:
            add = operation("1", "1", token)
            refused(lambda: self.calculate.Add(add, timeout=PATIENCE), grpc.StatusCode.UNAUTHENTICATED)
        return enrolled.session_token

    def signed_in(self, username, address):
        """S1: Register, VerifyEmail, Login, VerifyOTP."""
        of = self.storage
        wish = of.RegisterRequest(username=username, email=address, password=PASSWORD)
        registered = self.cloud.Register(wish, timeout=PATIENCE)
        assert registered.success and registered.user_id and registered.created_at > 0
        proof = of.VerifyEmailRequest(email=address, otp=self.code(address))
        assert self.cloud.VerifyEmail(proof, timeout=PATIENCE).success
        weak = of.RegisterRequest(username="dora", email="dora@example.com", password="short")
        refused(lambda: self.cloud.Register(weak, timeout=PATIENCE), grpc.StatusCode.INVALID_ARGUMENT)
        wrong = of.LoginRequest(username=username, password="another kettle under moon")
        refused(lambda: self.cloud.Login(wrong, timeout=PATIENCE), grpc.StatusCode.UNAUTHENTICATED)
        asked = self.cloud.Login(of.LoginRequest(username=username, password=PASSWORD), timeout=PATIENCE)
        assert asked.otp_method == "email" and asked.otp_expires_at > 0
        answer = of.VerifyOTPRequest(session_id=asked.session_id, otp=self.code(address))
        session = self.cloud.VerifyOTP(answer, timeout=PATIENCE)
        assert session.token_type == "Bearer" and session.auth_token and session.refresh_token
        return session

    def files(self):
        """S1: a file up, listed, down, counted and deleted, with a token in the message; then a new token, and none."""
        of = self.storage
        session = self.signed_in("bob", "bob@example.com")
        token, content = session.auth_token, bytes(range(256)) * 10_000
        checksum = hashlib.sha256(content).hexdigest()

        def pieces(size=500_000):
            for at in range(0, len(content), size):
                first = at == 0
                yield of.UploadFileRequest(
                    auth_token=token if first else "",
                    filename="numbers.bin" if first else "",
                    chunk=content[at : at + size],
                )

        stored = self.cloud.UploadFile(pieces(), timeout=PATIENCE)
        assert (stored.file_size, stored.checksum) == (len(content), checksum), stored
        assert len(stored.storage_nodes) >= 2, stored
        listed = self.cloud.ListFiles(of.ListFilesRequest(auth_token=token), timeout=PATIENCE)
        assert [(file.filename, file.file_size) for file in listed.files] == [("numbers.bin", len(content))]
        assert listed.total_count == 1
        wish = of.DownloadFileRequest(auth_token=token, file_id=stored.file_id)
        answers = list(self.cloud.DownloadFile(wish, timeout=PATIENCE))
        assert b"".join(answer.chunk for answer in answers) == content
        assert [answer.is_final for answer in answers].count(True) == 1 and answers[-1].is_final
        quota = self.cloud.GetQuotaStatus(of.GetQuotaStatusRequest(auth_token=token), timeout=PATIENCE)
        assert quota.used_bytes == len(content), quota
        assert quota.available_bytes == quota.total_quota_bytes - len(content), quota
        gone = of.DeleteFileRequest(auth_token=token, file_id=stored.file_id)
        assert self.cloud.DeleteFile(gone, timeout=PATIENCE).success
        assert self.cloud.ListFiles(of.ListFilesRequest(auth_token=token), timeout=PATIENCE).total_count == 0
        renewed = self.cloud.RefreshToken(
            of.RefreshTokenRequest(current_token=session.refresh_token), timeout=PATIENCE
        )
        assert renewed.success and renewed.new_token
        self.cloud.Logout(of.LogoutRequest(), **bearer(renewed.new_token))
        status = of.GetQuotaStatusRequest(auth_token=renewed.new_token)
        refused(lambda: self.cloud.GetQuotaStatus(status, timeout=PATIENCE), grpc.StatusCode.UNAUTHENTICATED)

    def patterns(self, token):
        """S2: one and one, one and many, many and one, many and many; and none of them without a token."""
        hello = lambda name: self.greeter.HelloRequest(name=name)
        names = lambda: iter([hello("Ada"), hello("Grace")])
        greet, by = self.greet, bearer(token)
        assert "Hello, Ada! Carol says so" in greet.SayHello(hello("Ada"), **by).message
        replies = [reply.message for reply in greet.SayHelloStream(hello("Ada"), **by)]
        assert len(replies) == 10 and "reply 10 of 10" in replies[-1], replies
        assert "Hello, Ada and Grace!" in greet.SayHelloClientStream(names(), **by).message
        replies = [reply.message for reply in greet.SayHelloBidirectional(names(), **by)]
        assert len(replies) == 2 and "Hello, Grace!" in replies[1], replies

        by = {"timeout": PATIENCE}
        for call in [
            lambda: greet.SayHello(hello("Ada"), **by),
            lambda: list(greet.SayHelloStream(hello("Ada"), **by)),
            lambda: greet.SayHelloClientStream(names(), **by),
            lambda: list(greet.SayHelloBidirectional(names(), **by)),
        ]:
            refused(call, grpc.StatusCode.UNAUTHENTICATED)
        refused(lambda: greet.SayHello(hello(""), **bearer(token)), grpc.StatusCode.INVALID_ARGUMENT)

        cancelled = greet.SayHelloStream(hello("Ada"), **bearer(token))
        next(cancelled)
        cancelled.cancel()
        late = {**bearer(token), "timeout": 0.7}
        refused(lambda: list(greet.SayHelloStream(hello("Ada"), **late)), grpc.StatusCode.DEADLINE_EXCEEDED)


def strangers(address, other, of):
    """Who does not know the certificate says nothing; who speaks plain text is told to use TLS and gets no answer."""
    greeter, stubs = of("greeter", "greeter")
    for channel, code in [
        (grpc.secure_channel(address, grpc.ssl_channel_credentials(root_certificates=other)), grpc.StatusCode.UNAVAILABLE),
        (grpc.insecure_channel(address), grpc.StatusCode.FAILED_PRECONDITION),
    ]:
        with channel:
            call = stubs.GreeterStub(channel).SayHello
            refused(lambda: call(greeter.HelloRequest(name="Ada"), timeout=PATIENCE), code)


def main():
    address, certificate, other = sys.argv[1], Path(sys.argv[2]).read_bytes(), Path(sys.argv[3]).read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        of = compiled(folder)
        with grpc.secure_channel(address, grpc.ssl_channel_credentials(root_certificates=certificate)) as channel:
            flows = Flows(channel, of)
            token = flows.numbers()
            print("S0: calculator")
            flows.files()
            print("S1: files")
            flows.patterns(token)
            print("S2: patterns")
        strangers(address, other, of)
        print("strangers")


if __name__ == "__main__":
    main()
