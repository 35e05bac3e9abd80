//! No attribute spread on a component but a literal one, and no handler.
//!
//! Under `erase_components` an attribute that is spread on a component (`attr:x=value`) and follows a signal keeps its
//! effect when the view around it is made anew, and the effect then reads what was disposed with the old one: the page
//! stops. Whether a name stands for a signal cannot be seen here, so only literals pass; what changes is a property of
//! the component. A handler (`on:click=…`) stays on the element beside its successor, so that one click does what two
//! buttons were for: it is a property too.

use super::Finding;
use super::tree::{Tree, code};

const SPREAD: &str = "attr:";
const HANDLER: &str = " on:";

/// Every spread attribute of the page whose value is no literal.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let page = tree.rust().filter(|(path, _)| path.starts_with("app/src/"));
    page.flat_map(|(path, text)| check_file(path, text)).collect()
}

fn check_file(path: &str, text: &str) -> Vec<Finding> {
    let finding = |(line, _): (usize, &str)| Finding {
        place: format!("{path}:{line}"),
        sentence:
            "spreads an attribute that is no literal on a component; make it a property of the component"
                .to_owned(),
    };
    let spreads = code(text).filter(|(_, line)| has_live_spread(line)).map(finding);
    let handler = |(line, _): (usize, &str)| Finding {
        place: format!("{path}:{line}"),
        sentence: "spreads a handler on a component; make it a property of the component".to_owned(),
    };
    spreads.chain(code(text).filter(|(_, line)| has_handler(line)).map(handler)).collect()
}

/// Whether a component's tag on this line has a handler. Its name begins with a capital, an element's never does.
fn has_handler(line: &str) -> bool {
    line.split('<').skip(1).any(|tag| {
        let is_component = tag.starts_with(|letter: char| letter.is_ascii_uppercase());
        // What follows the tag's end is its content. (`=>` and `->` end nothing.)
        let end = tag.match_indices('>').find(|(at, _)| !tag[..*at].ends_with(['=', '-']));
        let own = end.map_or(tag, |(at, _)| &tag[..at]);
        is_component && own.contains(HANDLER)
    })
}

fn has_live_spread(line: &str) -> bool {
    line.match_indices(SPREAD).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let begins = before.is_none_or(|sign| sign.is_whitespace());
        let value = line[at..].split_once('=').map(|(_, value)| value);
        begins && value.is_some_and(|value| !value.starts_with('"'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_literal_may_be_spread() {
        let found = |line: &str| check(&Tree::of("app/src/pages/x.rs", line)).len();
        assert_eq!(found("<A href=to attr:class=\"button\">\n"), 0);
        assert_eq!(found("<A href=to attr:class=\"button\" attr:title=title>\n"), 1);
        assert_eq!(found("    attr:aria-expanded=move || open.get().to_string()\n"), 1);
        assert_eq!(found("// attr:title=title\n"), 0);
        assert_eq!(check(&Tree::of("cli/src/main.rs", "attr:x=y\n")).len(), 0);
    }

    #[test]
    fn a_handler_is_an_elements_or_a_property() {
        let found = |line: &str| check(&Tree::of("app/src/pages/x.rs", line)).len();
        assert_eq!(found("<button type=\"button\" on:click=act>\n"), 0);
        assert_eq!(found("<Button busy on_click=act>\"Go\"</Button>\n"), 0);
        assert_eq!(found("<Button busy on:click=act>\"Go\"</Button>\n"), 1);
        assert_eq!(found("<p on:click=act><Icon glyph /></p>\n"), 0);
        assert_eq!(found("<Show when=move || ready.get()><p on:click=act></p></Show>\n"), 0);
    }
}
