fn main() {
    for name in std::env::args().skip(1) {
        let h = tiergate_tests::hostile::named(&name).unwrap();
        std::fs::write(format!("/tmp/{name}.wasm"), &h.file).unwrap();
        println!("{name}: {:?}", tiergate::Policy::from_bytes(&h.file));
    }
}
