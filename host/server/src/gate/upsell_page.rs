//! The page that a browser shows if a tenant was denied.

use crate::upsell::Upsell;

/// Returns the page that shows a message and a link to the plans that would allow the request.
pub(crate) fn of(message: &str, upsell: &Upsell) -> String {
    let message = escape(message);
    let link = upsell.upgrade_url.as_deref().filter(|url| is_plain(url));
    let (title, button) = match upsell.lapsed {
        Some(_) => ("A payment failed", "Update payment"),
        None => ("Not in your plan", "See plans"),
    };
    let link = link.map_or_else(String::new, |url| {
        format!(r#"<p><a class="upgrade" href="{}">{button}</a></p>"#, escape(url))
    });
    PAGE.replace("{title}", title).replace("{message}", &message).replace("{link}", &link)
}

const PAGE: &str = include_str!("upsell_page.html");

/// Checks whether an address may be linked to: a path on this site, or a web address. Browsers read
/// a backslash as a slash and skip control characters, so it must not contain either.
fn is_plain(url: &str) -> bool {
    let is_path = url.starts_with('/') && !url.starts_with("//");
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    (is_path || is_web) && !url.contains(|it: char| it == '\\' || it.is_control())
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            // So that inserted text is never taken for a placeholder.
            '{' => escaped.push_str("&#123;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::is_plain;

    #[test]
    fn only_paths_and_addresses_of_the_web_are_followed() {
        for good in ["/plans", "/plans?to=pro#top", "/", "https://example.com/plans"] {
            assert!(is_plain(good), "{good}");
        }
        for bad in [
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            "https:\\\\evil.example",
            "javascript:alert(1)",
            " /plans",
            "plans",
            "",
        ] {
            assert!(!is_plain(bad), "{bad:?}");
        }
    }
}
