// What the server answers at `/api/…`: host/reference/src/desk.rs.

export interface Tickets {
  readonly tickets: readonly { readonly number: number; readonly title: string; readonly from: string; readonly state: "open" | "waiting" | "solved" }[];
}

export interface Invoices {
  readonly invoices: readonly { readonly number: number; readonly customer: string; readonly cents: number; readonly paid: boolean }[];
}

export interface Projects {
  readonly projects: readonly string[];
}

export interface Extensions {
  readonly extensions: readonly { readonly name: string; readonly does: string }[];
}

export interface Suggestions {
  readonly suggestions: readonly { readonly ticket: number; readonly text: string }[];
}

export interface Agents {
  readonly agents: readonly { readonly id: number; readonly name: string }[];
}
