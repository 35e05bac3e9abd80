//! The calls under a resumable upload; [`crate::upload`] drives them.

use bytes::Bytes;
use futures::stream;
use proto::storage::{
    AbortUploadRequest, CompleteUploadRequest, CreateUploadOutcome, CreateUploadRequest,
    CreateUploadResponse, GetUploadRequest, GetUploadResponse, ListUploadsRequest, UploadFileResponse,
    UploadPartRequest, UploadPartResponse, UploadStatus, create_upload_outcome::Outcome,
    upload_service_client::UploadServiceClient,
};
use tonic::Request;

use crate::{
    Authorized, ClientError,
    clock::now_millis,
    presence,
    upload::{Content, Part, SmallFile, Stored},
};

/// The number of `UploadPartRequest.data`.
const DATA_FIELD: u32 = 3;
/// The number of `CreateUploadRequest.content`.
const CONTENT_FIELD: u32 = 8;

impl Authorized {
    /// Begins an upload and reserves its size.
    pub async fn create_upload(
        &self,
        message: CreateUploadRequest,
    ) -> Result<CreateUploadResponse, ClientError> {
        let call = |wire, request| async move { UploadServiceClient::new(wire).create_upload(request).await };
        self.session.call(message, call).await
    }

    /// Stores a small file whole; the name it has, and what is stored. It travels with others that are sent meanwhile.
    pub(crate) async fn upload_whole(&self, file: SmallFile) -> Stored {
        self.small_files.store(file, |files| self.create_uploads(files)).await
    }

    /// Stores small files in one call, as many as one takes; what became of each, in their order.
    pub(crate) async fn create_uploads(&self, files: Vec<SmallFile>) -> Result<Vec<Stored>, ClientError> {
        let (messages, contents): (Vec<_>, Vec<_>) = files
            .into_iter()
            .map(|SmallFile { message, content, .. }| {
                // Of a field that stands twice the last one counts: where the content follows, this is nothing.
                (CreateUploadRequest { content: Some(content.in_message()), ..message }, content)
            })
            .unzip();
        presence::note(now_millis());
        let call = |wire, request: Request<Vec<_>>| {
            let mut request = request.map(stream::iter);
            Content::follow(&contents, &mut request, CONTENT_FIELD);
            async move { UploadServiceClient::new(wire).create_uploads(request).await }
        };
        let outcomes = self.session.call(messages, call).await?.outcomes;
        Ok(outcomes.into_iter().map(stored).collect())
    }

    /// Stores parts durably, given with their offsets, in one call; the same parts may be sent again. The answers are
    /// in the order of the parts.
    pub async fn upload_parts(
        &self,
        upload_id: &str,
        parts: Vec<(u64, Part)>,
    ) -> Result<Vec<UploadPartResponse>, ClientError> {
        let message = |&(offset, Part { ref content, ref digest }): &(u64, Part)| UploadPartRequest {
            upload_id: upload_id.to_owned(),
            offset: i64::try_from(offset).unwrap_or(i64::MAX),
            data: content.in_message(),
            digest: Bytes::copy_from_slice(digest.as_bytes()),
        };
        let messages: Vec<_> = parts.iter().map(message).collect();
        let contents: Vec<_> = parts.into_iter().map(|(_, part)| part.content).collect();
        // Whoever began an upload works until it ends.
        presence::note(now_millis());
        let call = |wire, request: Request<Vec<_>>| {
            let mut request = request.map(stream::iter);
            Content::follow(&contents, &mut request, DATA_FIELD);
            async move { UploadServiceClient::new(wire).upload_parts(request).await }
        };
        Ok(self.session.call(messages, call).await?.parts)
    }

    /// What of an upload is durable, and what is missing.
    pub async fn get_upload(&self, upload_id: &str) -> Result<GetUploadResponse, ClientError> {
        presence::note(now_millis());
        let message = GetUploadRequest { upload_id: upload_id.to_owned() };
        let call = |wire, request| async move { UploadServiceClient::new(wire).get_upload(request).await };
        self.session.call(message, call).await
    }

    /// The caller's uploads that have not ended, oldest first.
    pub async fn list_uploads(&self) -> Result<Vec<UploadStatus>, ClientError> {
        let call = |wire, request| async move { UploadServiceClient::new(wire).list_uploads(request).await };
        Ok(self.session.call(ListUploadsRequest {}, call).await?.uploads)
    }

    /// Verifies the whole and makes the file visible. The SHA-256 (lower-case hex) may be empty, and so may be the one over
    /// the digests of all parts.
    pub async fn complete_upload(
        &self,
        upload_id: &str,
        sha256: &str,
        over_parts: Option<[u8; 32]>,
    ) -> Result<UploadFileResponse, ClientError> {
        let message = CompleteUploadRequest {
            upload_id: upload_id.to_owned(),
            sha256: sha256.to_owned(),
            digests_sha256: over_parts.map(|digest| Bytes::copy_from_slice(&digest)).unwrap_or_default(),
        };
        let call =
            |wire, request| async move { UploadServiceClient::new(wire).complete_upload(request).await };
        self.session.call(message, call).await
    }

    /// Ends an upload; the bytes that became available.
    pub async fn abort_upload(&self, upload_id: &str) -> Result<i64, ClientError> {
        let message = AbortUploadRequest { upload_id: upload_id.to_owned() };
        let call = |wire, request| async move { UploadServiceClient::new(wire).abort_upload(request).await };
        Ok(self.session.call(message, call).await?.freed_bytes)
    }
}

/// What became of one small file.
fn stored(outcome: CreateUploadOutcome) -> Stored {
    match outcome.outcome {
        Some(Outcome::Created(CreateUploadResponse { filename, stored: Some(stored), .. })) => {
            Ok((filename, stored))
        }
        Some(Outcome::Refused(refused)) => Err(refused.into()),
        _ => Err(ClientError::unanswered()),
    }
}

#[cfg(test)]
mod tests {
    use bytes::BufMut;
    use prost::Message;

    use super::*;
    use crate::transport::{frame::first_frame, last_field::announce};

    #[test]
    fn the_data_of_parts_may_follow_their_messages() {
        let sizes = [1, 127, 128, 1_048_576];
        let whole = sizes.map(|bytes| UploadPartRequest {
            upload_id: "an upload".to_owned(),
            offset: 1,
            data: vec![5; bytes].into(),
            digest: Bytes::from_static(&[7; 32]),
        });
        let mut encoded = Vec::new();
        for message in &whole {
            let without = UploadPartRequest { data: Bytes::new(), ..message.clone() }.encode_to_vec();
            encoded.put_u8(0);
            encoded.put_u32(u32::try_from(without.len()).expect("a small message"));
            encoded.extend(without);
        }
        let mut rest = encoded.as_slice();
        for message in whole {
            let (frame, others) = first_frame(rest).expect("a frame");
            rest = others;
            let mut frame = announce(frame, DATA_FIELD, message.data.len() as u64).expect("a frame");
            frame.extend(&message.data);
            let (head, sent) = frame.split_at(5);
            assert_eq!(head[1..], u32::try_from(sent.len()).expect("a small message").to_be_bytes());
            assert_eq!(UploadPartRequest::decode(sent), Ok(message));
        }
        assert_eq!(rest, b"");
    }
}
