//! Every call of every service, by name: read from the descriptors of this very build, so that a list of calls is never
//! written by hand.

use std::sync::LazyLock;

use prost::Message;
use prost_types::FileDescriptorSet;

/// A call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Method {
    /// As the wire has it: `/package.Service/Method`.
    pub path: String,
    /// Whether the caller sends more than one message.
    pub client_streams: bool,
    /// Whether more than one message answers.
    pub server_streams: bool,
}

impl Method {
    /// `package.Service`.
    pub fn service(&self) -> &str {
        self.parts().0
    }

    /// The name alone.
    pub fn name(&self) -> &str {
        self.parts().1
    }

    fn parts(&self) -> (&str, &str) {
        self.path.trim_start_matches('/').split_once('/').unwrap_or_default()
    }
}

/// All calls, by path.
pub fn methods() -> &'static [Method] {
    static METHODS: LazyLock<Vec<Method>> = LazyLock::new(read);
    &METHODS
}

fn read() -> Vec<Method> {
    let files =
        FileDescriptorSet::decode(crate::DESCRIPTORS).expect("the descriptors of this very build").file;
    let mut methods = Vec::new();
    for file in &files {
        for service in &file.service {
            let of = format!("{}.{}", file.package(), service.name());
            methods.extend(service.method.iter().map(|method| Method {
                path: format!("/{of}/{}", method.name()),
                client_streams: method.client_streaming(),
                server_streams: method.server_streaming(),
            }));
        }
    }
    methods.sort_by(|one, other| one.path.cmp(&other.path));
    methods
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_four_patterns_are_told_apart() {
        let greeter = methods().iter().filter(|method| method.service() == "skyshard.greeter.v1.Greeter");
        let patterns: Vec<_> =
            greeter.map(|method| (method.name(), method.client_streams, method.server_streams)).collect();
        assert_eq!(
            patterns,
            [
                ("SayHello", false, false),
                ("SayHelloBidirectional", true, true),
                ("SayHelloClientStream", true, false),
                ("SayHelloStream", false, true),
            ]
        );
    }
}
