//! The browser's side of PDFs: `frontend/pdf.js` draws a page of one on a canvas.

use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// A page as it was drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// How many pages there are.
    pub pages: u32,
    /// The text of this one.
    pub text: String,
}

/// Why nothing was drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// Another page was wished for meanwhile, or nobody looks any more.
    Left,
    /// It asks for a password.
    Locked,
    /// It took too long and was ended.
    Slow,
    /// It is damaged, or no PDF.
    Broken,
    /// The file, or what draws it, could not be fetched.
    Unreachable,
}

/// Draws a page of what `source` answers; `percent` of the room there is.
pub async fn draw(canvas: &JsValue, source: &str, page: u32, percent: u32) -> Result<Drawn, Failure> {
    let promise = begin(canvas, source, page, percent).map_err(|_| Failure::Unreachable)?;
    let drawn = JsFuture::from(promise).await.map_err(|why| failure(why.as_string().as_deref()))?;
    read(&drawn).map_err(|_| Failure::Broken)
}

/// Ends what is open on a canvas.
pub fn end(canvas: &JsValue) {
    // What cannot be asked to end was never begun.
    let _ended = begin(canvas, "", 0, 0);
}

fn begin(canvas: &JsValue, source: &str, page: u32, percent: u32) -> Result<Promise, JsValue> {
    let draw: Function = Reflect::get(&js_sys::global(), &"skyshardPdf".into())?.dyn_into()?;
    let zoom = f64::from(percent) / 100.0;
    let wish = Array::of4(canvas, &source.into(), &page.into(), &zoom.into());
    draw.apply(&JsValue::UNDEFINED, &wish)?.dyn_into()
}

fn read(drawn: &JsValue) -> Result<Drawn, JsValue> {
    let pages = Reflect::get(drawn, &"pages".into())?.as_f64().unwrap_or_default();
    let text = Reflect::get(drawn, &"text".into())?.as_string().unwrap_or_default();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count of pages")]
    Ok(Drawn { pages: (pages as u32).max(1), text })
}

/// By the word that the script ends with; anything else is its own failure to arrive.
fn failure(word: Option<&str>) -> Failure {
    match word {
        Some("left") => Failure::Left,
        Some("locked") => Failure::Locked,
        Some("slow") => Failure::Slow,
        Some("broken") => Failure::Broken,
        _ => Failure::Unreachable,
    }
}
