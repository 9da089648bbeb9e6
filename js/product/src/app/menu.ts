import type { FeatureId } from "tiergate";

/** An entry of the menu. */
export interface Item {
  readonly title: string;
  readonly href: string;
  readonly icon: string;
  readonly requiredFeature?: FeatureId;
}

/** A part of the menu. */
export interface Section {
  readonly title: string;
  readonly items: readonly Item[];
}

/** Everything that the product has. `useTierMenu` leaves out what a tenant's plan does not. */
export const MENU: readonly Section[] = [
  {
    title: "Work",
    items: [
      { title: "Tickets", href: "/tickets", requiredFeature: "tickets", icon: "M2 5.5v-2h12v2a2.5 2.5 0 0 0 0 5v2H2v-2a2.5 2.5 0 0 0 0-5z" },
      { title: "Projects", href: "/projects", requiredFeature: "projects", icon: "M2 3.5h4.5l1.5 2h6v7H2z" },
      { title: "Assistant", href: "/assistant", requiredFeature: "assistant", icon: "M8 1.8 9.6 6.4 14.2 8 9.6 9.6 8 14.2 6.4 9.6 1.8 8l4.6-1.6z" },
    ],
  },
  {
    title: "Business",
    items: [
      { title: "Billing", href: "/billing", requiredFeature: "billing", icon: "M1.8 3.5h12.4v9H1.8zM1.8 6.5h12.4M4 10h3" },
      { title: "Extensions", href: "/extensions", requiredFeature: "extensions", icon: "M2 2h5v5H2zM9 2h5v5H9zM2 9h5v5H2zM9 9h5v5H9z" },
    ],
  },
  {
    title: "Account",
    items: [
      { title: "Team", href: "/team", icon: "M6 7.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM1.5 13.5c0-2.5 2-4 4.5-4s4.5 1.5 4.5 4M10.5 2.8a2.5 2.5 0 0 1 0 4.4M12.5 9.9c1.3.6 2 1.9 2 3.6" },
      { title: "Plan", href: "/plans", icon: "M8 1.8 14 5v6l-6 3.2L2 11V5zM2 5l6 3.2L14 5M8 8.2v6" },
    ],
  },
];
