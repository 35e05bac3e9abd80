//! The calls under a resumable upload; [`crate::upload`] drives them.

use bytes::Bytes;
use proto::storage::{
    AbortUploadRequest, CompleteUploadRequest, CreateUploadRequest, CreateUploadResponse, GetUploadRequest,
    GetUploadResponse, ListUploadsRequest, UploadFileResponse, UploadPartRequest, UploadPartResponse,
    UploadStatus, upload_service_client::UploadServiceClient,
};

use crate::{Authorized, ClientError, upload::Content};

/// The number of `UploadPartRequest.data`.
#[cfg(any(test, target_family = "wasm"))]
const DATA_FIELD: u32 = 3;

impl Authorized {
    /// Begins an upload and reserves its size.
    pub async fn create_upload(
        &self,
        message: CreateUploadRequest,
    ) -> Result<CreateUploadResponse, ClientError> {
        let call = |wire, request| async move { UploadServiceClient::new(wire).create_upload(request).await };
        self.session.call(message, call).await
    }

    /// Stores one part durably; the same part may be sent again.
    pub async fn upload_part(
        &self,
        upload_id: &str,
        offset: u64,
        content: Content,
        digest: [u8; 32],
    ) -> Result<UploadPartResponse, ClientError> {
        let message = |data| UploadPartRequest {
            upload_id: upload_id.to_owned(),
            offset: i64::try_from(offset).unwrap_or(i64::MAX),
            data,
            digest: Bytes::copy_from_slice(&digest),
        };
        let call = |wire, request| async move { UploadServiceClient::new(wire).upload_part(request).await };
        match content {
            Content::Bytes(data) => self.session.call(message(data), call).await,
            #[cfg(target_family = "wasm")]
            Content::Slice(slice) => {
                let call = |wire, mut request| {
                    slice.follow(&mut request, DATA_FIELD);
                    call(wire, request)
                };
                self.session.call(message(Bytes::new()), call).await
            }
        }
    }

    /// What of an upload is durable, and what is missing.
    pub async fn get_upload(&self, upload_id: &str) -> Result<GetUploadResponse, ClientError> {
        let message = GetUploadRequest { upload_id: upload_id.to_owned() };
        let call = |wire, request| async move { UploadServiceClient::new(wire).get_upload(request).await };
        self.session.call(message, call).await
    }

    /// The caller's uploads that have not ended, oldest first.
    pub async fn list_uploads(&self) -> Result<Vec<UploadStatus>, ClientError> {
        let call = |wire, request| async move { UploadServiceClient::new(wire).list_uploads(request).await };
        Ok(self.session.call(ListUploadsRequest {}, call).await?.uploads)
    }

    /// Verifies the whole and makes the file visible. The SHA-256 (lower-case hex) may be empty.
    pub async fn complete_upload(
        &self,
        upload_id: &str,
        sha256: &str,
    ) -> Result<UploadFileResponse, ClientError> {
        let message = CompleteUploadRequest { upload_id: upload_id.to_owned(), sha256: sha256.to_owned() };
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

#[cfg(test)]
mod tests {
    use bytes::BufMut;
    use prost::Message;

    use super::*;
    use crate::transport::last_field::announce;

    #[test]
    fn the_data_of_a_part_may_follow_its_message() {
        for bytes in [1, 127, 128, 1_048_576] {
            let digest = Bytes::from_static(&[7; 32]);
            let (upload_id, data) = ("an upload".to_owned(), Bytes::from(vec![5; bytes]));
            let whole = UploadPartRequest { upload_id, offset: 1, data: data.clone(), digest };
            let without = UploadPartRequest { data: Bytes::new(), ..whole.clone() }.encode_to_vec();
            let mut frame = vec![0];
            frame.put_u32(u32::try_from(without.len()).expect("a small message"));
            frame.extend(without);
            let mut frame = announce(frame, DATA_FIELD, bytes as u64).expect("a frame");
            frame.extend(&data);
            let (head, message) = frame.split_at(5);
            assert_eq!(head[1..], u32::try_from(message.len()).expect("a small message").to_be_bytes());
            assert_eq!(UploadPartRequest::decode(message), Ok(whole), "{bytes} bytes");
        }
    }
}
