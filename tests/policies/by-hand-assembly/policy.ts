// A school has the classroom, whatever its plan: a rule that no tier map can express.

import { Decision, Policy, Reason, Tenant, publish } from "tiergate/assembly";

class Classroom extends Policy {
  constructor() {
    super("classroom", "1.0.0");
    this.tier("basic", "Basic").limit("pupils", 30);
    this.tier("plus", "Plus").limit("pupils").has("reports");
    this.feature("reports", "Reports");
    this.feature("classroom", "Classroom");
    this.cap("pupils", "Pupils", "pupils");
  }

  decide(tenant: Tenant, feature: string, _now: u64): Decision | null {
    if (feature == "classroom" && tenant.has("school", "yes")) return Decision.allow(Reason.SwitchedOn);
    return null; // as the catalog says
  }
}

publish(new Classroom());
