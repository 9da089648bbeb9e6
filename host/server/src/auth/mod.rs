//! Who the caller is: tokens, cookies, and requests from other sites.

pub(crate) mod cookies;
pub(crate) mod csrf;
pub(crate) mod error;
pub(crate) mod extract;
pub(crate) mod identity;
pub(crate) mod token;
