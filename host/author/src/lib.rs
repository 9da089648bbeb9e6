//! Builds a policy from a tier map: configures the template component, takes a
//! snapshot of it, and leaves out all that only configuring needed.

mod configure;
mod encode;
mod strip;

pub fn build(info: tiergate_policy::catalog::Info, settings: tiergate_policy::setup::Settings) -> Result<Vec<u8>, AuthorError> {
    let (name, version) = (info.name.clone(), info.version.clone());
    let snapshot = configure::snapshot(info, settings)?;
    let module = strip::strip(&snapshot)?;
    encode::encode(module, &name, &version)
}

#[derive(Debug, thiserror::Error)]
pub enum AuthorError {
    #[error("the tier map is unsound: {0}")]
    Unsound(String),
    #[error("could not {step}: {message}")]
    Tool { step: &'static str, message: String },
}
