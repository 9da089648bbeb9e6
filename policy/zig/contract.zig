//! The contract's types (wit/tiergate.wit), laid out as hosts read and write them: on wasm32 an extern
//! struct has the layout of the canonical ABI, so facts are read where they lie.

const std = @import("std");

/// A list, such as of assignments.
pub fn List(comptime T: type) type {
    return extern struct {
        start: ?[*]const T = null,
        len: usize = 0,

        /// The list of these items, which must outlive it.
        pub fn of(list: []const T) @This() {
            return .{ .start = list.ptr, .len = list.len };
        }

        /// Its items.
        pub fn items(self: @This()) []const T {
            const start = self.start orelse return &.{};
            return start[0..self.len];
        }
    };
}

/// A text in UTF-8.
pub const Text = List(u8);

/// A value that may be absent.
pub fn Option(comptime T: type) type {
    return extern struct {
        some: bool = false,
        value: T = std.mem.zeroes(T),

        pub const none: @This() = .{};

        pub fn of(value: T) @This() {
            return .{ .some = true, .value = value };
        }

        pub fn get(self: @This()) ?T {
            return if (self.some) self.value else null;
        }
    };
}

pub const Source = enum(u8) { manual, trial, billing, default };
pub const Giver = enum(u8) { manual, billing };
pub const Switcher = enum(u8) { operator, tenant };

/// How an assignment stands.
pub const Standing = extern struct {
    kind: enum(u8) { good, trialing, past_due } = .good,
    until: extern union { trialing: u64, past_due: Option(u64) } = .{ .past_due = .none },

    fn same(a: Standing, b: Standing) bool {
        if (a.kind != b.kind) return false;
        return switch (a.kind) {
            .good => true,
            .trialing => a.until.trialing == b.until.trialing,
            .past_due => sameNumber(a.until.past_due, b.until.past_due),
        };
    }
};

pub const Assignment = extern struct {
    source: Source,
    plan: Option(Text),
    standing: Standing = .{},
    expires_at: Option(u64) = .none,
};

pub const HeldAddOn = extern struct { id: Text, quantity: u64 = 1, giver: Giver, expires_at: Option(u64) = .none };
pub const FeatureSwitch = extern struct { feature: Text, enabled: bool, by: Switcher, expires_at: Option(u64) = .none };
pub const HeldCap = extern struct { cap: Text, limit: Limit, giver: Giver, expires_at: Option(u64) = .none };
pub const Pair = extern struct { key: Text, value: Text };

/// How much of something may be in use.
pub const Limit = extern struct {
    kind: enum(u8) { unlimited, at_most } = .unlimited,
    most: u64 = 0,

    pub const unlimited: Limit = .{};

    pub fn atMost(most: u64) Limit {
        return .{ .kind = .at_most, .most = most };
    }

    /// Its number, or null if it is unlimited.
    pub fn number(self: Limit) ?u64 {
        return if (self.kind == .at_most) self.most else null;
    }
};

/// The facts about a tenant.
pub const Tenant = extern struct {
    edition: Option(Text) = .none,
    assignments: List(Assignment) = .{},
    add_ons: List(HeldAddOn) = .{},
    switches: List(FeatureSwitch) = .{},
    caps: List(HeldCap) = .{},
    attributes: List(Pair) = .{},

    /// Returns the value of its first attribute of this name.
    pub fn attribute(self: Tenant, key: []const u8) ?[]const u8 {
        for (self.attributes.items()) |it|
            if (std.mem.eql(u8, it.key.items(), key)) return it.value.items();
        return null;
    }

    /// Checks whether it has an attribute of this name and value.
    pub fn has(self: Tenant, key: []const u8, value: []const u8) bool {
        return std.mem.eql(u8, self.attribute(key) orelse return false, value);
    }

    /// Returns the next moment after `now` at which one of its facts ends.
    pub fn nextEnd(self: Tenant, now: u64) ?u64 {
        var next: ?u64 = null;
        inline for (.{ self.assignments, self.add_ons, self.switches, self.caps }) |facts|
            for (facts.items()) |it|
                if (it.expires_at.get()) |end|
                    if (end > now and end < next orelse std.math.maxInt(u64)) {
                        next = end;
                    };
        return next;
    }
};

/// Which tier a tenant has, and why.
pub const Resolution = extern struct {
    tier: Text,
    source: Option(Source) = .none,
    standing: Standing = .{},
    misconfigured: bool = false,
    expires_at: Option(u64) = .none,
    /// The kit sets it.
    valid_until: Option(u64) = .none,

    pub fn same(a: Resolution, b: Resolution) bool {
        return sameText(a.tier, b.tier) and a.source.some == b.source.some and
            a.source.value == b.source.value and Standing.same(a.standing, b.standing) and
            a.misconfigured == b.misconfigured and sameNumber(a.expires_at, b.expires_at);
    }
};

/// Why a feature is or is not available. `name` is of the tier, the add-on or the feature that it names.
pub const Reason = extern struct {
    kind: enum(u8) { always_on, ungated, tier, add_on, switched_on, switched_off, not_in_force, not_included, requires, unknown_feature },
    name: Text = .{},
};

/// Whether a tenant may use a feature, and why.
pub const Decision = extern struct {
    /// The kit sets it.
    feature: Text = .{},
    allowed: bool,
    reason: Reason,
    minimum_tier: Option(Text) = .none,
    add_ons: List(Text) = .{},
    together: bool = false,
    /// The kit sets it.
    valid_until: Option(u64) = .none,

    pub fn same(a: Decision, b: Decision) bool {
        if (a.allowed != b.allowed or a.together != b.together) return false;
        if (a.reason.kind != b.reason.kind or !sameText(a.reason.name, b.reason.name)) return false;
        if (a.minimum_tier.some != b.minimum_tier.some or a.add_ons.len != b.add_ons.len) return false;
        for (a.add_ons.items(), b.add_ons.items()) |one, other| if (!sameText(one, other)) return false;
        return sameText(a.minimum_tier.value, b.minimum_tier.value);
    }
};

/// The state of a cap for one tenant.
pub const CapState = extern struct {
    cap: Text,
    limit: Limit,
    warn_at: Option(u64) = .none,
    blocked_at: Option(u64) = .none,
    valid_until: Option(u64) = .none,

    pub fn same(a: CapState, b: CapState) bool {
        return a.limit.kind == b.limit.kind and a.limit.most == b.limit.most;
    }
};

pub const CapDecision = extern struct {
    state: CapState,
    allowed: bool,
    warn: bool,
    remaining: Option(u64) = .none,
    minimum_tier: Option(Text) = .none,
    add_ons: List(Text) = .{},
};

pub const Entitlements = extern struct {
    resolution: Resolution,
    features: List(Decision),
    caps: List(CapState),
    add_ons: List(Text) = .{},
    valid_until: Option(u64) = .none,
};

pub const Tier = extern struct {
    id: Text,
    label: Text,
    description: Option(Text) = .none,
    offered: bool = true,
    features: List(Text) = .{},
    caps: List(extern struct { cap: Text, limit: Limit }) = .{},
    metadata: List(Pair) = .{},
};

pub const Feature = extern struct {
    id: Text,
    label: Text,
    description: Option(Text) = .none,
    always_on: bool = false,
    requires: List(Text) = .{},
    metadata: List(Pair) = .{},
};

pub const Period = enum(u8) { day, week, month, year, billing };
pub const Cap = extern struct { id: Text, label: Text, unit: Option(Text) = .none, period: Option(Period) = .none, metadata: List(Pair) = .{} };
pub const CapChange = extern struct { kind: enum(u8) { set, add }, value: extern union { set: Limit, add: u64 } };
pub const AddOn = extern struct {
    id: Text,
    label: Text,
    description: Option(Text) = .none,
    tiers: List(Text) = .{},
    features: List(Text) = .{},
    caps: List(extern struct { cap: Text, change: CapChange }) = .{},
    metadata: List(Pair) = .{},
};
pub const Edition = extern struct { id: Text, tier: Option(Text) = .none };
pub const Trial = extern struct { tier: Text, days: u32 };

/// Everything that a policy knows.
pub const Info = extern struct {
    name: Text,
    version: Text,
    tiers: List(Tier),
    features: List(Feature) = .{},
    caps: List(Cap) = .{},
    add_ons: List(AddOn) = .{},
    editions: List(Edition) = .{},
    default_tier: Text,
    trial: Option(Trial) = .none,
    upgrade_url: Option(Text) = .none,
    metadata: List(Pair) = .{},
};

pub const Status = enum(u8) { active, trialing, past_due, unpaid, paused, canceled, incomplete, incomplete_expired };
pub const Item = extern struct { names: List(Text), quantity: Option(u64) };
pub const Subscription = extern struct {
    id: Text,
    status: Status,
    collection_paused: bool,
    items: List(Item),
    trial_ends_at: Option(u64),
    past_due_since: Option(u64),
    ends_at: Option(u64),
};
pub const Effect = extern struct {
    assignments: List(Assignment) = .{},
    add_ons: List(HeldAddOn) = .{},
    caps: List(HeldCap) = .{},
    unknown_products: List(Text) = .{},
};

/// The arguments of `check-cap`, which are too many to be passed but in memory.
pub const CapQuestion = extern struct { tenant: Tenant, cap: Text, used: u64, amount: u64, now: u64 };

comptime {
    for (.{ Assignment, HeldAddOn, FeatureSwitch, HeldCap, Tenant, Resolution, Decision, CapState, CapDecision, Entitlements, Tier, Feature, Cap, AddOn, Edition, Info, Subscription, Item, CapQuestion }, .{ 56, 40, 32, 48, 52, 80, 64, 72, 120, 120, 56, 48, 40, 60, 20, 100, 72, 24, 88 }) |T, size|
        if (@sizeOf(T) != size) @compileError("not the canonical layout: " ++ @typeName(T));
}

pub fn sameText(a: Text, b: Text) bool {
    return std.mem.eql(u8, a.items(), b.items());
}

fn sameNumber(a: Option(u64), b: Option(u64)) bool {
    return a.some == b.some and (!a.some or a.value == b.value);
}
