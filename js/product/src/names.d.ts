// Written by `tiergate codegen --ts` from helpdesk 1.0.0: do not edit.
import "tiergate";

declare module "tiergate" {
  interface Register {
    features: "tickets" | "billing" | "projects" | "extensions" | "assistant";
    caps: "agents";
    tiers: "basic" | "pro" | "premium";
    addOns: "assistant";
  }
}
