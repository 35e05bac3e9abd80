//! Zones of the IANA database: the machine's own where there is one, else the one in this binary. Page, mails and calendar
//! files all show what is computed here, so they never disagree by an hour.
use domain::{skillshare::TimeZone, time::Timestamp};
use jiff::Zoned;

use crate::service::{Reason, ServiceError};

/// The zone of this id; an empty one is UTC.
pub fn find(id: &str) -> Result<TimeZone, ServiceError> {
    if id.is_empty() {
        return Ok(TimeZone::UTC);
    }
    let unknown = "This time zone is not known. Use an id like Europe/Paris.";
    // An empty "" and "Local" are refused by the database itself; so are paths.
    TimeZone::get(id).map_err(|_| ServiceError::invalid("zone", Reason::InvalidArgument, unknown))
}

/// The zone of an id that was checked before it was stored; UTC if the database of zones has lost it since.
pub fn stored(id: &str) -> TimeZone {
    TimeZone::get(id).unwrap_or_else(|_| {
        tracing::warn!(zone = id, "a stored zone is not known any more; UTC is shown instead");
        TimeZone::UTC
    })
}

/// The id of a zone as the database spells it.
pub fn id(zone: &TimeZone) -> &str {
    zone.iana_name().unwrap_or("UTC")
}

/// `Saturday 28 November 2026, 15:30 (Europe/Paris)`.
pub fn words(at: Timestamp, zone: &TimeZone) -> String {
    format!("{} ({})", zoned(at, zone).strftime("%A %-d %B %Y, %H:%M"), id(zone))
}

/// What a calendar and a clock in a zone show.
pub fn zoned(at: Timestamp, zone: &TimeZone) -> Zoned {
    let instant = jiff::Timestamp::from_microsecond(at.micros()).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    instant.to_zoned(zone.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_told_in_its_zone() {
        let at = Timestamp::from_unix_seconds(1_795_897_800);
        let told = |id| words(at, &find(id).expect("a zone"));
        assert_eq!(told("Europe/Paris"), "Saturday 28 November 2026, 21:30 (Europe/Paris)");
        assert_eq!(told("Asia/Tokyo"), "Sunday 29 November 2026, 05:30 (Asia/Tokyo)");
        assert_eq!(told(""), "Saturday 28 November 2026, 20:30 (UTC)");
    }

    #[test]
    fn what_is_no_zone_is_refused() {
        for id in
            ["Europe/Paris2", "../../etc/passwd", "/etc/localtime", "Local", " ", "Europe/\u{0}Paris", "CET/"]
        {
            assert!(find(id).is_err(), "{id}");
        }
    }
}
