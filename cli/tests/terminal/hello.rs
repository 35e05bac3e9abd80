//! The four patterns of calls, by `skyshard hello`.
use std::process::{Command, Stdio};

use crate::person::{Asked, Cloud, Person};

fn lines(said: &str) -> Vec<serde_json::Value> {
    said.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[tokio::test]
async fn each_pattern_greets() {
    let cloud = Cloud::start(&[]);
    let ada = Person::signed_in(&cloud, "ada").await;
    assert_eq!(
        ada.said(&["hello", "Bob", "Eve"]),
        "Hello, Bob! ada says so in a unary call: one request, one reply.\n\
         Hello, Eve! ada says so in a unary call: one request, one reply.\n"
    );
    assert_eq!(
        ada.said(&["hello", "Bob", "Eve", "--pattern", "collect"]),
        "Hello, Bob and Eve! ada says so in a client-streaming call: 2 requests, one reply.\n"
    );
    let streamed = lines(&ada.said(&["hello", "Bob", "--pattern", "stream", "--json"]));
    assert_eq!(streamed.len(), 10);
    assert_eq!(streamed[0]["pattern"], "stream");
    assert!(streamed[9]["message"].as_str().unwrap().ends_with("reply 10 of 10."), "{streamed:?}");

    assert!(ada.refused(&["hello"], 2).contains("say whom to greet"));
    assert!(ada.refused(&["hello", " "], 1).contains("the name is empty"));
    let nobody = Person::stranger(&cloud, "nobody");
    nobody.refused(&["hello", "Bob"], 3);
}

#[tokio::test]
async fn a_chat_answers_each_line_as_it_comes() {
    let cloud = Cloud::start(&[]);
    let ada = Person::signed_in(&cloud, "ada").await;
    let mut chat = Asked::start(&mut ada.command(&["hello", "Bob", "--pattern", "chat"]));
    chat.until("Hello, Bob! ada says so in a bidirectional call: the reply to request 1, as it came.\n");
    for (number, name) in [(2, "Eve"), (3, "Zoë")] {
        chat.answer(name);
        chat.until(&format!(
            "Hello, {name}! ada says so in a bidirectional call: the reply to request {number},"
        ));
    }
    let (code, said) = chat.end();
    assert_eq!(code, Some(0), "{said}");

    let mut command = ada.command(&["hello", "--pattern", "chat", "--json"]);
    let mut chat = Asked::start(&mut command);
    chat.answer("Bob");
    chat.answer("");
    chat.answer("never greeted");
    let (code, said) = chat.end();
    assert_eq!((code, lines(&said).len()), (Some(0), 1), "an empty line ends it: {said}");
}

/// How many calls of a pattern came to this end, as the server counts them.
fn ended(ada: &Person, method: &str, code: &str) -> u64 {
    let told = crate::person::fetched(&ada.origin, "/metrics");
    let line = told.lines().find(|line| {
        line.starts_with("skyshard_rpc_ended")
            && line.contains(&format!("\"{method}\""))
            && line.contains(&format!("\"{code}\""))
    });
    line.and_then(|line| line.rsplit(' ').next()?.parse().ok()).unwrap_or_default()
}

/// As Ctrl-C does.
fn interrupt(shell: &Asked) {
    let pid = shell.id().to_string();
    assert!(Command::new("kill").args(["-INT", &pid]).stdin(Stdio::null()).status().unwrap().success());
}

#[tokio::test]
async fn ctrl_c_gives_a_call_up_and_the_shell_goes_on() {
    let cloud = Cloud::start(&[]);
    let ada = Person::signed_in(&cloud, "ada").await;
    let mut shell = Asked::start(&mut ada.command(&["shell"]));
    shell.answer("hello Bob --pattern stream");
    shell.until("reply 2 of 10.\n");
    interrupt(&shell);
    shell.answer("calc 2 + 3");
    let (code, said) = shell.end();
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("\n5\n") && said.contains("given up. What was finished before stays"), "{said}");
    assert!(!said.contains("reply 10 of 10"), "{said}");
    // It learns of it by a packet that nobody waits for.
    let told = (0..1_000).any(|_| ended(&ada, "SayHelloStream", "CANCELLED") == 1);
    assert!(told, "the server was not told");
    assert_eq!(ended(&ada, "SayHelloStream", "OK"), 0);
}

const GIVEN_UP: &str = "given up. What was finished before stays";

/// Once from a pipe, and once from a terminal.
#[tokio::test]
#[cfg(target_os = "linux")]
async fn the_line_after_a_chat_that_was_given_up_is_the_shells() {
    let cloud = Cloud::start(&[]);
    let ada = Person::signed_in(&cloud, "ada").await;
    let mut shell = Asked::start(&mut ada.command(&["shell"]));
    shell.answer("hello Bob --pattern chat");
    shell.until("the reply to request 1, as it came.\n");
    interrupt(&shell);
    shell.until(GIVEN_UP);
    shell.answer("calc 2 + 3");
    let (code, said) = shell.end();
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("\n5\n"), "{said}");

    let mut shell = Asked::start(&mut ada.at_a_terminal("shell"));
    shell.until("skyshard> ");
    shell.keys("hello Bob --pattern chat\r");
    shell.until("the reply to request 1, as it came.");
    shell.keys("\x03");
    shell.until(GIVEN_UP);
    for (typed, answer) in [("calc 2 + 3\r", "5"), ("calc 40 + 2\r", "42")] {
        shell.until("skyshard> ");
        shell.keys(typed);
        shell.until(&format!("\n{answer}\r\n"));
    }
    shell.until("skyshard> ");
    shell.keys("exit\r");
    let (code, said) = shell.end();
    assert_eq!(code, Some(0), "{said}");
}
