"""What grpcurl does with the lines that the page writes down, by grpcio: one call, its messages in JSON, the answer in JSON.

    python3 grpcurl.py -plaintext -H "authorization: Bearer TOKEN" -d JSON HOST:PORT package.Service/Method

What a service looks like is read from the protos, where grpcurl asks the server.
"""

import argparse
import importlib
import json
import sys
import tempfile
from pathlib import Path

import grpc
from flows import compiled
from google.protobuf import descriptor_pool, json_format, message_factory

PATIENCE = 10


def arguments():
    words = argparse.ArgumentParser(prog="grpcurl")
    words.add_argument("-plaintext", action="store_true", required=True)
    words.add_argument("-H", dest="header", required=True)
    words.add_argument("-d", dest="messages", required=True)
    words.add_argument("address")
    words.add_argument("method")
    return words.parse_args()


def each(text):
    """The documents of JSON that stand behind one another."""
    decoder, at = json.JSONDecoder(), 0
    while at < len(text):
        document, end = decoder.raw_decode(text, at)
        yield document
        at = end + len(text[end:]) - len(text[end:].lstrip())


def main():
    asked = arguments()
    name, value = asked.header.split(": ", 1)
    service, method = asked.method.split("/")
    with tempfile.TemporaryDirectory() as folder:
        compiled(folder)
        for path in Path(folder).glob("skyshard/**/*_pb2.py"):
            importlib.import_module(".".join(path.relative_to(folder).with_suffix("").parts))
        called = descriptor_pool.Default().FindServiceByName(service).FindMethodByName(method)
        request, answer_class = (message_factory.GetMessageClass(shape) for shape in (called.input_type, called.output_type))
        [message] = [json_format.ParseDict(document, request()) for document in each(asked.messages)]
        with grpc.insecure_channel(asked.address) as channel:
            call = channel.unary_unary(
                f"/{service}/{method}",
                request_serializer=lambda message: message.SerializeToString(),
                response_deserializer=answer_class.FromString,
            )
            try:
                answer = call(message, metadata=((name.lower(), value),), timeout=PATIENCE)
            except grpc.RpcError as error:
                sys.exit(f"{error.code().name}: {error.details()}")
    print(json_format.MessageToJson(answer))


if __name__ == "__main__":
    main()
