use std::time::Instant;
fn main() {
    for path in std::env::args().skip(1) {
        let fields = std::fs::read_to_string(&path).unwrap();
        let file = tiergate_tests::hostile::made::with(&fields);
        let t = Instant::now();
        let r = tiergate::Policy::from_bytes(&file);
        let s = std::fs::read_to_string("/proc/self/status").unwrap();
        let hwm = s.lines().find(|l| l.starts_with("VmHWM")).unwrap();
        println!("{path}: {} bytes {:?} {:?} {hwm}", file.len(), t.elapsed(), r.map(|p| {
            let t = Instant::now();
            let x = p.entitle(&tiergate::Tenant::new(), 0).map(|_| ());
            (x, t.elapsed())
        }));
    }
}
