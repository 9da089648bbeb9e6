//! Tier maps: what is read, refused, warned of, shown and compared.
#![cfg(test)]

mod both;
mod compare;
mod drawings;
mod large;
mod places;
mod reads;
mod refused_names;
mod refused_syntax;
mod refused_values;
mod schema;
mod warned;
