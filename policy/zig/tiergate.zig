//! A kit for policies in Zig. See README.md next to it.

const memory = @import("memory.zig");
const contract = @import("contract.zig");
const Rules = @import("rules.zig").Rules;
pub const Tenant = contract.Tenant;

pub const Info = contract.Info;
pub const List = contract.List;
pub const Text = contract.Text;
pub const Option = contract.Option;
pub const Source = contract.Source;
pub const Standing = contract.Standing;
pub const Assignment = contract.Assignment;
pub const Limit = contract.Limit;
pub const HeldAddOn = contract.HeldAddOn;
pub const FeatureSwitch = contract.FeatureSwitch;
pub const HeldCap = contract.HeldCap;
pub const Reason = contract.Reason;
pub const Resolution = contract.Resolution;
pub const Decision = contract.Decision;
pub const Subscription = contract.Subscription;
pub const Effect = contract.Effect;

/// Checks whether two texts are the same.
pub fn same(a: []const u8, b: []const u8) bool {
    return @import("std").mem.eql(u8, a, b);
}

/// The decision that a feature is available, for this reason.
pub fn allow(kind: @FieldType(Reason, "kind")) Decision {
    return .{ .allowed = true, .reason = .{ .kind = kind } };
}

/// The decision that a feature is not available, for this reason.
pub fn deny(kind: @FieldType(Reason, "kind")) Decision {
    return .{ .allowed = false, .reason = .{ .kind = kind } };
}

/// Exports the functions of the contract, as `policy` answers them.
pub fn publish(comptime policy: type) void {
    const engine = "tiergate:policy/engine@0.1.0#";
    const billing = "tiergate:policy/billing@0.1.0#";
    const it = Functions(Rules(policy));
    @export(&memory.realloc, .{ .name = "cabi_realloc" });
    @export(&it.describe, .{ .name = "tiergate:policy/catalog@0.1.0#describe" });
    for (.{
        .{ engine ++ "resolve", &it.resolve },
        .{ engine ++ "check", &it.check },
        .{ engine ++ "check-cap", &it.checkCap },
        .{ engine ++ "entitle", &it.entitle },
        .{ billing ++ "on-signup", &it.onSignup },
        .{ billing ++ "on-billing", &it.onBilling },
    }) |function| {
        @export(function[1], .{ .name = function[0] });
        @export(&memory.giveBack, .{ .name = "cabi_post_" ++ function[0] });
    }
}

/// The functions as hosts call them: a tenant is passed as 13 numbers, and an answer by its address.
fn Functions(comptime rules: type) type {
    return struct {
        fn describe() callconv(.c) *const Info {
            return &rules.catalog;
        }

        fn resolve(has: u32, edition: usize, edition_len: usize, plans: usize, plan_count: usize, add_ons: usize, add_on_count: usize, switches: usize, switch_count: usize, caps: usize, cap_count: usize, attributes: usize, attribute_count: usize, now: u64) callconv(.c) *const Resolution {
            const tenant = facts(.{ has, edition, edition_len, plans, plan_count, add_ons, add_on_count, switches, switch_count, caps, cap_count, attributes, attribute_count });
            return kept(rules.resolve(tenant, now));
        }

        fn check(has: u32, edition: usize, edition_len: usize, plans: usize, plan_count: usize, add_ons: usize, add_on_count: usize, switches: usize, switch_count: usize, caps: usize, cap_count: usize, attributes: usize, attribute_count: usize, feature: usize, feature_len: usize, now: u64) callconv(.c) *const Decision {
            const tenant = facts(.{ has, edition, edition_len, plans, plan_count, add_ons, add_on_count, switches, switch_count, caps, cap_count, attributes, attribute_count });
            return kept(rules.check(tenant, list(u8, feature, feature_len), now));
        }

        fn checkCap(question: *const contract.CapQuestion) callconv(.c) *const Option(contract.CapDecision) {
            const answer = rules.checkCap(question);
            return kept(if (answer) |it| Option(contract.CapDecision).of(it) else Option(contract.CapDecision).none);
        }

        fn entitle(has: u32, edition: usize, edition_len: usize, plans: usize, plan_count: usize, add_ons: usize, add_on_count: usize, switches: usize, switch_count: usize, caps: usize, cap_count: usize, attributes: usize, attribute_count: usize, now: u64) callconv(.c) *const contract.Entitlements {
            const tenant = facts(.{ has, edition, edition_len, plans, plan_count, add_ons, add_on_count, switches, switch_count, caps, cap_count, attributes, attribute_count });
            return kept(rules.entitle(tenant, now));
        }

        fn onSignup(now: u64, returning: u32) callconv(.c) *const List(Assignment) {
            return kept(List(Assignment).of(rules.onSignup(now, returning != 0)));
        }

        fn onBilling(subscriptions: usize, count: usize) callconv(.c) *const Effect {
            return kept(rules.onBilling(list(Subscription, subscriptions, count).items()));
        }
    };
}

/// The facts that 13 numbers stand for: whether there is an edition, and the address and length of each text or list.
fn facts(flat: [13]usize) Tenant {
    return .{
        .edition = if (flat[0] == 0) .none else .of(list(u8, flat[1], flat[2])),
        .assignments = list(Assignment, flat[3], flat[4]),
        .add_ons = list(contract.HeldAddOn, flat[5], flat[6]),
        .switches = list(contract.FeatureSwitch, flat[7], flat[8]),
        .caps = list(contract.HeldCap, flat[9], flat[10]),
        .attributes = list(contract.Pair, flat[11], flat[12]),
    };
}

/// An empty list may have any address.
fn list(comptime T: type, start: usize, len: usize) List(T) {
    return if (len == 0) .{} else .{ .start = @ptrFromInt(start), .len = len };
}

/// Puts an answer where the host reads it.
fn kept(answer: anytype) *const @TypeOf(answer) {
    const place = &memory.many(@TypeOf(answer), 1)[0];
    place.* = answer;
    return place;
}
