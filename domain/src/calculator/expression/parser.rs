//! Tokens into a tree: recursive descent, one function a line of the grammar.

use std::{iter::Peekable, vec};

use super::{
    EXPRESSION_DEPTH_MAX, EXPRESSION_OPERATIONS_MAX, Expression, ExpressionError, Fault, Number, Operation,
    token::{Kind, Token, cut},
};

pub(super) fn parse(text: &str) -> Result<Expression, ExpressionError> {
    let tokens = cut(text)?;
    if tokens.is_empty() {
        return Err(ExpressionError { position: 0, fault: Fault::Empty });
    }
    let end = text.trim_end().chars().count();
    let mut parser = Parser { tokens: tokens.into_iter().peekable(), end, depth: 0, operations: 0 };
    let expression = parser.sum()?;
    match parser.tokens.next() {
        None => Ok(expression),
        Some(Token { position, kind: Kind::Close }) => {
            Err(ExpressionError { position, fault: Fault::NotOpened })
        }
        Some(Token { position, .. }) => Err(ExpressionError { position, fault: Fault::OperationMissing }),
    }
}

struct Parser {
    tokens: Peekable<vec::IntoIter<Token>>,
    /// Where the line ends, for what is missing there.
    end: usize,
    depth: usize,
    operations: usize,
}

impl Parser {
    fn sum(&mut self) -> Result<Expression, ExpressionError> {
        let mut left = self.product()?;
        while let Some(operation) =
            self.next_operation(|o| matches!(o, Operation::Add | Operation::Subtract))?
        {
            let right = self.product()?;
            left = join(operation, left, right);
        }
        Ok(left)
    }

    fn product(&mut self) -> Result<Expression, ExpressionError> {
        let mut left = self.signed()?;
        while let Some(operation) =
            self.next_operation(|o| !matches!(o, Operation::Add | Operation::Subtract))?
        {
            let right = self.signed()?;
            left = join(operation, left, right);
        }
        Ok(left)
    }

    fn signed(&mut self) -> Result<Expression, ExpressionError> {
        let Some(token) = self.tokens.next() else {
            return Err(ExpressionError { position: self.end, fault: Fault::NumberMissing });
        };
        let position = token.position;
        match token.kind {
            Kind::Number(number) => Ok(Expression::Number(number)),
            Kind::Operation(Operation::Add) => self.deeper(position, Self::signed),
            Kind::Operation(Operation::Subtract) => {
                let negated = self.deeper(position, Self::signed)?;
                self.negate(negated, position)
            }
            Kind::Open => self.deeper(position, |parser| parser.parenthesised(position)),
            Kind::Operation(_) | Kind::Close => {
                Err(ExpressionError { position, fault: Fault::NumberMissing })
            }
        }
    }

    fn parenthesised(&mut self, opened_at: usize) -> Result<Expression, ExpressionError> {
        let inner = self.sum()?;
        match self.tokens.next() {
            Some(Token { kind: Kind::Close, .. }) => Ok(inner),
            Some(Token { position, .. }) => Err(ExpressionError { position, fault: Fault::OperationMissing }),
            None => Err(ExpressionError { position: opened_at, fault: Fault::NotClosed }),
        }
    }

    /// A sign before a number belongs to it; before anything else it is a subtraction from zero.
    fn negate(&mut self, expression: Expression, position: usize) -> Result<Expression, ExpressionError> {
        match expression {
            Expression::Number(number) => Ok(Expression::Number(number.negated())),
            other => {
                self.count_operation(position)?;
                Ok(join(Operation::Subtract, Expression::Number(Number::zero()), other))
            }
        }
    }

    fn next_operation(
        &mut self,
        wanted: impl Fn(Operation) -> bool,
    ) -> Result<Option<Operation>, ExpressionError> {
        match self.tokens.peek() {
            Some(&Token { position, kind: Kind::Operation(operation) }) if wanted(operation) => {
                self.tokens.next();
                self.count_operation(position)?;
                Ok(Some(operation))
            }
            _ => Ok(None),
        }
    }

    fn count_operation(&mut self, position: usize) -> Result<(), ExpressionError> {
        self.operations += 1;
        if self.operations > EXPRESSION_OPERATIONS_MAX {
            return Err(ExpressionError { position, fault: Fault::TooManyOperations });
        }
        Ok(())
    }

    fn deeper(
        &mut self,
        position: usize,
        parse: impl FnOnce(&mut Self) -> Result<Expression, ExpressionError>,
    ) -> Result<Expression, ExpressionError> {
        self.depth += 1;
        if self.depth > EXPRESSION_DEPTH_MAX {
            return Err(ExpressionError { position, fault: Fault::TooDeep });
        }
        let parsed = parse(self);
        self.depth -= 1;
        parsed
    }
}

fn join(operation: Operation, left: Expression, right: Expression) -> Expression {
    Expression::Operation { operation, left: Box::new(left), right: Box::new(right) }
}
