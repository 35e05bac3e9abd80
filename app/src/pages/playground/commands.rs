//! The same call by other programs, ready to be copied. The token is named and never shown: this page cannot read its own.

use super::model::Pattern;
use crate::call::{Command, grpcurl, host, is_plain, json, shell};

/// Whom the patterns with many requests greet behind the first.
const OTHERS: [&str; 2] = ["Alan", "Linus"];

/// The call by each program.
pub fn commands(pattern: Pattern, name: &str, origin: &str) -> [Command; 4] {
    let names = names(pattern, name);
    [
        Command { program: "skyshard", text: skyshard(pattern, name) },
        by_grpcurl(pattern, &names, origin),
        Command { program: "Rust", text: rust(pattern, &names, origin) },
        Command { program: "Python", text: python(pattern, &names, origin) },
    ]
}

fn names(pattern: Pattern, name: &str) -> Vec<String> {
    let mut names = vec![name.to_owned()];
    if pattern.hindrance().is_some() {
        names.extend(OTHERS.map(str::to_owned));
    }
    names
}

fn skyshard(pattern: Pattern, name: &str) -> String {
    format!("skyshard hello {} --pattern {}", shell(name), pattern.word())
}

fn by_grpcurl(pattern: Pattern, names: &[String], origin: &str) -> Command {
    let messages: Vec<String> = names.iter().map(|name| format!("{{\"name\": {}}}", json(name))).collect();
    grpcurl(&messages, origin, &format!("skyshard.greeter.v1.Greeter/{}", pattern.method()))
}

fn rust(pattern: Pattern, names: &[String], origin: &str) -> String {
    let hello = |name: &String| format!("HelloRequest {{ name: {name:?}.into() }}");
    let all = names.iter().map(hello).collect::<Vec<_>>().join(", ");
    let (message, method, answer) = match pattern {
        Pattern::Unary => (all, "say_hello", ONE),
        Pattern::ServerStream => (all, "say_hello_stream", MANY),
        Pattern::ClientStream => (format!("stream::iter([{all}])"), "say_hello_client_stream", ONE),
        Pattern::Bidirectional => (format!("stream::iter([{all}])"), "say_hello_bidirectional", MANY),
    };
    format!(
        "let mut greeter = GreeterClient::connect({origin:?}).await?;\n\
         let mut request = tonic::Request::new({message});\n\
         let token = std::env::var(\"SKYSHARD_TOKEN\")?;\n\
         request.metadata_mut().insert(\"authorization\", format!(\"Bearer {{token}}\").parse()?);\n\
         let answer = greeter.{method}(request).await?.into_inner();\n{answer}"
    )
}

const ONE: &str = "println!(\"{}\", answer.message);";
const MANY: &str = "let mut replies = answer;\nwhile let Some(reply) = replies.message().await? {\n    println!(\"{}\", reply.message);\n}";

fn python(pattern: Pattern, names: &[String], origin: &str) -> String {
    let channel = match is_plain(origin) {
        true => format!("grpc.insecure_channel({})", json(host(origin))),
        false => format!("grpc.secure_channel({}, grpc.ssl_channel_credentials())", json(host(origin))),
    };
    let hello = |name: &String| format!("greeter_pb2.HelloRequest(name={})", json(name));
    let all = names.iter().map(hello).collect::<Vec<_>>().join(", ");
    let message = if pattern.hindrance().is_some() { format!("iter([{all}])") } else { all };
    let call = format!("greeter.{}({message}, metadata=by)", pattern.method());
    let answer = match pattern {
        Pattern::Unary | Pattern::ClientStream => format!("print({call}.message)"),
        Pattern::ServerStream | Pattern::Bidirectional => {
            format!("for reply in {call}:\n    print(reply.message)")
        }
    };
    format!(
        "import os, grpc\nfrom skyshard.greeter.v1 import greeter_pb2, greeter_pb2_grpc\n\n\
         greeter = greeter_pb2_grpc.GreeterStub({channel})\n\
         by = ((\"authorization\", \"Bearer \" + os.environ[\"SKYSHARD_TOKEN\"]),)\n{answer}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: &str = "http://localhost:8080";

    fn text(program: &str, pattern: Pattern, name: &str, origin: &str) -> String {
        let all = commands(pattern, name, origin);
        all.into_iter()
            .find(|command| command.program == program)
            .map(|command| command.text)
            .unwrap_or_default()
    }

    #[test]
    fn many_requests_are_sent_where_the_pattern_has_many() {
        let text = text("grpcurl", Pattern::Bidirectional, "Ada", HERE);
        assert!(text.contains(r#"'{"name": "Ada"} {"name": "Alan"} {"name": "Linus"}'"#), "{text}");
        assert!(text.ends_with("localhost:8080 skyshard.greeter.v1.Greeter/SayHelloBidirectional"), "{text}");
    }

    #[test]
    fn plain_text_is_asked_for_only_where_it_is_spoken() {
        for (program, mark) in [("grpcurl", "-plaintext"), ("Python", "insecure_channel")] {
            assert!(text(program, Pattern::Unary, "Ada", HERE).contains(mark));
            let elsewhere = text(program, Pattern::Unary, "Ada", "https://files.example.com");
            assert!(!elsewhere.contains(mark) && elsewhere.contains("files.example.com:443"), "{elsewhere}");
        }
    }

    #[test]
    fn every_program_but_ours_names_the_token_and_no_token() {
        for pattern in Pattern::ALL {
            for Command { program, text } in commands(pattern, "Ada", HERE) {
                assert!(program == "skyshard" || text.contains("SKYSHARD_TOKEN"), "{text}");
            }
        }
        let ours = text("skyshard", Pattern::ClientStream, "Ada", HERE);
        assert_eq!(ours, "skyshard hello 'Ada' --pattern collect");
    }
}
