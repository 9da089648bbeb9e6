//! What a core module may declare and contain, so that loading it takes seconds and not hours. The
//! compiler's time grows faster than the code: 50 KB that were written to be slow would keep it
//! busy for minutes, and take gigabytes.

use crate::policy::call_error::UnavailableError;
use crate::policy::engine::{MAX_MEMORY, MAX_TABLE, MAX_TABLES};
use crate::policy::load_error::{LoadError, ProfileError, truncated};
use wasmparser::{
    BlockType, FuncType, FunctionBody, MemorySectionReader, Operator, Parser, Payload,
    TableSectionReader,
};

/// How deep blocks may be nested. Compilers of other languages reach 50.
const MAX_NESTING: usize = 250;

/// What compiling one function may cost, in microseconds. One that costs this much takes some
/// 300 MB of memory. The largest function of a policy from a tier map costs 20,000.
const MAX_COST_OF_FUNCTION: u64 = 2_500_000;

/// What compiling all functions may cost, in microseconds: half of the 10 s that it may take, as
/// this is an estimate. A policy from a tier map costs 150,000, an image codec of 565 KB 3,000,000.
const MAX_COST: u64 = 5_000_000;

/// The cost of a function that does nothing. This and the other costs were measured in a
/// development build, whose compiler takes twice as long as a release's.
const OF_FUNCTION: u64 = 300;

/// The cost of an instruction that does not branch.
const OF_INSTRUCTION: u64 = 10;

/// The cost of a branch in a function that has few branches, and few locals.
const OF_BRANCH: u64 = 40;

/// How many branches a function has for each microsecond that one more branch costs.
const BRANCHES_A_MICROSECOND: u64 = 64;

/// How many locals a function has for each microsecond that one more branch costs.
const LOCALS_A_MICROSECOND: u64 = 2;

/// How many locals a function declares for each microsecond that they cost, used or not.
const DECLARED_A_MICROSECOND: u64 = 4;

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
    UnavailableError::OutOfMemory(what).into()
}

fn refuse_if(refused: bool, what: &'static str) -> Result<(), ProfileError> {
    if refused { Err(ProfileError::TooComplex(what)) } else { Ok(()) }
}

/// How much there is to compile, as far as it has been read.
#[derive(Default)]
struct Size {
    types: Vec<FuncType>,
    /// The type of each function.
    functions: Vec<u32>,
    /// How many functions have been read.
    read: usize,
    /// The cost of those functions.
    cost: u64,
}

impl Size {
    fn add(&mut self, body: &FunctionBody<'_>) -> Result<(), ProfileError> {
        let ty = self.functions.get(self.read);
        let (parameters, _) = ty.map_or((0, 0), |ty| self.arity(*ty));
        let cost = self.cost_of(body, parameters + locals(body)?)?;
        self.read += 1;
        self.cost += cost;
        let complex = cost > MAX_COST_OF_FUNCTION || self.cost > MAX_COST;
        refuse_if(complex, "has too much code, or branches too much,")
    }

    /// Returns the cost of a function: its instructions, and its branches, each of which costs the
    /// more the more branches and locals there are.
    fn cost_of(&self, body: &FunctionBody<'_>, locals: u64) -> Result<u64, ProfileError> {
        let (mut instructions, mut branches) = (0, 0_u64);
        // With how many values the code of each surrounding block is entered or left.
        let mut blocks = Vec::new();
        for operator in body.get_operators_reader().map_err(truncated)? {
            let operator = operator.map_err(truncated)?;
            instructions += self.instructions(&operator);
            branches += self.branches(&operator, &blocks);
            match operator {
                Operator::Block { blockty }
                | Operator::Loop { blockty }
                | Operator::If { blockty } => blocks.push(self.values(blockty)),
                Operator::End => drop(blocks.pop()),
                _ => {}
            }
            refuse_if(blocks.len() > MAX_NESTING, "has blocks nested too deep")?;
        }
        let of_branch =
            OF_BRANCH + branches / BRANCHES_A_MICROSECOND + locals / LOCALS_A_MICROSECOND;
        let of_locals = locals / DECLARED_A_MICROSECOND;
        let of_code = instructions * OF_INSTRUCTION + branches.saturating_mul(of_branch);
        Ok(OF_FUNCTION + of_locals + of_code)
    }

    /// Returns how many simple instructions one costs as much as: a call moves values.
    fn instructions(&self, operator: &Operator<'_>) -> u64 {
        let ty = match operator {
            Operator::Call { function_index } => self.functions.get(*function_index as usize),
            Operator::CallIndirect { type_index, .. } => Some(type_index),
            _ => return 1,
        };
        let (parameters, results) = ty.map_or((0, 0), |ty| self.arity(*ty));
        2 + parameters + results
    }

    /// Returns how many simple branches an instruction costs as much as. A loop also counts its
    /// fuel; an instruction on tables or on ranges of memory is a lookup or a loop, with checks.
    fn branches(&self, operator: &Operator<'_>, blocks: &[u64]) -> u64 {
        let values = |depth: u32| blocks.iter().rev().nth(depth as usize).copied().unwrap_or(0);
        match operator {
            Operator::Block { blockty } | Operator::If { blockty } => 1 + self.values(*blockty),
            Operator::Loop { blockty } => 8 * (1 + self.values(*blockty)),
            Operator::BrIf { relative_depth } => 1 + values(*relative_depth),
            Operator::BrTable { targets } => {
                u64::from(targets.len()) * (1 + values(targets.default()))
            }
            Operator::CallIndirect { .. }
            | Operator::ReturnCallIndirect { .. }
            | Operator::TableGet { .. }
            | Operator::TableSet { .. } => 2,
            Operator::MemoryCopy { .. }
            | Operator::MemoryFill { .. }
            | Operator::MemoryInit { .. }
            | Operator::MemoryGrow { .. } => 4,
            Operator::TableGrow { .. }
            | Operator::TableFill { .. }
            | Operator::TableInit { .. } => 8,
            Operator::TableCopy { .. } => 32,
            _ => 0,
        }
    }

    /// Returns how many values a block takes and gives.
    fn values(&self, block: BlockType) -> u64 {
        let BlockType::FuncType(ty) = block else { return 0 };
        let (parameters, results) = self.arity(ty);
        parameters + results
    }

    /// Returns how many parameters and results a type has.
    fn arity(&self, ty: u32) -> (u64, u64) {
        let ty = self.types.get(ty as usize);
        ty.map_or((0, 0), |ty| (ty.params().len() as u64, ty.results().len() as u64))
    }
}

fn locals(body: &FunctionBody<'_>) -> Result<u64, ProfileError> {
    let locals = body.get_locals_reader().map_err(truncated)?;
    locals.into_iter().map(|group| Ok(u64::from(group.map_err(truncated)?.0))).sum()
}

#[cfg(test)]
mod tests {
    use super::{LoadError, ProfileError, check};

    /// Appends a section: its number, its length, and its contents.
    fn section(module: &mut Vec<u8>, number: u8, contents: &[u8]) {
        module.push(number);
        leb(module, contents.len());
        module.extend(contents);
    }

    fn leb(bytes: &mut Vec<u8>, mut number: usize) {
        while number >= 0x80 {
            bytes.push(number.to_le_bytes()[0] | 0x80);
            number >>= 7;
        }
        bytes.push(number.to_le_bytes()[0]);
    }

    /// Returns a module with functions that declare locals, which takes a few bytes, and do nothing.
    fn module(functions: usize, locals: usize) -> Vec<u8> {
        let (mut types, mut code) = (Vec::new(), Vec::new());
        leb(&mut types, functions);
        types.resize(types.len() + functions, 0);
        leb(&mut code, functions);
        for _ in 0..functions {
            let mut body = vec![1];
            leb(&mut body, locals);
            // Each an `i32`; the end.
            body.extend([0x7f, 0x0b]);
            leb(&mut code, body.len());
            code.extend(body);
        }
        let mut module = b"\0asm\x01\0\0\0".to_vec();
        section(&mut module, 1, &[1, 0x60, 0, 0]);
        section(&mut module, 3, &types);
        section(&mut module, 10, &code);
        module
    }

    #[test]
    fn locals_that_nothing_reads_cost_something() {
        assert!(check(&module(16_000, 0)).is_ok());
        assert!(check(&module(100, 49_000)).is_ok());
        let refused = check(&module(16_000, 49_000));
        assert!(matches!(refused, Err(LoadError::Refused(ProfileError::TooComplex(_)))));
    }
}
