"""Makes random tier maps and plants breaks of laws in them. Works out, from DESIGN.md alone and
without tiergate, which laws each map breaks.

Usage: laws.py COUNT SEED. Writes one line of JSON for each map: the map, what was planted, and every
break as [law, id, …].
"""

import itertools
import json
import random
import sys

MAX = 2**53 - 1
UNLIMITED = float("inf")


class Policy:
    def __init__(self, m):
        self.m = m
        self.tiers = [t["id"] for t in m["tiers"]]
        self.offered = [i for i, t in enumerate(m["tiers"]) if t.get("offered", True)]
        self.features = {f["id"]: f for f in m["features"]}
        self.add_ons = m["addOns"]
        self.caps = m["caps"]
        self.default = self.tiers.index(m["defaultTier"])
        self.cache = {}

    def in_force(self, a, tier):
        tiers = self.add_ons[a].get("tiers", [])
        return not tiers or self.tiers[tier] in tiers

    def given(self, tier, held, f):
        if f in self.m["tiers"][tier]["features"]:
            return True
        return any(f in self.add_ons[a]["features"] and self.in_force(a, tier) for a in held)

    def allowed(self, tier, held, f):
        key = (tier, held, f)
        if key not in self.cache:
            feature = self.features[f]
            self.cache[key] = feature.get("alwaysOn", False) or (
                self.given(tier, held, f)
                and all(self.allowed(tier, held, r) for r in feature.get("requires", []))
            )
        return self.cache[key]

    def unusable(self, tier, held, f):
        return (
            not self.features[f].get("alwaysOn", False)
            and self.given(tier, held, f)
            and not self.allowed(tier, held, f)
        )

    def cap(self, tier, held, cap):
        limit = self.m["tiers"][tier]["caps"][cap["id"]]
        limit = UNLIMITED if limit == "unlimited" else limit
        for a in sorted(held):
            change = self.add_ons[a]["caps"].get(cap["id"])
            if change is None or not self.in_force(a, tier):
                continue
            if "set" in change:
                limit = UNLIMITED if change["set"] == "unlimited" else change["set"]
            elif limit != UNLIMITED:
                limit = min(limit + change["add"], MAX)
        if limit == UNLIMITED:
            return (limit, limit)
        return (limit, min(-(-limit * cap["hardPercent"] // 100), MAX))

    def sets(self):
        positions = range(len(self.add_ons))
        for size in range(len(self.add_ons) + 1):
            yield from map(frozenset, itertools.combinations(positions, size))

    def help(self, tier, held, f):
        """What makes a denied feature available: pairs of a tier and the add-ons held then."""
        ways = [(t, held) for t in self.offered if self.allowed(t, held, f)][:1]
        more = lambda t: [
            held | {a}
            for a in range(len(self.add_ons))
            if self.in_force(a, t) and self.allowed(t, held | {a}, f)
        ]
        ways += [(tier, h) for h in more(tier)]
        if not ways:
            for t in self.offered:
                if more(t):
                    return [(t, h) for h in more(t)]
        return ways


def monotone(p):
    for held in p.sets():
        for at, high in enumerate(p.offered):
            for low in p.offered[:at]:
                for f in p.features:
                    if p.allowed(low, held, f) and not p.allowed(high, held, f):
                        yield ("monotone-features", p.tiers[high], f)
                for cap in p.caps:
                    pairs = zip(p.cap(high, held, cap), p.cap(low, held, cap))
                    if any(h < l for h, l in pairs):
                        yield ("monotone-caps", p.tiers[high], cap["id"])


def givers(p):
    for t, tier in enumerate(p.m["tiers"]):
        for f in tier["features"]:
            if p.unusable(t, frozenset(), f):
                yield ("usable", tier["id"], f)
    for a, add_on in enumerate(p.add_ons):
        changes = False
        for t in p.offered:
            for f in add_on["features"]:
                if p.in_force(a, t) and p.unusable(t, frozenset([a]), f):
                    yield ("usable", add_on["id"], f)
            for held in p.sets():
                if a in held:
                    continue
                more = held | {a}
                changes |= any(p.allowed(t, held, f) != p.allowed(t, more, f) for f in p.features)
                for cap in p.caps:
                    before, after = p.cap(t, held, cap), p.cap(t, more, cap)
                    changes |= before != after
                    if any(x < y for x, y in zip(after, before)):
                        yield ("worthwhile-add-ons", add_on["id"], cap["id"])
        if not changes:
            yield ("worthwhile-add-ons", add_on["id"])
    for f in p.features:
        tiers = range(len(p.tiers))
        if not any(p.allowed(t, held, f) for t in tiers for held in p.sets()):
            yield ("live-features", f)


def products(p):
    billing = p.m.get("billing", {})
    listed = billing.get("products", {})
    if not listed:
        return
    sold = {}
    for name in sorted(listed):
        if "tier" in listed[name]:
            sold[listed[name]["tier"]] = name
    routes = {p.m["defaultTier"], p.m["whenMissing"]["tier"], p.m["whenUnknown"]["tier"]}
    routes |= {e["tier"] for e in p.m.get("editions", []) if "tier" in e}
    if "trial" in p.m:
        routes.add(p.m["trial"]["tier"])
    unknown = billing.get("unknownProduct", "flag")
    if isinstance(unknown, dict):
        routes.add(unknown["tier"])
    for t, tier in enumerate(p.tiers):
        lower_is_sold = any(low in sold for low in p.tiers[:t])
        if t not in p.offered:
            if tier in sold:
                yield ("sold-tiers", sold[tier], tier)
        elif tier in sold:
            pass
        elif tier not in routes:
            yield ("reachable-tiers", tier)
        elif lower_is_sold or t != p.default:
            yield ("sold-tiers", tier)
    if sold and billing.get("pastDueGraceDays", 0) == "unlimited":
        yield ("past-due-ends", "past-due")


def doubts(p):
    for key in ("whenMissing", "whenUnknown"):
        tier = p.tiers.index(p.m[key]["tier"])
        flagged = p.m[key].get("misconfigured", True)
        if tier < p.default and not flagged:
            yield ("no-lockout", key)
        if tier > p.default and not (flagged and tier in p.offered):
            yield ("no-promotion", key)
    if "trial" in p.m and p.tiers.index(p.m["trial"]["tier"]) <= p.default:
        yield ("trial-above-default", p.m["trial"]["tier"])


def upsell(p):
    for held in p.sets():
        for t in p.offered:
            for f in p.features:
                if p.allowed(t, held, f):
                    continue
                for to, then in p.help(t, held, f):
                    if to == t:
                        continue
                    names = (p.tiers[t], p.tiers[to])
                    for g in p.features:
                        if p.allowed(t, held, g) and not p.allowed(to, then, g):
                            yield ("truthful-upsell", *names, g)
                    for cap in p.caps:
                        pairs = zip(p.cap(to, then, cap), p.cap(t, held, cap))
                        if any(x < y for x, y in pairs):
                            yield ("truthful-upsell", *names, cap["id"])


def breaks(m):
    p = Policy(m)
    every = itertools.chain(monotone(p), givers(p), products(p), doubts(p), upsell(p))
    return sorted(set(every))


def random_map(r):
    tiers = [f"t{i}" for i in range(r.randint(2, 5))]
    features = [f"f{i}" for i in range(r.randint(2, 5))]
    caps = [f"c{i}" for i in range(r.randint(1, 2))]
    some = lambda of, chance: [it for it in of if r.random() < chance]
    limit = lambda: r.choice([0, 1, 3, 5, 10, 33, 100, "unlimited"])
    lawful = r.random() < 0.5
    m = {"name": "random", "version": "1", "tiers": [], "features": [], "caps": [], "addOns": []}
    have, limits = [], {c: 0 for c in caps}
    for t in tiers:
        if lawful:
            have = sorted(set(have) | set(some(features, 0.4)))
            limits = {c: limits[c] + r.choice([0, 2, 10]) for c in caps}
        else:
            have, limits = some(features, 0.5), {c: limit() for c in caps}
        offered = r.random() < 0.85
        m["tiers"].append({"id": t, "offered": offered, "features": have, "caps": dict(limits)})
    for i, f in enumerate(features):
        requires = some(features[:i], 0.15 if lawful else 0.25)
        m["features"].append({"id": f, "alwaysOn": r.random() < 0.1, "requires": requires})
    for c in caps:
        m["caps"].append({"id": c, "warnPercent": 50, "hardPercent": r.choice([75, 100, 110])})
    for i in range(r.randint(0, 3)):
        changes = {c: r.choice([{"add": 2}, {"set": 20}, {"set": "unlimited"}]) for c in some(caps, 0.4)}
        m["addOns"].append({"id": f"a{i}", "tiers": some(tiers, 0.3) if r.random() < 0.5 else [],
                            "features": some(features, 0.3), "caps": changes})
    m["defaultTier"] = r.choice(tiers)
    for key in ("whenMissing", "whenUnknown"):
        m[key] = {"tier": r.choice(tiers), "misconfigured": r.random() < 0.6}
    if r.random() < 0.5:
        m["trial"] = {"tier": r.choice(tiers), "days": 14}
    if r.random() < 0.3:
        m["editions"] = [{"id": "home", "tier": r.choice(tiers)}, {"id": "cloud"}]
    if r.random() < 0.7:
        listed = {f"p{i}": {"tier": t} for i, t in enumerate(some(tiers, 0.8))}
        if m["addOns"]:
            listed["extra"] = {"addOn": m["addOns"][0]["id"]}
        m["billing"] = {"products": listed, "pastDueGraceDays": r.choice([0, 14, "unlimited"])}
        if r.random() < 0.3:
            m["billing"]["unknownProduct"] = {"tier": r.choice(tiers)}
    return m


def without(of, it):
    return [x for x in of if x != it]


def plant(m, law, r):
    """Breaks a law in a map, and returns the break."""
    tiers, features, cap = m["tiers"], m["features"], m["caps"][0]["id"]
    low, high = sorted(r.sample(range(len(tiers)), 2))
    low, high = tiers[low], tiers[high]
    low["offered"] = high["offered"] = True
    g, f = features[0], features[1]
    g.update(alwaysOn=False, requires=[])
    f.update(alwaysOn=False, requires=[])
    has = lambda tier, it: tier.update(features=without(tier["features"], it["id"]) + [it["id"]])
    lacks = lambda tier, it: tier.update(features=without(tier["features"], it["id"]))
    if law == "monotone-features":
        has(low, f), lacks(high, f)
        return (law, high["id"], f["id"])
    if law == "monotone-caps":
        low["caps"][cap], high["caps"][cap] = 10, 3
        return (law, high["id"], cap)
    if law == "usable":
        f["requires"] = [g["id"]]
        has(low, f), lacks(low, g)
        return (law, low["id"], f["id"])
    if law == "worthwhile-add-ons":
        low["caps"][cap] = 10
        m["addOns"] = m["addOns"][:2] + [{"id": "less", "tiers": [], "features": [], "caps": {cap: {"set": 1}}}]
        return (law, "less", cap)
    if law in ("live-features", "truthful-upsell"):
        for giver in tiers + m["addOns"]:
            lacks(giver, f)
        if law == "live-features":
            return (law, f["id"])
        has(high, f), has(low, g), lacks(high, g)
        return (law, low["id"], high["id"], g["id"])
    if law in ("reachable-tiers", "sold-tiers", "past-due-ends"):
        m["editions"], m["defaultTier"] = [], low["id"]
        m["trial"] = {"tier": high["id"] if law == "sold-tiers" else low["id"], "days": 3}
        for key in ("whenMissing", "whenUnknown"):
            m[key]["tier"] = low["id"]
        m["billing"] = {"products": {"p": {"tier": low["id"]}}, "pastDueGraceDays": "unlimited"}
        return (law, "past-due" if law == "past-due-ends" else high["id"])
    if law == "no-lockout":
        m["defaultTier"] = high["id"]
        m["whenMissing"] = {"tier": low["id"], "misconfigured": False}
        return (law, "whenMissing")
    if law == "no-promotion":
        m["defaultTier"] = low["id"]
        m["whenUnknown"] = {"tier": high["id"], "misconfigured": False}
        return (law, "whenUnknown")
    assert law == "trial-above-default"
    m["defaultTier"], m["trial"] = high["id"], {"tier": low["id"], "days": 7}
    return (law, low["id"])


LAWS = [
    "monotone-features", "monotone-caps", "usable", "worthwhile-add-ons", "live-features",
    "reachable-tiers", "sold-tiers", "no-lockout", "no-promotion", "trial-above-default",
    "truthful-upsell", "past-due-ends",
]


def main():
    count, seed = int(sys.argv[1]), int(sys.argv[2])
    r = random.Random(seed)
    for at in range(count):
        m = random_map(r)
        planted = plant(m, LAWS[at % 16], r) if at % 16 < len(LAWS) else None
        print(json.dumps({"map": m, "planted": planted, "breaks": breaks(m)}))


if __name__ == "__main__":
    main()
