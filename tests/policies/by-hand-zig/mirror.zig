//! A policy for tests: its answers depend on every fact that it receives, so that a fact that was read wrong
//! is noticed.

const tiergate = @import("tiergate");

pub const catalog: tiergate.Info = .{
    .name = .of("mirror"),
    .version = .of("1.0.0"),
    .tiers = .of(&.{.{ .id = .of("only"), .label = .of("Only"), .caps = .of(&.{.{ .cap = .of("facts"), .limit = .unlimited }}) }}),
    .caps = .of(&.{.{ .id = .of("facts"), .label = .of("Facts") }}),
    .default_tier = .of("only"),
};

/// FNV-1a, in 64 bits.
const Hash = struct {
    state: u64 = 0xcbf29ce484222325,

    fn byte(self: *Hash, it: u8) void {
        self.state = (self.state ^ it) *% 0x100000001b3;
    }

    fn number(self: *Hash, it: u64) void {
        for (0..8) |at| self.byte(@truncate(it >> @intCast(8 * at)));
    }

    fn maybe(self: *Hash, it: tiergate.Option(u64)) void {
        self.number(it.get() orelse 0xffffffffffffffff);
    }

    fn text(self: *Hash, it: tiergate.Text) void {
        self.number(it.len);
        for (it.items()) |each| self.byte(each);
    }

    fn maybeText(self: *Hash, it: tiergate.Option(tiergate.Text)) void {
        self.byte(@intFromBool(it.some));
        if (it.get()) |value| self.text(value);
    }

    /// As a number that the contract allows.
    fn end(self: Hash) u64 {
        return self.state >> 11;
    }
};

pub fn limit(tenant: tiergate.Tenant, _: []const u8, _: u64) ?tiergate.Limit {
    var hash: Hash = .{};
    hash.maybeText(tenant.edition);
    for (tenant.assignments.items()) |it| {
        hash.byte(@intFromEnum(it.source));
        hash.maybeText(it.plan);
        hash.byte(@intFromEnum(it.standing.kind));
        switch (it.standing.kind) {
            .good => {},
            .trialing => hash.number(it.standing.until.trialing),
            .past_due => hash.maybe(it.standing.until.past_due),
        }
        hash.maybe(it.expires_at);
    }
    for (tenant.add_ons.items()) |it| {
        hash.text(it.id);
        hash.number(it.quantity);
        hash.byte(@intFromEnum(it.giver));
        hash.maybe(it.expires_at);
    }
    for (tenant.switches.items()) |it| {
        hash.text(it.feature);
        hash.byte(@intFromBool(it.enabled));
        hash.byte(@intFromEnum(it.by));
        hash.maybe(it.expires_at);
    }
    for (tenant.caps.items()) |it| {
        hash.text(it.cap);
        hash.number(it.limit.number() orelse 0xffffffffffffffff);
        hash.byte(@intFromEnum(it.giver));
        hash.maybe(it.expires_at);
    }
    for (tenant.attributes.items()) |it| {
        hash.text(it.key);
        hash.text(it.value);
    }
    return .atMost(hash.end());
}

pub fn onBilling(subscriptions: []const tiergate.Subscription) tiergate.Effect {
    var hash: Hash = .{};
    for (subscriptions) |it| {
        hash.text(it.id);
        hash.byte(@intFromEnum(it.status));
        hash.byte(@intFromBool(it.collection_paused));
        for (it.items.items()) |item| {
            for (item.names.items()) |name| hash.text(name);
            hash.maybe(item.quantity);
        }
        hash.maybe(it.trial_ends_at);
        hash.maybe(it.past_due_since);
        hash.maybe(it.ends_at);
    }
    kept[0] = .{ .cap = .of("facts"), .limit = .atMost(hash.end()), .giver = .billing };
    return .{ .caps = .of(&kept) };
}

var kept: [1]tiergate.HeldCap = undefined;

comptime {
    tiergate.publish(@This());
}
