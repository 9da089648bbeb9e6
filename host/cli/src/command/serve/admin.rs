//! The operator's screen.

use axum::Router;
use clap::ArgAction;
use std::net::SocketAddr;
use tiergate_server::Admin as Screen;

/// The path of the screen.
const PLACE: &str = "/admin";

/// The options of the operator's screen.
#[derive(clap::Args)]
pub(super) struct Admin {
    /// Serve the operator's screen at /admin. It has no rights of its own: it uses those of the person
    /// who is signed in.
    #[arg(long, env = "TIERGATE_ADMIN", value_name = "BOOL", action = ArgAction::Set)]
    #[arg(num_args = 0..=1, require_equals = true)]
    #[arg(default_value_t = true, default_missing_value = "true")]
    admin: bool,
    /// The address at which the product signs operators in, for the screen. It gets the screen's
    /// address in the parameter `return_to`, and must start a session. Without it, and if --listen
    /// is a loopback address, the screen has a form that takes a token.
    #[arg(long = "admin-sign-in-url", env = "TIERGATE_ADMIN_SIGN_IN_URL", value_name = "URL")]
    admin_sign_in_url: Option<String>,
}

impl Admin {
    /// Adds the screen to the routes, if it is wanted.
    pub(super) fn beside(&self, routes: Router, listening: SocketAddr) -> Router {
        if !self.admin {
            return routes;
        }
        let mut screen = Screen::new();
        screen = match &self.admin_sign_in_url {
            Some(url) => screen.sign_in(url),
            // Nobody else can reach the server.
            None => screen.token_form(listening.ip().is_loopback()),
        };
        routes.nest_service(PLACE, screen.router())
    }
}
