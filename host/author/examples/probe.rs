//! Makes the template of the core module at the path given.
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let core = std::fs::read(std::env::args().nth(1).ok_or("give the core module's path")?)?;
    let encoder = wit_component::ComponentEncoder::default().debug_names(false).validate(true);
    let template = encoder.module(&core)?.encode()?;
    std::fs::write("host/author/template/template.wasm", &template)?;
    println!("{} bytes", template.len());
    Ok(())
}
