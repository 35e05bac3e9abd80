//! Work that a caller who hangs up must not stop half-way.
use super::ServiceError;

/// Does the work on a task of its own: between a commit and what memory must learn of it nothing is lost.
pub async fn to_the_end<T: Send + 'static>(
    work: impl Future<Output = Result<T, ServiceError>> + Send + 'static,
) -> Result<T, ServiceError> {
    tokio::spawn(work).await.map_err(|error| ServiceError::Internal(error.into()))?
}
