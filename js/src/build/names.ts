const catalog = "tiergate:policy/catalog@0.1.0#";
const engine = "tiergate:policy/engine@0.1.0#";
const billing = "tiergate:policy/billing@0.1.0#";

const functions: Record<string, string> = {
  describe: `${catalog}describe`,
  resolve: `${engine}resolve`,
  check: `${engine}check`,
  checkCap: `${engine}check-cap`,
  entitle: `${engine}entitle`,
  onSignup: `${billing}on-signup`,
  onBilling: `${billing}on-billing`,
};

/** Each function that the kit exports, and the names of the contract for it. */
export const names: [name: string, renamed: string[]][] = [
  ...Object.entries(functions).map(([name, renamed]): [string, string[]] => [name, [renamed]]),
  ["freeAnswer", Object.values(functions).map((renamed) => `cabi_post_${renamed}`)],
];
