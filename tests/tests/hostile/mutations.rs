//! Random changes to a file, each told by a seed and a number.

use std::ops::Range;

/// Numbers that look random, and are the same for the same seed (splitmix64).
pub struct Random(u64);

impl Random {
    /// The numbers of one case of one seed.
    pub fn of(seed: u64, case: u64) -> Self {
        Self(seed ^ case.wrapping_mul(0xd1b5_4a32_d192_ed03))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`, or 0 where there is none.
    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    /// A part of `0..length`, often a short one.
    fn range(&mut self, length: usize) -> Range<usize> {
        let start = self.below(length);
        let longest = [1, 4, 16, 256, length][self.below(5)];
        start..(start + 1 + self.below(longest)).min(length)
    }

    fn byte(&mut self) -> u8 {
        // The values where formats have their edges, as often as all others.
        let edges = [0, 1, 0x0b, 0x40, 0x7f, 0x80, 0xff, self.next() as u8];
        if self.below(2) == 0 { edges[self.below(edges.len())] } else { self.next() as u8 }
    }
}

/// Changes a file once to four times; says how.
pub fn mutate(file: &mut Vec<u8>, sections: &[Range<usize>], random: &mut Random) -> String {
    let count = [1, 1, 1, 2, 4][random.below(5)];
    let changes: Vec<_> = (0..count).map(|_| change(file, sections, random)).collect();
    changes.join(", ")
}

fn change(file: &mut Vec<u8>, sections: &[Range<usize>], random: &mut Random) -> String {
    let range = random.range(file.len());
    let at = range.start;
    match random.below(10) {
        0 | 1 => {
            file[at] ^= 1 << random.below(8);
            format!("bit flipped at {at}")
        }
        2 | 3 => {
            file[at] = random.byte();
            format!("byte {} at {at}", file[at])
        }
        4 => {
            file.drain(range.clone());
            format!("deleted {range:?}")
        }
        5 => {
            let bytes: Vec<_> = (0..=random.below(8)).map(|_| random.byte()).collect();
            let text = format!("inserted {bytes:?} at {at}");
            file.splice(at..at, bytes);
            text
        }
        6 => {
            let to = random.below(file.len());
            let copy = file[range.clone()].to_vec();
            file.splice(to..to, copy);
            format!("copied {range:?} to {to}")
        }
        7 => swap(file, range, random),
        8 if random.below(4) == 0 => {
            file.truncate(at);
            format!("cut at {at}")
        }
        _ => change_section(file, sections, random),
    }
}

fn swap(file: &mut [u8], range: Range<usize>, random: &mut Random) -> String {
    let to = random.below(file.len() - range.len());
    for offset in 0..range.len() {
        file.swap(range.start + offset, to + offset);
    }
    format!("swapped {range:?} and {to}")
}

/// Changes the size of a section, or a number near its start, or moves all of it.
fn change_section(file: &mut Vec<u8>, sections: &[Range<usize>], random: &mut Random) -> String {
    let section = sections[random.below(sections.len())].clone();
    if section.end >= file.len() || section.start < 2 {
        return "nothing".to_owned();
    }
    match random.below(5) {
        0 => {
            let at = section.start - 1;
            file[at] = file[at].wrapping_add([1, 255, 2, 64][random.below(4)]);
            format!("size of section {section:?} at {at} is {}", file[at])
        }
        1 | 2 => {
            let at = section.start + random.below(section.len().min(12));
            file[at] = random.byte();
            format!("byte {} at {at}, near the start of {section:?}", file[at])
        }
        3 => {
            let copy = file[section.start - 2..section.end].to_vec();
            file.splice(section.end..section.end, copy);
            format!("doubled section {section:?}")
        }
        _ => {
            file.drain(section.start - 2..section.end);
            format!("deleted section {section:?}")
        }
    }
}

/// What each section of a file holds, also of its core module and nested components.
pub fn sections(file: &[u8]) -> Vec<Range<usize>> {
    let sections = wasmparser::Parser::new(0).parse_all(file);
    sections.filter_map(|section| Some(section.unwrap().as_section()?.1)).collect()
}
