// A policy by hand: `world policy` of tiergate:policy@0.1.0 in C, with no libc and no
// generated glue. On wasm32 C lays structs out as the canonical ABI does, so the contract's
// types are written down as structs, and what is answered lies in static ones.

typedef unsigned char u8;
typedef __SIZE_TYPE__ u32;
typedef unsigned long long u64;

typedef struct { const char *start; u32 len; } string;
typedef struct { const void *start; u32 len; } list;
typedef struct { string key, value; } pair;
typedef struct { u8 some; string value; } option_string;
typedef struct { u8 some; u64 value; } option_u64;
typedef struct { u8 some, value; } option_enum;
// good, trialing(timestamp), past-due(option<timestamp>)
typedef struct { u8 kind; option_u64 payload; } standing;
typedef struct { u8 source; option_string plan; standing standing; option_u64 expires_at; } assignment;
typedef struct {
    string tier; option_enum source; standing standing; u8 misconfigured;
    option_u64 expires_at, valid_until;
} resolution;
typedef struct { u8 kind; string payload; } reason;
typedef struct {
    string feature; u8 allowed; reason reason; option_string minimum_tier; list add_ons;
    u8 together; option_u64 valid_until;
} decision;
typedef struct { resolution resolution; list features, caps, add_ons; option_u64 valid_until; } entitlements;
typedef struct { u64 room[16]; } option_cap_decision; // only ever none
typedef struct { list assignments, add_ons, caps, unknown_products; } effect;
typedef struct {
    string id, label; option_string description; u8 offered; list features, caps, metadata;
} tier;
typedef struct {
    string id, label; option_string description; u8 always_on; list requires, metadata;
} feature;
typedef struct {
    string name, version; list tiers, features, caps, add_ons, editions; string default_tier;
    struct { u8 some; string tier; u32 days; } trial; option_string upgrade_url; list metadata;
} info;

_Static_assert(sizeof(assignment) == 56 && sizeof(resolution) == 80, "the canonical layout");
_Static_assert(sizeof(decision) == 64 && sizeof(entitlements) == 120, "the canonical layout");
_Static_assert(sizeof(tier) == 56 && sizeof(feature) == 48 && sizeof(info) == 100, "the canonical layout");

enum { SOURCE_DEFAULT = 3 };
enum { TIER = 2, SWITCHED_ON = 4, NOT_INCLUDED = 7, UNKNOWN_FEATURE = 9 };

#define EXPORT(name) __attribute__((export_name(name)))
#define STRING(text) { text, sizeof(text) - 1 }
#define LIST(items) { items, sizeof(items) / sizeof(*(items)) }

static const string BASIC = STRING("basic"), PLUS = STRING("plus");
static const string REPORTS = STRING("reports"), CLASSROOM = STRING("classroom");
static const string SCHOOL = STRING("school"), YES = STRING("yes");

// What the compiler calls to copy and to clear a struct.

void *memcpy(void *to, const void *from, u32 size) {
    for (u32 at = 0; at < size; at++) ((u8 *)to)[at] = ((const u8 *)from)[at];
    return to;
}

void *memset(void *to, int byte, u32 size) {
    for (u32 at = 0; at < size; at++) ((u8 *)to)[at] = (u8)byte;
    return to;
}

// The catalog.

static const string PLUS_FEATURES[] = { STRING("reports") };
static const tier TIERS[] = {
    { .id = STRING("basic"), .label = STRING("Basic"), .offered = 1 },
    { .id = STRING("plus"), .label = STRING("Plus"), .offered = 1, .features = LIST(PLUS_FEATURES) },
};
static const feature FEATURES[] = {
    { .id = STRING("reports"), .label = STRING("Reports") },
    { .id = STRING("classroom"), .label = STRING("Classroom") },
};
static const info INFO = {
    .name = STRING("by-hand-c"), .version = STRING("1.0.0"),
    .tiers = LIST(TIERS), .features = LIST(FEATURES), .default_tier = STRING("basic"),
};

EXPORT("tiergate:policy/catalog@0.1.0#describe") const info *describe(void) { return &INFO; }

// Memory: the host asks for room for a call's arguments, and gives it all back afterwards.

extern u8 __heap_base;
static u32 top;

EXPORT("cabi_realloc") u8 *cabi_realloc(const u8 *old, u32 old_size, u32 align, u32 size) {
    u64 start = ((u64)(top ? top : (u32)&__heap_base) + align - 1) & ~(u64)(align - 1);
    u64 end = start + size, have = (u64)__builtin_wasm_memory_size(0) << 16;
    if (end >> 32 || (end > have && __builtin_wasm_memory_grow(0, (end - have + 65535) >> 16) == -1ul))
        __builtin_trap();
    top = (u32)end;
    return memcpy((u8 *)(u32)start, old, old_size < size ? old_size : size);
}

#define GIVES_BACK(name, export) \
    EXPORT("cabi_post_tiergate:policy/" export) void name(const void *answer) { (void)answer; top = 0; }
GIVES_BACK(resolve_done, "engine@0.1.0#resolve")
GIVES_BACK(check_done, "engine@0.1.0#check")
GIVES_BACK(check_cap_done, "engine@0.1.0#check-cap")
GIVES_BACK(entitle_done, "engine@0.1.0#entitle")
GIVES_BACK(on_signup_done, "billing@0.1.0#on-signup")
GIVES_BACK(on_billing_done, "billing@0.1.0#on-billing")

// The rules.

static int same(string a, string b) {
    if (a.len != b.len) return 0;
    for (u32 at = 0; at < a.len; at++) if (a.start[at] != b.start[at]) return 0;
    return 1;
}

// Whether `a` is to be taken before `b`: the later end, no end being the latest; then the
// source. So the order of the list does not matter, and none outlasts the one that is taken.
static int before(const assignment *a, const assignment *b) {
    if (a->expires_at.some != b->expires_at.some) return b->expires_at.some;
    if (a->expires_at.some && a->expires_at.value != b->expires_at.value)
        return a->expires_at.value > b->expires_at.value;
    return a->source < b->source;
}

static resolution tier_of(const assignment *assignments, u32 count, u64 now) {
    const assignment *taken = 0;
    for (const assignment *each = assignments; each < assignments + count; each++)
        if (each->plan.some && same(each->plan.value, PLUS)
            && (!each->expires_at.some || now < each->expires_at.value)
            && (!taken || before(each, taken)))
            taken = each;
    if (!taken) return (resolution){ .tier = BASIC };
    return (resolution){
        .tier = PLUS, .source = { 1, taken->source }, .standing = taken->standing,
        .expires_at = taken->expires_at, .valid_until = taken->expires_at,
    };
}

// `classroom` is what no tier map can say: a tenant that is a school has it, whatever it pays.
static decision decide(const resolution *has, const pair *attributes, u32 count, string id) {
    if (same(id, REPORTS)) {
        decision answer = { .feature = id, .reason = { .kind = NOT_INCLUDED }, .minimum_tier = { 1, PLUS } };
        if (same(has->tier, PLUS)) {
            answer.allowed = 1;
            answer.reason = (reason){ TIER, PLUS };
            answer.valid_until = has->valid_until;
        }
        return answer;
    }
    if (same(id, CLASSROOM)) {
        for (u32 at = 0; at < count; at++)
            if (same(attributes[at].key, SCHOOL) && same(attributes[at].value, YES))
                return (decision){ .feature = id, .allowed = 1, .reason = { .kind = SWITCHED_ON } };
        return (decision){ .feature = id, .reason = { .kind = NOT_INCLUDED } };
    }
    return (decision){ .feature = id, .reason = { .kind = UNKNOWN_FEATURE } };
}

// A tenant's 13 flat values, of which these rules read two lists.
#define TENANT \
    u32 has_edition, u32 edition, u32 edition_len, const assignment *assignments, u32 assignment_count, \
    u32 add_ons, u32 add_on_count, u32 switches, u32 switch_count, u32 caps, u32 cap_count, \
    const pair *attributes, u32 attribute_count

EXPORT("tiergate:policy/engine@0.1.0#resolve") const resolution *resolve(TENANT, u64 now) {
    static resolution answer;
    answer = tier_of(assignments, assignment_count, now);
    return &answer;
}

EXPORT("tiergate:policy/engine@0.1.0#check")
const decision *check(TENANT, const char *id, u32 id_len, u64 now) {
    static decision answer;
    resolution has = tier_of(assignments, assignment_count, now);
    answer = decide(&has, attributes, attribute_count, (string){ id, id_len });
    return &answer;
}

// 18 flat values are more than 16: they lie in memory, and are not read, as there is no cap.
EXPORT("tiergate:policy/engine@0.1.0#check-cap")
const option_cap_decision *check_cap(const void *parameters) {
    static const option_cap_decision NONE;
    (void)parameters;
    return &NONE;
}

EXPORT("tiergate:policy/engine@0.1.0#entitle") const entitlements *entitle(TENANT, u64 now) {
    static decision features[2];
    static entitlements answer;
    resolution has = tier_of(assignments, assignment_count, now);
    features[0] = decide(&has, attributes, attribute_count, REPORTS);
    features[1] = decide(&has, attributes, attribute_count, CLASSROOM);
    answer = (entitlements){ .resolution = has, .features = LIST(features), .valid_until = has.valid_until };
    return &answer;
}

// A new tenant starts on `basic`; nothing is sold, so paying changes nothing.
EXPORT("tiergate:policy/billing@0.1.0#on-signup") const list *on_signup(u64 now, u32 returning) {
    static const assignment START[] = { { .source = SOURCE_DEFAULT, .plan = { 1, STRING("basic") } } };
    static const list ANSWER = LIST(START);
    (void)now, (void)returning;
    return &ANSWER;
}

EXPORT("tiergate:policy/billing@0.1.0#on-billing") const effect *on_billing(const void *start, u32 count) {
    static const effect NOTHING;
    (void)start, (void)count;
    return &NOTHING;
}
