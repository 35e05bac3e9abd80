//! Conversions wire ↔ domain, one file a service.
