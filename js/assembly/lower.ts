// Writes answers into memory, for a host to read, in the layout of the canonical ABI.

import * as answers from "./answers";
import { Cap, Feature, Tier } from "./catalog";
import * as facts from "./facts";
import { allocate } from "./memory";
import { Policy } from "./policy";

function text(at: usize, value: string): void {
  const length = String.UTF8.byteLength(value);
  const bytes = allocate(length);
  String.UTF8.encodeUnsafe(changetype<usize>(value), value.length, bytes);
  store<u32>(at, <u32>bytes);
  store<u32>(at, length, 4);
}

function maybeText(at: usize, value: string | null): void {
  store<u8>(at, value !== null);
  if (value !== null) text(at + 4, value);
}

function maybeNumber(at: usize, value: u64): void {
  store<u8>(at, value != facts.NEVER);
  store<u64>(at, value, 8);
}

/** Writes the address and the length of a list, and returns the address. */
function list(at: usize, count: i32, size: usize): usize {
  const start = allocate(count * size);
  store<u32>(at, <u32>start);
  store<u32>(at, count, 4);
  return start;
}

function texts(at: usize, values: string[]): void {
  const start = list(at, values.length, 8);
  for (let i = 0; i < values.length; i++) text(start + i * 8, values[i]);
}

function standing(at: usize, kind: facts.Standing, until: u64): void {
  store<u8>(at, <u8>kind);
  if (kind == facts.Standing.Trialing) store<u64>(at, until, 8);
  if (kind == facts.Standing.PastDue) maybeNumber(at + 8, until);
}

export function resolution(at: usize, it: answers.Resolution): void {
  text(at, it.tier);
  store<u8>(at, it.source != answers.NONE, 8);
  store<u8>(at, <u8>it.source, 9);
  standing(at + 16, it.standing, it.standsUntil);
  store<u8>(at, it.misconfigured, 40);
  maybeNumber(at + 48, it.expiresAt);
  maybeNumber(at + 64, it.validUntil);
}

export function decision(at: usize, it: answers.Decision): void {
  text(at, it.feature);
  store<u8>(at, it.allowed, 8);
  store<u8>(at, <u8>it.reason, 12);
  text(at + 16, it.name);
  maybeText(at + 24, it.minimumTier);
  texts(at + 36, it.addOns);
  store<u8>(at, it.together, 44);
  maybeNumber(at + 48, it.validUntil);
}

function limit(at: usize, most: u64): void {
  store<u8>(at, most != facts.UNLIMITED);
  store<u64>(at, most, 8);
}

function capState(at: usize, it: answers.CapState): void {
  text(at, it.cap);
  limit(at + 8, it.limit);
  maybeNumber(at + 24, it.limit);
  maybeNumber(at + 40, it.limit);
  maybeNumber(at + 56, it.validUntil);
}

/** Returns the address of an `option<cap-decision>`. */
export function capDecision(it: answers.CapDecision | null): usize {
  const option = allocate(128);
  store<u8>(option, it !== null);
  if (it === null) return option;
  const at = option + 8;
  const most = it.state.limit;
  capState(at, it.state);
  store<u8>(at, it.used + it.amount <= most, 72);
  store<u8>(at, it.used >= most, 73);
  maybeNumber(at + 80, most == facts.UNLIMITED ? facts.NEVER : most - min(it.used, most));
  maybeText(at + 96, it.minimumTier);
  list(at + 108, 0, 8);
  return option;
}

/** Returns the address of `entitlements`. */
export function entitlements(it: answers.Resolution, features: answers.Decision[], caps: answers.CapState[]): usize {
  const at = allocate(120);
  let first = it.validUntil;
  resolution(at, it);
  const decisions = list(at + 80, features.length, 64);
  for (let i = 0; i < features.length; i++) {
    decision(decisions + i * 64, features[i]);
    first = min(first, features[i].validUntil);
  }
  const states = list(at + 88, caps.length, 72);
  for (let i = 0; i < caps.length; i++) {
    capState(states + i * 72, caps[i]);
    first = min(first, caps[i].validUntil);
  }
  list(at + 96, 0, 8);
  maybeNumber(at + 104, first);
  return at;
}

/** Writes the address and the length of assignments. */
export function assignments(at: usize, all: facts.Assignment[]): void {
  let to = list(at, all.length, 56);
  for (let i = 0; i < all.length; i++, to += 56) {
    store<u8>(to, <u8>all[i].source);
    maybeText(to + 4, all[i].plan);
    standing(to + 16, all[i].standing, all[i].standsUntil);
    maybeNumber(to + 40, all[i].expiresAt);
  }
}

/** Returns the address of an `effect`. */
export function effect(it: answers.Effect): usize {
  const at = allocate(32);
  assignments(at, it.assignments);
  let to = list(at + 8, it.addOns.length, 40);
  for (let i = 0; i < it.addOns.length; i++, to += 40) {
    text(to, it.addOns[i].id);
    store<u64>(to, it.addOns[i].quantity, 8);
    store<u8>(to, <u8>it.addOns[i].giver, 16);
    maybeNumber(to + 24, it.addOns[i].expiresAt);
  }
  to = list(at + 16, it.caps.length, 48);
  for (let i = 0; i < it.caps.length; i++, to += 48) {
    text(to, it.caps[i].cap);
    limit(to + 8, it.caps[i].limit);
    store<u8>(to, <u8>it.caps[i].giver, 24);
    maybeNumber(to + 32, it.caps[i].expiresAt);
  }
  texts(at + 24, it.unknownProducts);
  return at;
}

/** Returns the address of `info`. */
export function info(it: Policy): usize {
  const at = allocate(100);
  text(at, it.name);
  text(at + 8, it.version);
  const tiers = list(at + 16, it.tiers.length, 56);
  for (let i = 0; i < it.tiers.length; i++) tier(tiers + i * 56, it.tiers[i]);
  const features = list(at + 24, it.features.length, 48);
  for (let i = 0; i < it.features.length; i++) feature(features + i * 48, it.features[i]);
  const caps = list(at + 32, it.caps.length, 40);
  for (let i = 0; i < it.caps.length; i++) cap(caps + i * 40, it.caps[i]);
  list(at + 40, 0, 60);
  list(at + 48, 0, 20);
  text(at + 56, it.tiers[0].id);
  store<u8>(at, it.trialDays > 0, 64);
  text(at + 68, it.trial);
  store<u32>(at, it.trialDays, 76);
  maybeText(at + 80, it.upgradeUrl);
  list(at + 92, 0, 16);
  return at;
}

function tier(at: usize, it: Tier): void {
  text(at, it.id);
  text(at + 8, it.label);
  maybeText(at + 16, it.description);
  store<u8>(at, it.offered, 28);
  texts(at + 32, it.features);
  let to = list(at + 40, it.caps.length, 24);
  for (let i = 0; i < it.caps.length; i++, to += 24) {
    text(to, it.caps[i].cap);
    limit(to + 8, it.caps[i].limit);
  }
  list(at + 48, 0, 16);
}

function feature(at: usize, it: Feature): void {
  text(at, it.id);
  text(at + 8, it.label);
  maybeText(at + 16, it.description);
  store<u8>(at, it.alwaysOn, 28);
  texts(at + 32, it.requires);
  list(at + 40, 0, 16);
}

function cap(at: usize, it: Cap): void {
  text(at, it.id);
  text(at + 8, it.label);
  maybeText(at + 16, it.unit);
  store<u8>(at, 0, 28);
  list(at + 32, 0, 16);
}
