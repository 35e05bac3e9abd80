//! Messages with passwords, codes, tokens and links: printed, they show their names alone, so that no log and no failed
//! assertion tells what somebody typed (SEC-62). Which they are says `secret_messages.txt`; which of their fields are
//! secret says a field's name.
use std::fmt;

/// What a secret is called, alone or as a part of a name.
const SECRETS: [&str; 11] = [
    "password",
    "code",
    "codes",
    "otp",
    "token",
    "secret",
    "ticket",
    "uri",
    "qr",
    "credential",
    "passphrase",
];
/// Names that say what kind of secret something is, and hold none.
const KINDS: [&str; 2] = ["otp_method", "token_type"];

/// Whether a field of this name that holds text or bytes holds a secret, too.
pub fn is_secret(field: &str) -> bool {
    !KINDS.contains(&field) && field.split('_').any(|part| SECRETS.contains(&part))
}

macro_rules! secret_messages {
    ($($name:literal $package:ident::$message:ident,)+) => {
        $(impl fmt::Debug for crate::$package::$message {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($message)).finish_non_exhaustive()
            }
        })+

        /// How each of them is printed after it was read.
        #[cfg(test)]
        const PRINTED: &[(&str, fn(&[u8]) -> String)] =
            &[$(($name, |data| tests::printed::<crate::$package::$message>(data)),)+];
    };
}

include!(concat!(env!("OUT_DIR"), "/secret_messages.rs"));

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, fmt::Debug};

    use prost::{Message, encoding};
    use prost_types::{
        DescriptorProto, FieldDescriptorProto, FileDescriptorSet, field_descriptor_proto::Type,
    };

    use super::{PRINTED, is_secret};
    use crate::DESCRIPTORS;

    const PLANTED: &str = "violet kettle under moon";

    pub(super) fn printed<M: Message + Default + Debug>(data: &[u8]) -> String {
        format!("{:?}", M::decode(data).expect("a message"))
    }

    /// All messages by their full names.
    fn messages() -> BTreeMap<String, DescriptorProto> {
        let set = FileDescriptorSet::decode(DESCRIPTORS).expect("the descriptors can be read");
        let ours = set.file.into_iter().filter(|file| file.package().starts_with("skyshard."));
        let named = ours.flat_map(|file| {
            let package = file.package().to_owned();
            let name = move |message: DescriptorProto| (format!("{package}.{}", message.name()), message);
            file.message_type.into_iter().map(name)
        });
        named.collect()
    }

    fn holds_text(field: &&FieldDescriptorProto) -> bool {
        matches!(field.r#type(), Type::String | Type::Bytes)
    }

    /// A message whose every text is the planted one.
    fn planted(message: &DescriptorProto) -> Vec<u8> {
        let mut data = Vec::new();
        for field in message.field.iter().filter(holds_text) {
            let number = u32::try_from(field.number()).expect("a field's number");
            encoding::string::encode(number, &PLANTED.to_owned(), &mut data);
        }
        data
    }

    #[test]
    fn every_message_with_a_secret_is_on_the_list() {
        let messages = messages();
        assert!(messages.len() > 200, "{} messages were read", messages.len());
        let listed: Vec<&str> = PRINTED.iter().map(|(name, _)| *name).collect();
        assert!(listed.is_sorted(), "the list is in order");
        for (name, message) in &messages {
            assert!(message.nested_type.is_empty(), "{name} has messages inside, which nobody looked at");
            let secret = message.field.iter().filter(holds_text).find(|field| is_secret(field.name()));
            if let Some(field) = secret {
                assert!(listed.contains(&name.as_str()), "{name} has a field {}", field.name());
            }
        }
        for name in listed {
            assert!(messages.contains_key(name), "there is no message {name}");
        }
    }

    #[test]
    fn the_secret_of_every_request_on_the_list_is_told_by_its_name() {
        let messages = messages();
        let requests = PRINTED.iter().filter(|(name, _)| name.ends_with("Request"));
        for (name, _) in requests {
            let texts = messages[*name].field.iter().filter(holds_text);
            assert!(texts.map(FieldDescriptorProto::name).any(is_secret), "{name}");
        }
    }

    #[test]
    fn a_message_with_a_secret_is_printed_without_it() {
        let messages = messages();
        for (name, print) in PRINTED {
            let data = planted(&messages[*name]);
            assert!(data.len() > PLANTED.len(), "{name} holds a text");
            let shown = print(&data);
            assert!(!shown.contains("violet"), "{name}: {shown}");
            assert!(shown.ends_with(" { .. }"), "{name}: {shown}");
        }
        let others = crate::account::ChangePasswordResponse {
            tokens: Some(crate::account::SessionTokens {
                auth_token: PLANTED.to_owned(),
                ..Default::default()
            }),
        };
        assert!(!format!("{others:?}").contains("violet"), "nor inside of another message");
    }

    #[test]
    fn other_messages_are_printed_whole() {
        let shown =
            format!("{:?}", crate::storage::FileInfo { filename: PLANTED.to_owned(), ..Default::default() });
        assert!(shown.contains(PLANTED), "{shown}");
    }
}
