//! What the fuzz target of this crate asserts (bad-inputs.md). It is rehearsed in `cargo test` over its corpus;
//! `cargo xtask fuzz` lets libFuzzer look for inputs that break it. Neither is part of a normal build.

use domain::{
    limits::ENTRIES_PER_CALL_MAX,
    page::Page,
    skillshare::{course::Course, teacher::Profile},
};
use prost::Message;

use crate::{
    account, admin, calculator, cluster,
    convert::{
        calculator as in_calculator, drive as in_drive, greeter as in_greeter, page, search as in_search,
        share as in_share, skillshare as in_skillshare, storage as in_storage, tag as in_tag,
        upload as in_upload, vault as in_vault, version as in_version,
    },
    greeter, mail, skillshare, storage,
};

/// Reads one message type; what it reads it writes, and what it writes it reads again.
type Reader = fn(&[u8]);

fn read<M: Message + Default + PartialEq>(data: &[u8]) -> Option<M> {
    let message = M::decode(data).ok()?;
    let again = M::decode(message.encode_to_vec().as_slice()).expect("what was written can be read");
    // NaN is not equal to itself; as bytes it is.
    assert_eq!(again.encode_to_vec(), message.encode_to_vec());
    Some(message)
}

fn check<M: Message + Default + PartialEq>(data: &[u8]) {
    let _read: Option<M> = read(data);
}

macro_rules! readers {
    ($($package:ident: $($message:ident)+;)+) => {
        /// Every message that a client sends, by its name.
        const READERS: &[(&str, Reader)] = &[$($(
            (concat!(stringify!($package), ".", stringify!($message)), |data| check::<$package::$message>(data)),
        )+)+];
    };
}

readers! {
    account: BeginAddPasskeyRequest BeginAuthenticatorRequest BeginEmailChangeRequest BeginPasskeySignInRequest
        BeginPasskeyStepUpRequest BeginResetRequest BeginStepUpRequest ChangePasswordRequest
        ConfirmAuthenticatorRequest ConfirmEmailChangeRequest CreateFirstAdminRequest DisownSignInRequest EndOtherSessionsRequest
        EndSessionRequest FinishAddPasskeyRequest FinishPasskeySignInRequest FinishPasskeyStepUpRequest
        FinishResetRequest GetArchiveExtentRequest GetProfileRequest GetServerInfoRequest
        GetSpaceRequestRequest GetStandingRequest JoinWaitingListRequest LeaveWaitingListRequest
        ListActivityRequest ListPasskeysRequest ListSessionsRequest MakeArchiveRequest
        RemoveAuthenticatorRequest RemovePasskeyRequest RenewBackupCodesRequest RequestErasureRequest
        RequestResetRequest RequestSpaceRequest ReserveStorageRequest StepUpRequest
        WithdrawSpaceRequestRequest;
    admin: AcceptSpaceRequestRequest EndAccountSessionRequest EraseAccountRequest ExportAuditRequest
        GetOverviewRequest GetPoolRequest GetSupportBundleRequest KeepAccountRequest ListAccountSessionsRequest
        ListAccountsRequest ListAuditRequest ListSpaceRequestsRequest ListThrottlesRequest PreviewRoleRequest
        ProbeStreamRequest RefuseSpaceRequestRequest ResumeAccountRequest RunChecksRequest SetRoleRequest
        SuspendAccountRequest UnlockAccountRequest VerifyAuditRequest;
    calculator: EnrollRequest LoginRequest OperationRequest VerifyOtpRequest;
    cluster: ApplyLayoutRequest BreakNodeRequest BroadcastHealthRequest DeleteChunkRequest FetchChunkRequest
        GetFilePlacementRequest GetLayoutRequest GetNetworkStatisticsRequest GetStagedLayoutRequest
        GetTopologyRequest ListChunksRequest ListNodesRequest RepairFileRequest ReplicateFileRequest
        RevertLayoutRequest ScrubNowRequest StageLayoutChangeRequest StartNodeRequest StopNodeRequest
        StoreChunkRequest TransferFileRequest VerifyChunkRequest VerifyFileRequest WatchClusterRequest;
    greeter: HelloRequest;
    mail: ListMailsRequest;
    skillshare: ArchiveCourseRequest BookSlotRequest CancelBookingRequest ConfirmBookingRequest
        GetBookingRequest GetCalendarFeedRequest GetCalendarFileRequest GetCourseRequest GetTeacherRequest
        GetTeachingRequest HoldSlotRequest JoinLessonLineRequest LeaveLessonLineRequest ListBookingsRequest
        ListCoursesRequest ListSlotsRequest ListTeachersRequest ReleaseHoldRequest RemoveDemoDataRequest
        ReplyToReviewRequest ReportReviewRequest RescheduleBookingRequest SaveCourseRequest SaveHoursRequest
        SaveTeacherRequest WriteReviewRequest;
    storage: AbortUploadRequest BeginLinkDownloadRequest BeginLinkUploadRequest ChangeShareRequest ChangeVaultPassphraseRequest CheckUsernameRequest CompleteUploadRequest CopyEntriesRequest CreateFolderRequest
        CreateUploadRequest CreateVaultRequest DeleteFileRequest DownloadFileRequest GetPreviewRequest GetQuotaStatusRequest
        GetSharedFilesRequest GetUploadRequest GetUsageReportRequest GetVaultRequest LeaveShareRequest ListFileActivityRequest ListFilesRequest ListFolderRequest ListMySharesRequest ListTagsRequest ListTrashEntriesRequest ListTrashRequest ListUploadsRequest LoginRequest LookAtLinkRequest MakeLinkRequest
        LogoutRequest MoveEntriesRequest PurgeEntriesRequest RefreshTokenRequest RegisterRequest RenameEntryRequest ResendCodeRequest
        RestoreEntriesRequest RestoreFileRequest RevokeShareRequest SearchFilesRequest SetFavouritesRequest SetTagsRequest ShareFileRequest
        TrashEntriesRequest UploadFileRequest UploadPartRequest VerifyEmailRequest VerifyOtpRequest DeleteVersionRequest
        ListVersionsRequest RestoreVersionRequest;
}

/// The first byte chooses a message, the rest is its bytes: it is refused by a typed error, or is a value that converts
/// back to what says the same.
pub fn each_request_message(data: &[u8]) {
    let Some((&choice, data)) = data.split_first() else { return };
    READERS[usize::from(choice) % READERS.len()].1(data);
    convert_storage(data);
    convert_lessons(data);
    convert_accounts(data);
}

fn convert_storage(data: &[u8]) {
    if let Some(request) = read::<storage::CreateUploadRequest>(data) {
        let filename = request.filename.clone();
        if let Ok(upload) = in_upload::NewUpload::try_from(request) {
            assert_eq!(in_upload::file_name(&filename).as_ref(), Ok(&upload.name));
        }
    }
    if let Some(Ok(part)) = read::<storage::UploadPartRequest>(data).map(in_upload::ArrivedPart::try_from) {
        assert!(i64::try_from(part.offset).is_ok());
    }
    let _typed = read::<storage::CompleteUploadRequest>(data).map(in_upload::Completion::try_from);
    let _typed = read::<storage::ListFolderRequest>(data).map(in_drive::FolderList::try_from);
    let _typed = read::<storage::ListVersionsRequest>(data).map(in_version::VersionList::try_from);
    if let Some(Ok(of)) = read::<storage::ListFileActivityRequest>(data).map(in_drive::ActivityOf::try_from) {
        assert!(of.limit > 0 && of.before.is_none_or(|before| before > 0));
    }
    if let Some(Ok(of)) = read::<storage::RestoreVersionRequest>(data).map(in_version::VersionOf::try_from) {
        assert!(of.number > 0);
    }
    if let Some(Ok(tagged)) = read::<storage::SetTagsRequest>(data).map(in_tag::Tagged::try_from) {
        assert!(tagged.add.iter().all(|tag| !tag.key().is_empty()));
    }
    let _typed = read::<storage::CreateVaultRequest>(data).map(in_vault::NewVault::try_from);
    let _typed = read::<storage::SearchFilesRequest>(data).map(in_search::Search::try_from);
    if let Some(Ok(new)) = read::<storage::RenameEntryRequest>(data).map(in_drive::NewName::try_from) {
        assert!(!new.name.as_str().is_empty());
    }
    if let Some(Ok(new)) = read::<storage::CreateFolderRequest>(data).map(in_drive::NewFolder::try_from) {
        assert!(!new.name.as_str().contains('/'));
    }
    if let Some(Ok(placing)) =
        read::<storage::MoveEntriesRequest>(data).map(|it| in_drive::Placing::try_from(&it))
    {
        assert!((1..=ENTRIES_PER_CALL_MAX).contains(&placing.ids.len()));
    }
    let _typed = read::<storage::ListMySharesRequest>(data).map(in_share::MyShares::try_from);
    if let Some(Ok(gift)) = read::<storage::ShareFileRequest>(data).map(in_share::Gift::try_from) {
        assert!(gift.life.is_none_or(|life| !life.is_zero()));
    }
    let _typed = read::<storage::ListFilesRequest>(data).map(in_storage::FileList::try_from);
    if let Some(Ok(wanted)) = read::<storage::ListTrashRequest>(data).map(Page::try_from) {
        let back =
            page(wanted.limit().try_into().expect("bounded"), wanted.offset().try_into().expect("bounded"));
        assert_eq!(back.map(|page| (page.limit(), page.offset())), Ok((wanted.limit(), wanted.offset())));
    }
}

fn convert_lessons(data: &[u8]) {
    if let Some(Ok(profile)) = read::<skillshare::SaveTeacherRequest>(data).map(|it| Profile::try_from(&it)) {
        let back = skillshare::Money::from(profile.rate);
        assert_eq!(in_skillshare::money("rate", Some(&back)), Ok(profile.rate));
    }
    if let Some(Ok(course)) = read::<skillshare::SaveCourseRequest>(data).map(|it| Course::try_from(&it)) {
        let back = skillshare::Money::from(course.price);
        assert_eq!(in_skillshare::money("price", Some(&back)), Ok(course.price));
    }
    if let Some(request) = read::<skillshare::SaveHoursRequest>(data)
        && let Ok(hours) = in_skillshare::TeachingHours::try_from(&request)
    {
        let (week, exceptions) =
            (in_skillshare::week(&hours.week), in_skillshare::exceptions(&hours.exceptions));
        let back = skillshare::SaveHoursRequest { week, exceptions, ..request };
        let again = in_skillshare::TeachingHours::try_from(&back).expect("it was good before");
        assert_eq!((again.week, again.exceptions), (hours.week, hours.exceptions));
    }
    let _typed =
        read::<skillshare::ListCoursesRequest>(data).map(|it| in_skillshare::CourseSearch::try_from(&it));
}

fn convert_accounts(data: &[u8]) {
    let _typed = read::<storage::RegisterRequest>(data).map(in_storage::Registration::try_from);
    let _typed = read::<storage::VerifyEmailRequest>(data).map(in_storage::AddressProof::try_from);
    let _typed = read::<storage::VerifyOtpRequest>(data).map(in_storage::SignInProof::try_from);
    let _typed = read::<storage::ResendCodeRequest>(data).map(in_storage::AwaitedCode::try_from);
    let _typed =
        read::<account::CreateFirstAdminRequest>(data).map(|it| in_storage::Registration::try_from(&it));
    let _typed = read::<calculator::VerifyOtpRequest>(data).map(in_calculator::AddressProof::try_from);
    let _typed = read::<calculator::EnrollRequest>(data).map(|it| in_calculator::Enrolment::try_from(&it));
    if let Some(Ok(wish)) = read::<greeter::HelloRequest>(data).map(in_greeter::Wish::try_from) {
        let again = greeter::HelloRequest { name: wish.greeted.to_string() };
        assert_eq!(in_greeter::Wish::try_from(again), Ok(wish));
    }
    if let Some(Ok(operands)) =
        read::<calculator::OperationRequest>(data).map(|it| in_calculator::Operands::try_from(&it))
    {
        let (a, b) = (operands.a.to_string(), operands.b.to_string());
        let back = calculator::OperationRequest { a, b, ..Default::default() };
        let again = in_calculator::Operands::try_from(&back).expect("it was good before");
        assert_eq!((again.a, again.b), (operands.a, operands.b));
    }
}

#[cfg(test)]
#[path = "../../fuzz/src/rehearsal.rs"]
mod rehearsal;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use prost_types::FileDescriptorSet;

    use super::*;

    #[test]
    fn every_message_is_refused_or_converts_back() {
        rehearsal::rehearse("each_request_message", each_request_message);
    }

    /// A new call fails here until its message is read above.
    #[test]
    fn every_message_that_is_sent_is_among_them() {
        let files =
            FileDescriptorSet::decode(crate::DESCRIPTORS).expect("the descriptors of this very build").file;
        let services = files.iter().flat_map(|file| &file.service);
        let inputs = services.flat_map(|service| &service.method).map(|method| method.input_type());
        let spelt = |name: &str| {
            let name = name.trim_start_matches(".skyshard.").replace(".v1.", ".");
            name.replace("VerifyOTP", "VerifyOtp")
        };
        let sent: BTreeSet<String> = inputs.map(spelt).collect();
        let read: BTreeSet<String> = READERS.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(read, sent);
    }
}
