// A kit for policies in AssemblyScript: see README.md of the package.

export { CapDecision, CapState, Decision, Effect, Limit, NONE, Reason, Resolution } from "./answers";
export { Cap, Feature, Tier, TierCap } from "./catalog";
export {
  Assignment, Attribute, FeatureSwitch, Giver, HeldAddOn, HeldCap, Item, NEVER, Source, Standing, Status, Subscription,
  Switcher, Tenant, UNLIMITED,
} from "./facts";
export { Policy, publish } from "./policy";
