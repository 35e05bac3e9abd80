//! What a machine wants done, in order. The driver or the simulator carries it out.

/// A list of effects that a `step` appends to and its caller drains.
#[derive(Debug)]
pub struct Effects<E>(Vec<E>);

impl<E> Effects<E> {
    /// Nothing to do yet.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// One more effect, after all the others.
    pub fn push(&mut self, effect: E) {
        self.0.push(effect);
    }

    /// Everything wanted so far, in order; the list is empty afterwards.
    pub fn drain(&mut self) -> impl Iterator<Item = E> + '_ {
        self.0.drain(..)
    }
}

impl<E> Default for Effects<E> {
    fn default() -> Self {
        Self::new()
    }
}
