//! What a policy answers: its own rules, and its catalog where they leave a question open.

const std = @import("std");
const memory = @import("memory.zig");
const contract = @import("contract.zig");
const Text = contract.Text;
const Tenant = contract.Tenant;
const Tier = contract.Tier;
const same = contract.sameText;

/// The last moment that an answer may name.
const MAX = (1 << 53) - 1;

/// The answers of `policy`: a type with `catalog` and, if it has rules of its own, `resolve`, `decide`,
/// `limit` and `onBilling`.
pub fn Rules(comptime policy: type) type {
    return struct {
        pub const catalog: contract.Info = policy.catalog;

        pub fn resolve(tenant: Tenant, now: u64) contract.Resolution {
            var answer = resolveNow(tenant, {}, now);
            answer.valid_until = until(resolveNow, tenant, {}, now, answer);
            return answer;
        }

        pub fn check(tenant: Tenant, feature: Text, now: u64) contract.Decision {
            var answer = decideNow(tenant, feature, now);
            answer.feature = feature;
            answer.valid_until = until(decideNow, tenant, feature, now, answer);
            return answer;
        }

        pub fn capState(tenant: Tenant, cap: Text, now: u64) contract.CapState {
            var answer = stateNow(tenant, cap, now);
            answer.valid_until = until(stateNow, tenant, cap, now, answer);
            return answer;
        }

        pub fn checkCap(it: *const contract.CapQuestion) ?contract.CapDecision {
            for (catalog.caps.items()) |cap| if (same(cap.id, it.cap)) break else return null;
            const state = capState(it.tenant, it.cap, it.now);
            const all = it.used + it.amount;
            return .{
                .state = state,
                .allowed = fits(all, state.limit),
                .warn = if (state.warn_at.get()) |at| it.used >= at else false,
                .remaining = if (state.limit.number()) |most| .of(most -| it.used) else .none,
                .minimum_tier = if (ownLimit(it.tenant, it.cap, it.now) == null) lowest(it.cap, all) else .none,
            };
        }

        pub fn entitle(tenant: Tenant, now: u64) contract.Entitlements {
            const features = memory.many(contract.Decision, catalog.features.len);
            for (features, catalog.features.items()) |*answer, it| answer.* = check(tenant, it.id, now);
            const caps = memory.many(contract.CapState, catalog.caps.len);
            for (caps, catalog.caps.items()) |*answer, it| answer.* = capState(tenant, it.id, now);
            const resolution = resolve(tenant, now);
            var first = resolution.valid_until;
            for (features) |it| first = earlier(first, it.valid_until);
            for (caps) |it| first = earlier(first, it.valid_until);
            return .{ .resolution = resolution, .features = .of(features), .caps = .of(caps), .valid_until = first };
        }

        pub fn onSignup(now: u64, returning: bool) []const contract.Assignment {
            const trial = if (returning) null else catalog.trial.get();
            const start = memory.many(contract.Assignment, if (trial == null) 1 else 2);
            start[0] = .{ .source = .default, .plan = .of(catalog.default_tier) };
            if (trial) |it| {
                const end = @min(now + @as(u64, it.days) * 86_400, MAX);
                start[1] = .{ .source = .trial, .plan = .of(it.tier), .expires_at = .of(end) };
                start[1].standing = .{ .kind = .trialing, .until = .{ .trialing = end } };
            }
            return start;
        }

        pub fn onBilling(subscriptions: []const contract.Subscription) contract.Effect {
            if (@hasDecl(policy, "onBilling")) return policy.onBilling(subscriptions);
            return .{ .unknown_products = .of(firstNames(subscriptions)) };
        }

        fn resolveNow(tenant: Tenant, _: void, now: u64) contract.Resolution {
            if (@hasDecl(policy, "resolve")) return policy.resolve(tenant, now);
            return byPlan(catalog, tenant, now);
        }

        /// The policy's own rule; otherwise the feature is available if the tier has it, and so is all that it requires.
        fn decideNow(tenant: Tenant, feature: Text, now: u64) contract.Decision {
            const known = for (catalog.features.items()) |*it| {
                if (same(it.id, feature)) break it;
            } else return .{ .allowed = false, .reason = .{ .kind = .unknown_feature } };
            if (known.always_on) return .{ .allowed = true, .reason = .{ .kind = .always_on } };
            if (@hasDecl(policy, "decide"))
                if (policy.decide(tenant, feature.items(), now)) |answer| return answer;
            var answer: contract.Decision = .{ .allowed = false, .reason = .{ .kind = .not_included } };
            for (catalog.tiers.items()) |*tier| if (tier.offered and hasFeature(tier, feature)) {
                answer.minimum_tier = .of(tier.id);
                break;
            };
            const tier = tierOf(tenant, now);
            if (!hasFeature(tier, feature)) return answer;
            answer.allowed = true;
            answer.reason = .{ .kind = .tier, .name = tier.id };
            for (known.requires.items()) |it| if (!decideNow(tenant, it, now).allowed)
                return .{ .allowed = false, .reason = .{ .kind = .requires, .name = it } };
            return answer;
        }

        fn stateNow(tenant: Tenant, cap: Text, now: u64) contract.CapState {
            const limit = ownLimit(tenant, cap, now) orelse limitOf(tierOf(tenant, now), cap);
            const at: contract.Option(u64) = if (limit.number()) |most| .of(most) else .none;
            return .{ .cap = cap, .limit = limit, .warn_at = at, .blocked_at = at };
        }

        fn ownLimit(tenant: Tenant, cap: Text, now: u64) ?contract.Limit {
            return if (@hasDecl(policy, "limit")) policy.limit(tenant, cap.items(), now) else null;
        }

        fn tierOf(tenant: Tenant, now: u64) *const Tier {
            const has = resolveNow(tenant, {}, now).tier;
            for (catalog.tiers.items()) |*tier| if (same(tier.id, has)) return tier;
            @trap(); // The policy resolved to a tier that it does not have.
        }

        /// The lowest offered tier at which this much may be in use.
        fn lowest(cap: Text, used: u64) contract.Option(Text) {
            for (catalog.tiers.items()) |*tier|
                if (tier.offered and fits(used, limitOf(tier, cap))) return .of(tier.id);
            return .none;
        }
    };
}

/// The first end of a fact at which the answer is another one.
fn until(comptime answer: anytype, tenant: Tenant, subject: anytype, now: u64, first: anytype) contract.Option(u64) {
    var end = tenant.nextEnd(now);
    while (end) |at| : (end = tenant.nextEnd(at))
        if (!@TypeOf(first).same(answer(tenant, subject, at), first)) return .of(at);
    return .none;
}

/// The highest tier that an assignment that holds names; of several assignments, the one that lasts longest,
/// and then the first source. If none names a tier, the default one, which is flagged if one holds.
fn byPlan(catalog: contract.Info, tenant: Tenant, now: u64) contract.Resolution {
    var taken: ?*const contract.Assignment = null;
    var rank: usize = 0;
    var holds = false;
    for (tenant.assignments.items()) |*it| {
        if (it.expires_at.get()) |end| if (now >= end) continue;
        holds = true;
        const plan = it.plan.get() orelse continue;
        for (catalog.tiers.items(), 0..) |tier, at| if (same(tier.id, plan)) {
            if (taken != null and (at < rank or (at == rank and !before(it, taken.?)))) continue;
            taken = it;
            rank = at;
        };
    }
    const it = taken orelse return .{ .tier = catalog.default_tier, .misconfigured = holds };
    return .{
        .tier = catalog.tiers.items()[rank].id,
        .source = .of(it.source),
        .standing = it.standing,
        .expires_at = it.expires_at,
    };
}

fn before(a: *const contract.Assignment, b: *const contract.Assignment) bool {
    const one = a.expires_at.get() orelse std.math.maxInt(u64);
    const other = b.expires_at.get() orelse std.math.maxInt(u64);
    return if (one == other) @intFromEnum(a.source) < @intFromEnum(b.source) else one > other;
}

fn hasFeature(tier: *const Tier, feature: Text) bool {
    for (tier.features.items()) |it| if (same(it, feature)) return true;
    return false;
}

/// A tier's limit; a cap that it does not mention is not limited.
fn limitOf(tier: *const Tier, cap: Text) contract.Limit {
    for (tier.caps.items()) |it| if (same(it.cap, cap)) return it.limit;
    return .unlimited;
}

fn fits(used: u64, limit: contract.Limit) bool {
    return used <= limit.number() orelse return true;
}

fn earlier(a: contract.Option(u64), b: contract.Option(u64)) contract.Option(u64) {
    return if (!a.some or (b.some and b.value < a.value)) b else a;
}

/// The first name of each item, each once, in byte order.
fn firstNames(subscriptions: []const contract.Subscription) []const Text {
    var count: usize = 0;
    for (subscriptions) |it| count += it.items.len;
    const names = memory.many(Text, count);
    var end: usize = 0;
    for (subscriptions) |it| for (it.items.items()) |item| if (item.names.len > 0) {
        end += insert(names, end, item.names.items()[0]);
    };
    return names[0..end];
}

/// Inserts a name into the first `end` ones, which are sorted, and returns 1; 0 if it is there.
fn insert(names: []Text, end: usize, name: Text) usize {
    var low: usize = 0;
    var high = end;
    while (low < high) {
        const middle = (low + high) / 2;
        switch (std.mem.order(u8, names[middle].items(), name.items())) {
            .eq => return 0,
            .lt => low = middle + 1,
            .gt => high = middle,
        }
    }
    @memmove(names[low + 1 .. end + 1], names[low..end]);
    names[low] = name;
    return 1;
}
