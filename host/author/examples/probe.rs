//! x
use std::collections::*;
fn main() {
    let core = std::fs::read("target/wasm32-unknown-unknown/template/tiergate_policy.wasm").unwrap();
    let t = wit_component::ComponentEncoder::default().debug_names(false).validate(true).module(&core).unwrap().encode().unwrap();
    std::fs::write("host/author/template/template.wasm", &t).unwrap();
    println!("template {}", t.len());
}
