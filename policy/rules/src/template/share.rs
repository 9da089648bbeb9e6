//! Writing what tiers have in common once.
//!
//! The catalog answers with every feature of each tier, inherited ones included, and a host
//! writes each of them out. Here their identifiers become those of the catalog's features,
//! and the list of a tier that the next tier begins with becomes a part of the next tier's
//! list. Nothing moves, and what is no longer used becomes zeros, which the snapshot leaves
//! out. A host reads the same catalog as before.

use core::slice::from_raw_parts_mut;

/// A string or a list as the canonical ABI writes it.
#[repr(C)]
#[derive(Clone, Copy, PartialEq, Eq)]
struct List<T> {
    start: *mut T,
    len: usize,
}

type Text = List<u8>;

/// The record `info`, as far as the features of tiers.
#[repr(C)]
struct Catalog {
    _name_and_version: [Text; 2],
    tiers: List<Tier>,
    features: List<Feature>,
}

/// The record `tier`.
#[repr(C)]
struct Tier {
    _id_and_label: [Text; 2],
    _description: [usize; 3],
    _offered: bool,
    features: List<Text>,
    _caps_and_metadata: [List<u8>; 2],
}

/// The record `feature`.
#[repr(C)]
struct Feature {
    id: Text,
    _label: Text,
    _description: [usize; 3],
    _always_on: bool,
    _requires_and_metadata: [List<u8>; 2],
}

impl<T> List<T> {
    /// Its items, to change.
    ///
    /// # Safety
    ///
    /// The items lie at `start`, and nothing else refers to them meanwhile.
    unsafe fn items<'a>(self) -> &'a mut [T] {
        match self.len {
            0 => &mut [],
            // SAFETY: guaranteed by the caller.
            len => unsafe { from_raw_parts_mut(self.start, len) },
        }
    }

    /// Makes zeros of its items.
    ///
    /// # Safety
    ///
    /// The items lie at `start`, and nothing uses them any more.
    unsafe fn wipe(self) {
        // SAFETY: guaranteed by the caller.
        unsafe { self.start.write_bytes(0, self.len) };
    }
}

/// Lets the tiers of a catalog share what they have in common.
///
/// # Safety
///
/// At `catalog` lies an `info` as the canonical ABI writes it, each string and list at a place
/// of its own, and nothing else refers to any part of it.
pub(super) unsafe fn share(catalog: *mut u8) {
    // SAFETY: guaranteed by the caller; it is aligned, since the host asked for the room so.
    unsafe {
        let catalog = catalog.cast::<Catalog>().read();
        let features = catalog.features.items();
        let mut next: Option<List<Text>> = None;
        for tier in catalog.tiers.items().iter_mut().rev() {
            share_texts(tier.features, features);
            if let Some(next) = next {
                share_list(&mut tier.features, next);
            }
            next = Some(tier.features);
        }
    }
}

/// Makes the identifiers of a list those of the catalog's features. Both are in one order; an
/// identifier that is not found stays what it is.
///
/// # Safety
///
/// As for [`share`].
unsafe fn share_texts(list: List<Text>, features: &[Feature]) {
    // SAFETY: guaranteed by the caller.
    unsafe {
        let mut features = features.iter();
        for text in list.items() {
            let bytes: &[u8] = text.items();
            let Some(same) = features.find(|feature| feature.id.items() == bytes) else { return };
            text.wipe();
            *text = same.id;
        }
    }
}

/// Makes a list the beginning of the next one, if it is the same.
///
/// # Safety
///
/// As for [`share`].
unsafe fn share_list(list: &mut List<Text>, next: List<Text>) {
    // SAFETY: guaranteed by the caller; the two lists lie apart.
    unsafe {
        if next.items().starts_with(list.items()) {
            list.wipe();
            list.start = next.start;
        }
    }
}
