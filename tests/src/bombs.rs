//! Policies that are made to keep a compiler busy: small, valid, and with one instruction repeated
//! many times.

use crate::dice::Dice;
use crate::hostile::made;

/// A policy with functions of one kind, in addition to its own.
#[derive(Clone, Debug)]
pub struct Bomb {
    /// The code that a function's body repeats, in WebAssembly's text format. `%` stands for each
    /// local's number in turn.
    pub code: String,
    /// How often it is repeated.
    pub count: usize,
    /// How many locals a function has; it reads them all when it ends.
    pub locals: usize,
    /// How many locals it has in addition, which nothing reads: a few bytes declare them all.
    pub unused: usize,
    /// How many such functions there are.
    pub functions: usize,
}

impl Bomb {
    /// Returns a bomb with one function.
    pub fn new(code: &str, count: usize, locals: usize) -> Self {
        Self { code: code.to_owned(), count, locals, unused: 0, functions: 1 }
    }

    /// Returns a bomb with many functions.
    pub fn random(dice: &mut Dice) -> Self {
        let few = dice.between(1, 4);
        let mut code: Vec<String> =
            (0..few).map(|_| dice.pick_or(CODE, CODE_OF_ONE).to_owned()).collect();
        let locals = dice.pick_or(&[0, 0, 5, 100, 1000, 10_000, 49_000], 0);
        if locals > 0 {
            code.push("local.get % i32.const 1 i32.add local.set %".to_owned());
        }
        if dice.chance(30) {
            code.insert(0, "block".to_owned());
            code.push("end".to_owned());
        }
        // Together several megabytes, which is the most that a policy may have: reading a local when
        // a function ends takes 6 bytes.
        let functions = dice.pick_or(&[1, 1, 2, 5, 50, 2000], 1).min(1 + 700_000 / locals.max(1));
        // The text that the file is made from names each of them.
        let unused = dice.pick_or(&[0, 0, 0, 100, 49_000], 0).min(49_000 - locals);
        let unused = unused.min(2_000_000 / functions);
        let code = code.join(" ");
        // No text is shorter than what it is encoded as, and no function may have 8 MB.
        let count = (100_000 / functions).min(7_000_000 / code.len());
        Self { code, count, locals, unused, functions }
    }

    /// Returns the policy's file.
    pub fn file(&self) -> Vec<u8> {
        let code: String = (0..self.count)
            .map(|at| self.code.replace('%', &(at % self.locals.max(1)).to_string()) + "\n")
            .collect();
        let read: String =
            (0..self.locals).map(|at| format!("local.get {at} global.set $x ")).collect();
        let locals = "i32 ".repeat(self.locals.max(1) + self.unused);
        let function = format!("(func (local {locals}) {code} {read})");
        made::with(&format!("{FIELDS} {}", function.repeat(self.functions)))
    }

    /// Returns a bomb with half as many instructions; `None` if none is left.
    pub fn half(&self) -> Option<Self> {
        let mut half = self.clone();
        match self.count {
            0 | 1 => half.functions /= 2,
            _ => half.count /= 2,
        }
        (half.functions > 0).then_some(half)
    }
}

/// The fields that the code needs.
const FIELDS: &str = r#"
    (type $none (func)) (type $many (func (param i32 i32 i32 i32 i64 i64 f64 f64) (result i32 f64)))
    (global $x (mut i32) (i32.const 0)) (table $a 100 funcref) (table $b 100 1000 funcref)
    (data $bytes "abc") (elem $functions func $nothing) (func $nothing)
    (func $moves (type $many) i32.const 0 f64.const 0)"#;

const CODE_OF_ONE: &str = "nop";

/// Everything that may be expensive to compile, with arguments that the compiler does not know.
const CODE: &[&str] = &[
    "global.get $x call_indirect $a (type $none)",
    "global.get $x table.get $a drop",
    "global.get $x table.get $b drop",
    "global.get $x ref.null func table.set $b",
    "ref.null func global.get $x table.grow $b drop",
    "global.get $x ref.null func global.get $x table.fill $b",
    "global.get $x global.get $x global.get $x table.init $b $functions",
    "global.get $x global.get $x global.get $x table.copy $a $b",
    "global.get $x global.get $x global.get $x memory.copy",
    "global.get $x global.get $x global.get $x memory.fill",
    "global.get $x global.get $x global.get $x memory.init $bytes",
    "global.get $x memory.grow global.set $x",
    "global.get $x global.get $x i32.div_s global.set $x",
    "global.get $x i32.load global.get $x i32.store offset=8",
    "global.get $x f64.convert_i32_s i64.trunc_sat_f64_u i32.wrap_i64 global.set $x",
    "global.get $x i8x16.splat i8x16.popcnt i8x16.extract_lane_s 0 global.set $x",
    "global.get $x f64.convert_i32_s f64x2.splat i32x4.trunc_sat_f64x2_u_zero i32x4.extract_lane 0 global.set $x",
    "global.get $x if nop end",
    "global.get $x if global.get $x global.set $x else call $nothing end",
    "global.get $x br_if 0",
    "global.get $x if return end",
    "loop end",
    "loop global.get $x br_if 0 end",
    "loop loop global.get $x br_if 1 end end",
    "block block global.get $x br_table 0 1 0 1 0 1 end end",
    "block (result i32) i32.const 1 global.get $x br_if 0 end global.set $x",
    "call $nothing",
    "i32.const 0 i32.const 0 i32.const 0 i32.const 0 i64.const 0 i64.const 0 f64.const 0 f64.const 0 call $moves drop drop",
    "nop",
];
