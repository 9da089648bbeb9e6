// The questions that every runtime answers, and the answers as text.
const NOW = 1_772_700_000;

export function* questions() {
  yield { call: "describe" };
  const plans = ["free", "pro", "partner", "gone", "é\u{1F600}", undefined];
  for (const plan of plans)
    for (const expiresAt of [undefined, NOW - 1, NOW + 100]) {
      const tenant = { assignments: [{ source: "billing", plan, expiresAt }], addOns: [{ id: "assistant", giver: "manual", quantity: 2 }] };
      for (const feature of ["login", "export", "ai", "nope", "__proto__"]) yield { call: "check", tenant, feature, now: NOW };
      for (const used of [0, 4, 5, 2 ** 53 - 1]) yield { call: "checkCap", tenant, cap: "maxNotes", used, now: NOW };
      yield { call: "resolve", tenant, now: NOW };
      yield { call: "entitle", tenant, now: NOW };
      yield { call: "entitle", tenant: { ...tenant, edition: "community" }, now: NOW };
    }
  yield { call: "onSignup", now: NOW };
  yield { call: "onBilling", subscriptions: [{ id: "1", status: "active", items: [{ names: ["notes-pro"], quantity: 1 }] }] };
  yield { call: "check", tenant: {}, feature: 1, now: NOW };
}

/** Answers each question with a line. */
export function answers(policy) {
  let text = `${policy.digest}\n`;
  for (const question of questions()) {
    try {
      text += `${JSON.stringify(policy.ask(question))}\n`;
    } catch (error) {
      text += `${error.code}\n`;
    }
  }
  return text;
}
