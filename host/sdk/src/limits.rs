//! What a core module may declare and be made of, so that loading it takes seconds and not
//! hours. The compiler's time grows faster than the code: 50 KB that were written to be slow
//! would keep it busy for minutes, and take gigabytes.

use crate::call::Unavailable;
use crate::engine::{MAX_MEMORY, MAX_TABLE, MAX_TABLES};
use crate::policy::LoadError;
use crate::profile::{Refusal, truncated};
use wasmparser::{
    BlockType, FuncType, FunctionBody, MemorySectionReader, Operator, Parser, Payload,
    TableSectionReader,
};

/// The most functions. An empty one costs the compiler as much as some 50 instructions do.
const MAX_FUNCTIONS: usize = 10_000;

/// How deep blocks may lie inside each other. Compilers of other languages reach 50.
const MAX_NESTING: usize = 250;

/// The most branching of one function: its branches, times the locals that each may move. The largest function of an image
/// codec of 565 KB comes to some 105,000, of a policy from a tier map to 5,000.
const MAX_BRANCHING_OF_FUNCTION: u64 = 200_000;

/// The most branching of all functions together; 400,000 in that codec.
const MAX_BRANCHING: u64 = 1_000_000;

/// What a branch costs the compiler beside what each local does.
const LOCALS_OF_A_BRANCH: u64 = 10;

/// Refuses a valid core module that would take too much of this machine, before it is
/// compiled.
pub(crate) fn check(module: &[u8]) -> Result<(), LoadError> {
    let mut size = Size::default();
    for payload in Parser::new(0).parse_all(module) {
        match payload.map_err(truncated)? {
            Payload::TypeSection(types) => {
                let types = types.into_iter_err_on_gc_types();
                size.types = types.collect::<Result<_, _>>().map_err(truncated)?;
            }
            Payload::FunctionSection(section) => {
                refuse_if(section.count() as usize > MAX_FUNCTIONS, "has too many functions")?;
                size.functions =
                    section.into_iter().collect::<Result<_, _>>().map_err(truncated)?;
            }
            Payload::MemorySection(memories) => check_memories(memories)?,
            Payload::TableSection(tables) => check_tables(tables)?,
            Payload::CodeSectionEntry(body) => size.add(&body)?,
            _ => {}
        }
    }
    Ok(())
}

fn check_memories(memories: MemorySectionReader<'_>) -> Result<(), LoadError> {
    for memory in memories {
        let bytes = memory.map_err(truncated)?.initial.saturating_mul(65_536);
        if bytes > MAX_MEMORY as u64 {
            return Err(out_of_memory(format!("a memory of {bytes} bytes")));
        }
    }
    Ok(())
}

fn check_tables(tables: TableSectionReader<'_>) -> Result<(), LoadError> {
    refuse_if(tables.count() > MAX_TABLES, "has too many tables")?;
    for table in tables {
        let elements = table.map_err(truncated)?.ty.initial;
        if elements > MAX_TABLE as u64 {
            return Err(out_of_memory(format!("a table of {elements} elements")));
        }
    }
    Ok(())
}

fn out_of_memory(what: String) -> LoadError {
    Unavailable::OutOfMemory(what).into()
}

fn refuse_if(refused: bool, what: &'static str) -> Result<(), Refusal> {
    if refused { Err(Refusal::TooComplex(what)) } else { Ok(()) }
}

/// How much there is to compile, as far as it was read.
#[derive(Default)]
struct Size {
    types: Vec<FuncType>,
    /// The type of each function.
    functions: Vec<u32>,
    /// How many functions were read.
    read: usize,
    /// The branching of those.
    branching: u64,
}

impl Size {
    fn add(&mut self, body: &FunctionBody<'_>) -> Result<(), Refusal> {
        let ty = self.functions.get(self.read);
        let (parameters, _) = ty.map_or((0, 0), |ty| self.arity(*ty));
        let branching = self.branches(body)? * (LOCALS_OF_A_BRANCH + parameters + locals(body)?);
        self.read += 1;
        self.branching += branching;
        let complex = branching > MAX_BRANCHING_OF_FUNCTION || self.branching > MAX_BRANCHING;
        refuse_if(complex, "branches too much")
    }

    /// How often a function's code branches, or may; each value that a block takes or gives
    /// counts as one more.
    fn branches(&self, body: &FunctionBody<'_>) -> Result<u64, Refusal> {
        let (mut branches, mut nesting) = (0, 0);
        for operator in body.get_operators_reader().map_err(truncated)? {
            match operator.map_err(truncated)? {
                Operator::Block { blockty }
                | Operator::Loop { blockty }
                | Operator::If { blockty } => {
                    nesting += 1;
                    refuse_if(nesting > MAX_NESTING, "has blocks too deep inside each other")?;
                    branches += 1 + self.values(blockty);
                }
                Operator::End => nesting = nesting.saturating_sub(1),
                Operator::BrIf { .. } => branches += 1,
                Operator::BrTable { targets } => branches += u64::from(targets.len()),
                _ => {}
            }
        }
        Ok(branches)
    }

    fn values(&self, block: BlockType) -> u64 {
        let BlockType::FuncType(ty) = block else { return 0 };
        let (parameters, results) = self.arity(ty);
        parameters + results
    }

    /// How many parameters and results a type has.
    fn arity(&self, ty: u32) -> (u64, u64) {
        let ty = self.types.get(ty as usize);
        ty.map_or((0, 0), |ty| (ty.params().len() as u64, ty.results().len() as u64))
    }
}

fn locals(body: &FunctionBody<'_>) -> Result<u64, Refusal> {
    let locals = body.get_locals_reader().map_err(truncated)?;
    locals.into_iter().map(|group| Ok(u64::from(group.map_err(truncated)?.0))).sum()
}
