//! Where the module is cut: the code for programs and for PDFs is fetched when the first one is looked at.

use leptos::{
    prelude::*,
    wasm_split::{SplitLoaderError, wasm_split},
};

use super::{coloured::Coloured, pdf::PdfPart};
use crate::shell::{FetchedPart, Render};

/// A text that is looked at.
#[derive(Debug, Clone)]
pub struct OpenText {
    /// What the file is called: it says what language the text is in.
    pub name: String,
    /// Its beginning.
    pub text: String,
}

/// A text, in colours once the code for them is there; as it stands until then, and where it cannot be had.
#[component]
pub fn Text(name: String, text: String) -> impl IntoView {
    provide_context(OpenText { name, text: text.clone() });
    let code = LocalResource::new(colours);
    move || match code.get() {
        Some(Ok(render)) => render(),
        None | Some(Err(_)) => text.clone().into_any(),
    }
}

#[wasm_split(file_colours, wasm_split_path = ::leptos::wasm_split, fallible)]
fn colours() -> Result<Render, SplitLoaderError> {
    Ok(|| Coloured().into_any())
}

/// A PDF that is looked at.
#[derive(Debug, Clone)]
pub struct OpenPdf {
    /// Where its bytes are asked for.
    pub source: String,
    /// What it is called.
    pub name: String,
}

/// Its pages, once the code for them is there.
#[component]
pub fn Pdf(source: String, name: String) -> impl IntoView {
    provide_context(OpenPdf { source, name });
    view! { <FetchedPart fetch=pdf /> }
}

#[wasm_split(file_pdf, wasm_split_path = ::leptos::wasm_split, fallible)]
fn pdf() -> Result<Render, SplitLoaderError> {
    Ok(|| PdfPart().into_any())
}
