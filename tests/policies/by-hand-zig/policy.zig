//! A school has the classroom, whatever its plan: a rule that no tier map can express.

const tiergate = @import("tiergate");

pub const catalog: tiergate.Info = .{
    .name = .of("classroom"),
    .version = .of("1.0.0"),
    .tiers = .of(&.{
        .{ .id = .of("basic"), .label = .of("Basic"), .caps = .of(&.{.{ .cap = .of("pupils"), .limit = .atMost(30) }}) },
        .{ .id = .of("plus"), .label = .of("Plus"), .features = .of(&.{.of("reports")}), .caps = .of(&.{.{ .cap = .of("pupils"), .limit = .unlimited }}) },
    }),
    .features = .of(&.{
        .{ .id = .of("reports"), .label = .of("Reports") },
        .{ .id = .of("classroom"), .label = .of("Classroom") },
    }),
    .caps = .of(&.{.{ .id = .of("pupils"), .label = .of("Pupils"), .unit = .of(.of("pupils")) }}),
    .default_tier = .of("basic"),
};

pub fn decide(tenant: tiergate.Tenant, feature: []const u8, _: u64) ?tiergate.Decision {
    const isClassroom = tiergate.same(feature, "classroom");
    if (isClassroom and tenant.has("school", "yes")) return tiergate.allow(.switched_on);
    return null; // as the catalog says
}

comptime {
    tiergate.publish(@This());
}
