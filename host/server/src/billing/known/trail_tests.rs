//! Trails, each in every order.

use super::trail::{Trail, trail_with_doubles};

fn of<'a>(changes: &[(&'a char, &'a char)], start: Option<char>) -> Trail<'a, char> {
    trail_with_doubles(changes, start.as_ref())
}

#[test]
fn a_trail_ends_at_what_was_entered_once_more_than_left() {
    let ends = Trail::Ends { first: &'a', last: &'d' };
    assert_eq!(of(&[(&'c', &'d'), (&'a', &'b'), (&'b', &'c')], None), ends);
    let twice = [(&'b', &'d'), (&'a', &'b'), (&'b', &'c'), (&'c', &'b')];
    assert_eq!(of(&twice, None), ends);
    assert_eq!(of(&[(&'a', &'a')], None), Trail::Ends { first: &'a', last: &'a' });
}

#[test]
fn a_circle_needs_its_beginning() {
    let circle = [(&'b', &'a'), (&'a', &'b')];
    assert_eq!(of(&circle, None), Trail::Unknown);
    assert_eq!(of(&circle, Some('z')), Trail::Unknown);
    assert_eq!(of(&circle, Some('b')), Trail::Ends { first: &'b', last: &'b' });
}

#[test]
fn what_is_missing_breaks_a_trail() {
    assert_eq!(of(&[(&'a', &'b'), (&'c', &'d')], None), Trail::Broken);
    assert_eq!(of(&[(&'a', &'b'), (&'c', &'c')], None), Trail::Broken);
    assert_eq!(of(&[(&'a', &'b'), (&'a', &'c')], None), Trail::Broken);
}

#[test]
fn equal_changes_may_be_one() {
    let twice = [(&'a', &'b'), (&'a', &'b')];
    assert_eq!(of(&twice, None), Trail::Ends { first: &'a', last: &'b' });
    // Either `b`, or `a` if the first change is reported twice.
    let back = [(&'a', &'b'), (&'b', &'a'), (&'a', &'b')];
    assert_eq!(of(&back, Some('a')), Trail::Unknown);
    let on = [(&'a', &'b'), (&'b', &'a'), (&'a', &'b'), (&'b', &'c')];
    assert_eq!(of(&on, Some('a')), Trail::Ends { first: &'a', last: &'c' });
    let looked_at = [(&'a', &'b'), (&'b', &'b'), (&'b', &'b')];
    assert_eq!(of(&looked_at, None), Trail::Ends { first: &'a', last: &'b' });
    let many: Vec<_> = [(&'a', &'b'), (&'b', &'a')].into_iter().cycle().take(100).collect();
    assert_eq!(of(&many, Some('a')), Trail::Unknown);
}
